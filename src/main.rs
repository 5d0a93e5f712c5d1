//! The `loft` program.

fn main() -> std::process::ExitCode {
    loft::cli::main()
}
