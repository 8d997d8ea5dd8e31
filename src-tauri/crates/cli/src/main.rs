//! The `counterfoil` command.

use std::process::ExitCode;

/// Purchases make many small allocations on many threads; this one does them in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    counterfoil_cli::main()
}
