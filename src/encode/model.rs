//! The model file. `scripts/encoder/fileformat.py` describes its layout and writes it.

use std::{
    fmt, fs, io,
    ops::Range,
    path::{Path, PathBuf},
};

use memmap2::Mmap;

use super::{
    table::{GROUP, Table},
    tokenize::EOS,
    trie::DoubleArray,
};
use crate::bitext::Lang;

const MAGIC: &[u8; 8] = b"bitexto\0";
const VERSION: u32 = 1;
const HEADER_BYTES: usize = 136;
/// Where the checksummed part begins.
const CHECKED_FROM: usize = 16;
/// More would be no table to carry around, and keeps sizes far from overflowing.
const MAX_DIMS: usize = 4096;

static EMBEDDED: &[u8] = include_bytes!("../../models/es-en.bin");

/// Why a model file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The file could not be opened or mapped.
    #[error("cannot read the model {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file does not begin as model files do.
    #[error("{} is not a bitexto model; scripts/build_model.py makes them", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is of another version of the format.
    #[error("{} is a model of format {found}, and this program reads format {VERSION}; build it again with scripts/build_model.py", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The format it says it has.
        found: u32,
    },
    /// The file is cut off, has grown, or does not hang together.
    #[error("the model {} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// A table of piece vectors with what is needed to cut text into pieces, used where it lies.
pub struct Model {
    bytes: Bytes,
    header: Header,
}

enum Bytes {
    Embedded,
    Mapped(Mmap),
}

/// What the first bytes of the file say, checked.
struct Header {
    languages: Vec<Lang>,
    n_pieces: usize,
    dims: usize,
    max_piece_len: usize,
    max_key_len: usize,
    plain_ascii: u128,
    unknown_score: f32,
    normalizer: Range<usize>,
    replacements: Range<usize>,
    pieces: Range<usize>,
    scores: Range<usize>,
    ids: Range<usize>,
    rows: Range<usize>,
}

/// What is wrong with a model, before it is known by which name it goes.
enum Flaw {
    Foreign,
    Version(u32),
    Damaged(&'static str),
}

impl Model {
    /// The Spanish-English model that is compiled in.
    pub fn embedded() -> Model {
        // A test of this module checks the whole of it, checksum included.
        let Ok(header) = Header::read(EMBEDDED) else {
            unreachable!("the model that is compiled in was checked when it was made")
        };
        Model { bytes: Bytes::Embedded, header }
    }

    /// Maps a model file that `scripts/build_model.py` made, and checks all of it.
    ///
    /// The file must not be changed while the model is in use. Should it be all the same, sums
    /// come out wrong, or the system ends the process when the file got shorter.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, is not a model of this format, or is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Model, ModelError> {
        let path = path.as_ref();
        let io_error = |source| ModelError::Io { path: path.to_owned(), source };
        let file = fs::File::open(path).map_err(io_error)?;
        if file.metadata().map_err(io_error)?.is_dir() {
            return Err(io_error(io::ErrorKind::IsADirectory.into()));
        }
        // SAFETY: nothing in this process writes to the file. Another process might; no reference
        // or index read from the map is relied on for memory safety beyond the map's own length.
        let map = unsafe { Mmap::map(&file) }.map_err(io_error)?;
        let header = Header::read(&map)
            .and_then(|header| check_sum(&map).map(|()| header))
            .map_err(|flaw| {
                let path = path.to_owned();
                match flaw {
                    Flaw::Foreign => ModelError::Foreign { path },
                    Flaw::Version(found) => ModelError::Version { path, found },
                    Flaw::Damaged(what) => ModelError::Damaged { path, what },
                }
            })?;
        Ok(Model { bytes: Bytes::Mapped(map), header })
    }

    /// The languages whose words the model has, the ones it was asked for first.
    pub fn languages(&self) -> &[Lang] {
        &self.header.languages
    }

    /// How many numbers a vector has.
    pub fn dims(&self) -> usize {
        self.header.dims
    }

    /// How many pieces the model has, `<unk>`, `<s>` and `</s>` included.
    pub fn n_pieces(&self) -> usize {
        self.header.n_pieces
    }

    fn section(&self, range: &Range<usize>) -> &[u8] {
        let bytes = match &self.bytes {
            Bytes::Embedded => EMBEDDED,
            Bytes::Mapped(map) => map,
        };
        &bytes[range.clone()]
    }

    pub(super) fn normalizer_trie(&self) -> DoubleArray<'_> {
        DoubleArray::new(self.section(&self.header.normalizer), self.header.max_key_len)
    }

    pub(super) fn replacements(&self) -> &[u8] {
        self.section(&self.header.replacements)
    }

    pub(super) fn plain_ascii(&self) -> u128 {
        self.header.plain_ascii
    }

    pub(super) fn piece_trie(&self) -> DoubleArray<'_> {
        DoubleArray::new(self.section(&self.header.pieces), self.header.max_piece_len)
    }

    /// A log probability for every row, as little-endian f32s.
    pub(super) fn scores(&self) -> &[[u8; 4]] {
        self.section(&self.header.scores).as_chunks().0
    }

    pub(super) fn unknown_score(&self) -> f32 {
        self.header.unknown_score
    }

    /// The teacher's id of a row.
    pub(super) fn id(&self, row: u32) -> u32 {
        let ids = self.section(&self.header.ids).as_chunks().0;
        ids.get(row as usize).map_or(0, |&id| u32::from_le_bytes(id))
    }

    pub(super) fn table(&self) -> Table<'_> {
        Table::new(self.section(&self.header.rows), self.header.dims)
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("languages", &self.header.languages)
            .field("n_pieces", &self.header.n_pieces)
            .field("dims", &self.header.dims)
            .finish_non_exhaustive()
    }
}

