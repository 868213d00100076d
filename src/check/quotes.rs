//! How readers with quoting switched on take a TSV apart.

use super::{Kind, Place};

/// The state machine of the C parser of pandas, which Hugging Face datasets uses too: a quote opens
/// a quoted field only as its first character; two quotes inside stand for one; whatever follows
/// the closing quote is taken as it is.
#[derive(Debug)]
pub(super) struct Quotes {
    state: State,
    opened: Opened,
}

/// The quoted field that is open or was the last.
#[derive(Debug, Clone, Copy)]
struct Opened {
    place: Place,
    column: usize,
    n_tabs: u64,
    n_rows: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    InField,
    InQuotes,
    /// A quote inside a quoted field: its end, or the first of two.
    AfterQuote,
}

/// A quoted field that has come to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quoted {
    pub kind: Kind,
    pub place: Place,
    /// Which field it is by the tabs, counted from 0.
    pub column: usize,
    /// Tabs and line ends that it swallows.
    pub n_tabs: u64,
    pub n_rows: u64,
}

impl Quotes {
    pub fn new() -> Self {
        let place = Place { line: 1, column: 1 };
        let opened = Opened { place, column: 0, n_tabs: 0, n_rows: 0 };
        Quotes { state: State::FieldStart, opened }
    }

    /// Takes the next character, of field `column`. Gives a quoted field when it ends here.
    pub fn feed(&mut self, c: char, place: Place, column: usize) -> Option<Quoted> {
        let is_border = matches!(c, '\t' | '\n' | '\r');
        match self.state {
            State::FieldStart | State::InField if is_border => self.state = State::FieldStart,
            State::FieldStart if c == '"' => {
                self.opened = Opened { place, column, n_tabs: 0, n_rows: 0 };
                self.state = State::InQuotes;
            }
            State::FieldStart | State::InField => self.state = State::InField,
            State::InQuotes => {
                self.opened.n_tabs += u64::from(c == '\t');
                self.opened.n_rows += u64::from(c == '\n');
                if c == '"' {
                    self.state = State::AfterQuote;
                }
            }
            State::AfterQuote if c == '"' => self.state = State::InQuotes,
            State::AfterQuote => {
                self.state = if is_border { State::FieldStart } else { State::InField };
                let swallows = self.opened.n_tabs + self.opened.n_rows > 0;
                return Some(self.quoted(match (swallows, is_border) {
                    (true, _) => Kind::QuoteSwallows,
                    (false, true) => Kind::QuotedField,
                    (false, false) => Kind::QuotedStart,
                }));
            }
        }
        None
    }

    /// What the end of the file leaves open.
    pub fn finish(&mut self) -> Option<Quoted> {
        match self.state {
            State::InQuotes => Some(self.quoted(Kind::QuoteNeverCloses)),
            State::AfterQuote => {
                let place = Place { line: u64::MAX, column: 0 };
                self.feed('\n', place, 0)
            }
            State::FieldStart | State::InField => None,
        }
    }

    fn quoted(&self, kind: Kind) -> Quoted {
        let Opened { place, column, n_tabs, n_rows } = self.opened;
        Quoted { kind, place, column, n_tabs, n_rows }
    }
}
