//! The `jixiao` program: a thin layer over the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    jixiao::cli::run()
}