impl Header {
    /// Reads the header and checks that the file is as long as it says, that every section lies
    /// inside it and that the sections fit each other. What is inside them is not looked at here:
    /// whoever reads it minds its bounds.
    fn read(bytes: &[u8]) -> Result<Header, Flaw> {
        if !bytes.starts_with(MAGIC) {
            return Err(Flaw::Foreign);
        }
        let Some(header) = bytes.first_chunk::<HEADER_BYTES>() else {
            return Err(Flaw::Damaged("it ends within its header"));
        };
        let version = u32_at(header, 8);
        if version != VERSION {
            return Err(Flaw::Version(version));
        }
        if u32_at(header, 16) as usize != bytes.len() {
            return Err(Flaw::Damaged("its length is not what its header says"));
        }
        let n_pieces = u32_at(header, 20) as usize;
        let dims = usize::from(u16::from_le_bytes([header[24], header[25]]));
        let group = usize::from(u16::from_le_bytes([header[26], header[27]]));
        if dims == 0
            || dims > MAX_DIMS
            || !dims.is_multiple_of(GROUP)
            || group != GROUP
            || header[28] != 4
        {
            return Err(Flaw::Damaged("its vectors are of a kind that this program does not read"));
        }
        let languages: Vec<Lang> = header[32..64]
            .chunks(2)
            .take(usize::from(header[31]))
            .filter_map(|code| std::str::from_utf8(code).ok()?.parse().ok())
            .collect();
        if languages.is_empty() || languages.len() != usize::from(header[31]) {
            return Err(Flaw::Damaged("it does not name its languages"));
        }
        let section = |idx: usize| {
            let start = u32_at(header, 88 + 8 * idx) as usize;
            let end = start.checked_add(u32_at(header, 92 + 8 * idx) as usize);
            match end {
                Some(end) if HEADER_BYTES <= start && end <= bytes.len() => Ok(start..end),
                _ => Err(Flaw::Damaged("a section lies outside it")),
            }
        };
        let mut plain_ascii = [0; 16];
        plain_ascii.copy_from_slice(&header[64..80]);
        let read = Header {
            languages,
            n_pieces,
            dims,
            max_piece_len: usize::from(header[29]),
            max_key_len: usize::from(header[30]),
            plain_ascii: u128::from_le_bytes(plain_ascii),
            unknown_score: f32::from_bits(u32_at(header, 80)),
            normalizer: section(0)?,
            replacements: section(1)?,
            pieces: section(2)?,
            scores: section(3)?,
            ids: section(4)?,
            rows: section(5)?,
        };
        let fits = n_pieces > EOS as usize
            && read.scores.len() / 4 == n_pieces
            && read.ids.len() / 4 == n_pieces
            && read.rows.len() / Table::row_bytes(dims) == n_pieces;
        if fits { Ok(read) } else { Err(Flaw::Damaged("its sections do not fit each other")) }
    }
}

fn u32_at(header: &[u8; HEADER_BYTES], at: usize) -> u32 {
    u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
}

fn check_sum(bytes: &[u8]) -> Result<(), Flaw> {
    let stored = bytes.get(12..CHECKED_FROM).and_then(|x| x.first_chunk::<4>());
    if stored.map(|&x| u32::from_le_bytes(x)) == bytes.get(CHECKED_FROM..).map(crc32) {
        Ok(())
    } else {
        Err(Flaw::Damaged("its checksum is wrong"))
    }
}

/// CRC-32 of IEEE 802.3, as in zip files, four bytes a step.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLES: [[u32; 256]; 4] = crc_tables();
    let table = |k: usize, x: u32| TABLES[k][(x & 0xFF) as usize];
    let (words, rest) = bytes.as_chunks::<4>();
    let crc = words.iter().fold(!0, |crc: u32, &word| {
        let x = crc ^ u32::from_le_bytes(word);
        table(3, x) ^ table(2, x >> 8) ^ table(1, x >> 16) ^ table(0, x >> 24)
    });
    !rest.iter().fold(crc, |crc, &byte| table(0, crc ^ u32::from(byte)) ^ (crc >> 8))
}

const fn crc_tables() -> [[u32; 256]; 4] {
    let mut tables = [[0; 256]; 4];
    let mut i = 0;
    while i < 256 {
        let mut crc = i as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
            bit += 1;
        }
        tables[0][i] = crc;
        i += 1;
    }
    let mut i = 0;
    while i < 256 * 3 {
        let (k, x) = (i / 256 + 1, i % 256);
        let last: u32 = tables[k - 1][x];
        tables[k][x] = (last >> 8) ^ tables[0][(last & 0xFF) as usize];
        i += 1;
    }
    tables
}
