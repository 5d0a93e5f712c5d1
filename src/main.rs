//! The `loft` program.

/// A fifth of a build is making and freeing small texts; this allocator does it in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    loft::cli::main()
}
