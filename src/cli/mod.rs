//! The command line: the only place that opens files and prints.

mod align;
mod anchors;
mod check;
mod clean;
mod collection;
mod completions;
mod convert;
mod corpora;
mod eval;
mod explain;
mod fault;
mod files;
mod input;
mod names;
mod output;
mod pair;
mod review;
mod split;
mod work;

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use clap::{Args, Parser, Subcommand};

pub(crate) use fault::Fault;

/// Turns a text and its translation into a parallel corpus: splits both into sentences, pairs
/// the sentences that translate each other, and says how sure it is of every pair.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_STATUS)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
pub(crate) struct Global {
    /// Print errors only: no warnings, no notes on what was written
    #[arg(long, short, global = true)]
    quiet: bool,
}

const EXIT_STATUS: &str = "Exit status: 0 all fine; 1 done, but something in the data was wrong (a warning \
    says what); 2 could not run.";

#[derive(Debug, Subcommand)]
enum Command {
    Align(align::Arguments),
    Check(check::Arguments),
    Eval(eval::Arguments),
    Clean(clean::Arguments),
    Convert(convert::Arguments),
    Pair(pair::Arguments),
    Split(split::Arguments),
    Completions(completions::Arguments),
    /// Print the manual page: bitexto man | man -l -
    Man,
    Review(review::Arguments),
}

/// How a run that got to its end went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All fine.
    Fine,
    /// Done, but something was wrong with the data; a warning said what.
    Flawed,
}

/// Says things on standard error, and remembers whether any was a warning.
#[derive(Debug)]
pub(crate) struct Voice {
    quiet: bool,
    warned: AtomicBool,
    /// Warnings that are kept to be told later, for a document among many.
    kept: Option<Mutex<Vec<String>>>,
}

impl Voice {
    /// Speaks at once; when quiet, not at all.
    pub fn new(quiet: bool) -> Voice {
        Voice { quiet, warned: AtomicBool::new(false), kept: None }
    }

    /// Keeps warnings for [`Voice::into_warnings`] and passes over notes.
    pub fn keeping() -> Voice {
        Voice { quiet: true, warned: AtomicBool::new(false), kept: Some(Mutex::default()) }
    }

    /// Whether only errors are to be told.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Something that the user may want to know.
    pub fn note(&self, message: impl Display) {
        if !self.quiet {
            say(format_args!("bitexto: {message}"));
        }
    }

    /// Something wrong with the data: the exit status will tell too.
    pub fn warn(&self, message: impl Display) {
        self.warned.store(true, Ordering::Relaxed);
        if let Some(kept) = &self.kept {
            kept.lock().unwrap_or_else(PoisonError::into_inner).push(message.to_string());
        }
        if !self.quiet {
            say(format_args!("bitexto: warning: {message}"));
        }
    }

    /// The warnings that were kept, in order.
    pub fn into_warnings(self) -> Vec<String> {
        let kept = self.kept.map(Mutex::into_inner);
        kept.map(|kept| kept.unwrap_or_else(PoisonError::into_inner)).unwrap_or_default()
    }

    /// What the run came to.
    pub fn outcome(&self) -> Outcome {
        if self.warned.load(Ordering::Relaxed) { Outcome::Flawed } else { Outcome::Fine }
    }
}

/// Says something on standard error. That nobody listens there, as in `2>&1 | head -1`, is no reason to
/// leave the work undone.
fn say(message: impl Display) {
    let _ = writeln!(io::stderr(), "{message}");
}

/// Reads the arguments and does what they say.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let voice = Voice::new(cli.global.quiet);
    let result = match cli.command {
        Command::Align(arguments) => align::run(&arguments, &voice),
        Command::Check(arguments) => check::run(&arguments),
        Command::Eval(arguments) => eval::run(&arguments, &voice),
        Command::Clean(arguments) => clean::run(&arguments, &voice),
        Command::Convert(arguments) => convert::run(&arguments, &voice),
        Command::Pair(arguments) => pair::run(&arguments, &voice),
        Command::Split(arguments) => split::run(&arguments, &voice),
        Command::Completions(arguments) => completions::run(&arguments),
        Command::Man => completions::manual(),
        Command::Review(arguments) => review::run(&arguments, &voice),
    };
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Flawed) => ExitCode::from(1),
        // Whoever reads us has seen enough: `bitexto ... | head`.
        Err(fault) if fault.is_broken_pipe() => ExitCode::SUCCESS,
        Err(fault) => {
            say(format_args!("bitexto: {fault}"));
            ExitCode::from(2)
        }
    }
}
