use std::io;
use std::path::Path;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::output::Output;
use super::{Cli, Fault, Outcome};

/// Print completions for a shell
///
/// For bash: bitexto completions bash > ~/.local/share/bash-completion/completions/bitexto
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Fault> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "bitexto", &mut script);
    print(&script)
}

/// Prints the manual: a page of the command, then one of each subcommand.
pub(crate) fn manual() -> Result<Outcome, Fault> {
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let mut page = Vec::new();
    let render = |command: &clap::Command, page: &mut Vec<u8>| -> io::Result<()> {
        clap_mangen::Man::new(command.clone()).render(page)
    };
    let fault = |e: io::Error| Fault::io(Path::new("standard output"), &e);
    for command in std::iter::once(&command).chain(command.get_subcommands()) {
        render(command, &mut page).map_err(fault)?;
    }
    print(&page)
}

fn print(bytes: &[u8]) -> Result<Outcome, Fault> {
    Output::open(None)?.finish(|out| out.write_all(bytes))?;
    Ok(Outcome::Fine)
}
