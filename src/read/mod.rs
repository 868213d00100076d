mod decode;
mod plain;

pub use decode::{Decoded, ReadError, decode};
pub use plain::{document, presplit};
