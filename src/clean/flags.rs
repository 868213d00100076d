//! Marks on rows, and which of them cost a row its place.

use std::collections::BTreeSet;

/// A mark that cleaning puts on a row. The order is that in which reasons are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Flag {
    /// A side is empty.
    Alone,
    /// The score is too low.
    Low,
    /// A side is nothing but addresses of pages or mail.
    Url,
    /// A side has too few words.
    Short,
    /// A side has too many words or characters.
    Long,
    /// The sides differ too much in length.
    Len,
    /// Both sides hold the same text.
    Copy,
    /// A side is in another language.
    Lang,
    /// Each side holds a number that the other lacks.
    Num,
    /// The same pair stands elsewhere with a better score, or before.
    Dup,
    /// The same but for case, digits and punctuation.
    Fold,
    /// A near duplicate of a row in a smaller part: train of dev or test, dev of test.
    Leak,
}

impl Flag {
    /// All flags, in order.
    pub const ALL: [Flag; 12] = [
        Flag::Alone,
        Flag::Low,
        Flag::Url,
        Flag::Short,
        Flag::Long,
        Flag::Len,
        Flag::Copy,
        Flag::Lang,
        Flag::Num,
        Flag::Dup,
        Flag::Fold,
        Flag::Leak,
    ];

    /// What the flag is called in the column `flags`.
    pub fn name(self) -> &'static str {
        match self {
            Flag::Alone => "ALONE",
            Flag::Low => "LOW",
            Flag::Url => "URL",
            Flag::Short => "SHORT",
            Flag::Long => "LONG",
            Flag::Len => "LEN",
            Flag::Copy => "COPY",
            Flag::Lang => "LANG",
            Flag::Num => "NUM",
            Flag::Dup => "DUP",
            Flag::Fold => "FOLD",
            Flag::Leak => "LEAK",
        }
    }

    /// What it says of a row, in a few words.
    pub fn caption(self) -> &'static str {
        match self {
            Flag::Alone => "no counterpart",
            Flag::Low => "score below the threshold",
            Flag::Url => "addresses only",
            Flag::Short => "too short",
            Flag::Long => "too long",
            Flag::Len => "lengths too different",
            Flag::Copy => "copy of the source",
            Flag::Lang => "another language",
            Flag::Num => "numbers that clash",
            Flag::Dup => "duplicate",
            Flag::Fold => "duplicate but for case, digits, punctuation",
            Flag::Leak => "near duplicate of another part",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u8
    }
}

/// The flags of a row, two bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    /// Puts a flag on, if `is_so`.
    pub fn set(&mut self, flag: Flag, is_so: bool) {
        if is_so {
            self.0 |= flag.bit();
        }
    }

    /// Whether the flag is on.
    pub fn has(self, flag: Flag) -> bool {
        self.0 & flag.bit() != 0
    }

    /// The flags that are on, in order.
    pub fn iter(self) -> impl Iterator<Item = Flag> {
        Flag::ALL.into_iter().filter(move |flag| self.has(*flag))
    }

    /// The column `flags` of a row that had `column` before: marks that cleaning does not give stay.
    pub fn column(self, column: &str) -> String {
        let ours = self.iter().map(Flag::name);
        let names: Vec<&str> = foreign(column).chain(ours.collect::<Vec<_>>()).collect();
        names.join(" ")
    }
}

/// The marks in a column that are not ours to give.
fn foreign(column: &str) -> impl Iterator<Item = &str> {
    let is_ours = |name: &str| Flag::ALL.iter().any(|flag| flag.name() == name);
    column.split(' ').filter(move |name| !name.is_empty() && !is_ours(name))
}

/// Which flags cost a row its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    flags: Flags,
    /// Marks of other stages, such as `X`.
    others: BTreeSet<String>,
}

/// What cannot be kept or dropped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A flag that stays away whatever is said.
    #[error("{0} cannot be kept; a training pair needs two sides")]
    Fixed(&'static str),
    /// A flag that is no flag of cleaning.
    #[error("{0:?} is no flag that drops rows; expected one of {known}", known = known())]
    Unknown(String),
    /// A flag that is both kept and dropped.
    #[error("{0} is both kept and dropped; say one of them")]
    Both(String),
}

fn known() -> String {
    Flag::ALL.map(Flag::name).join(", ")
}

impl Policy {
    /// Every flag of cleaning drops a row but those to `keep`; marks of other stages drop one where
    /// they are in `drop`.
    ///
    /// # Errors
    /// [`PolicyError`] for a name to keep that is no flag, or is both kept and dropped.
    pub fn new(keep: &[String], drop: &[String]) -> Result<Self, PolicyError> {
        let mut policy = Policy { flags: Flags::default(), others: BTreeSet::new() };
        for flag in Flag::ALL {
            policy.flags.set(flag, !keep.iter().any(|name| name == flag.name()));
        }
        for name in keep {
            if name == Flag::Alone.name() {
                return Err(PolicyError::Fixed(Flag::Alone.name()));
            }
            if drop.contains(name) {
                return Err(PolicyError::Both(name.clone()));
            }
            if !Flag::ALL.iter().any(|flag| flag.name() == name) {
                return Err(PolicyError::Unknown(name.clone()));
            }
        }
        policy.others = drop.iter().cloned().collect();
        Ok(policy)
    }

    /// Whether rows with the flag are dropped.
    pub fn drops(&self, flag: Flag) -> bool {
        self.flags.has(flag)
    }

    /// Why a row is dropped: the first of its flags that drops, or of the marks in its column `flags`.
    pub fn reason<'a>(&self, flags: Flags, column: &'a str) -> Option<&'a str> {
        let ours = flags.iter().find(|flag| self.drops(*flag)).map(Flag::name);
        ours.or_else(|| foreign(column).find(|name| self.others.contains(*name)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn the_first_flag_is_the_reason() {
        let mut flags = Flags::default();
        flags.set(Flag::Num, true);
        flags.set(Flag::Low, true);
        flags.set(Flag::Dup, false);
        let policy = Policy::new(&[], &names(&["X"])).unwrap();
        assert_eq!(policy.reason(flags, "NUM X"), Some("LOW"));
        assert_eq!(policy.reason(Flags::default(), "NUM X"), Some("X"), "an old NUM says nothing");
        assert_eq!(policy.reason(Flags::default(), "NUM"), None);
        assert_eq!(flags.column("X NUM LEN"), "X LOW NUM");
        let lenient = Policy::new(&names(&["LOW", "NUM"]), &[]).unwrap();
        assert_eq!(lenient.reason(flags, "X"), None);
    }

    #[test]
    fn policies_are_checked() {
        assert!(Policy::new(&names(&["ALONE"]), &[]).is_err());
        assert!(Policy::new(&names(&["NMU"]), &[]).is_err());
        assert!(Policy::new(&names(&["NUM"]), &names(&["NUM"])).is_err());
    }
}
