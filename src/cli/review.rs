//! `review`: workbooks for reviewers, and taking them back.

mod apply;
mod corpus;
mod export;
mod sample;

use clap::{Args, Subcommand};

use super::{Fault, Outcome, Voice, input};

/// Let people check a corpus in a spreadsheet, and take their work back
///
/// `export` writes a workbook of the rows that need a look; reviewers correct it in Excel or
/// LibreOffice; `apply` takes it back by the text of its cells, so that cutting, pasting and sorting do
/// no harm, and refuses, cell by cell, what does not come out even. `sample` draws rows to be called
/// right or wrong, from which `apply` tells the precision of the corpus.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Export(export::Arguments),
    Apply(apply::Arguments),
    Sample(sample::Arguments),
}

pub(crate) fn run(arguments: &Arguments, voice: &Voice) -> Result<Outcome, Fault> {
    match &arguments.command {
        Command::Export(arguments) => export::run(arguments, voice),
        Command::Apply(arguments) => apply::run(arguments, voice),
        Command::Sample(arguments) => sample::run(arguments, voice),
    }
}
