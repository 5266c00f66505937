//! The `jixiao` program: a thin layer over the library.

use std::process::ExitCode;

/// A report is thousands of small pieces of memory, made and dropped again: this allocator takes less than half the time of
/// the system's, and of musl's still less.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    jixiao::cli::run()
}
