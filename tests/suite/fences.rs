//! The house's fences: who may touch the disk and the clock, and which room may know which.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms in the order of the data's flow. A room may know those above it in this list, and itself.
const FLOW: &[&[&str]] = &[
    &["diag", "memo", "paths", "text", "glob", "dates", "cache", "csv"],
    &["config"],
    &["input", "doc"],
    &["site"],
    &["search"],
    &["views"],
    &["render", "check"],
    &["pipeline", "output", "edit"],
    &["serve"],
    &["cli"],
];

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| (path.strip_prefix(&root).expect("below src").to_path_buf(), fs::read_to_string(&path).expect("a source file")))
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The room of a file below `src/`: its folder, or its name at the top.
fn room(path: &Path) -> String {
    let first = path.components().next().expect("a path").as_os_str().to_string_lossy().to_string();
    first.strip_suffix(".rs").map_or(first.clone(), str::to_string)
}

/// The program's own text: without comments and without the tests at a file's end.
fn code(text: &str) -> String {
    let program = text.split("#[cfg(test)]").next().unwrap_or(text);
    program.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// Files that are tests as a whole.
fn is_test(path: &Path) -> bool {
    path.file_stem().is_some_and(|stem| stem == "tests") || path.components().any(|part| part.as_os_str() == "tests")
}

#[test]
fn imports_run_along_the_data_flow() {
    let level = |room: &str| FLOW.iter().position(|rooms| rooms.contains(&room));
    let mut faults = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path)) {
        let own = room(path);
        let Some(own_level) = level(&own) else { continue };
        for part in code(text).split("crate::").skip(1) {
            let other: String = part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let upward = level(&other)
                .is_some_and(|other_level| other_level > own_level || (other_level == own_level && own_level > 2 && other != own));
            if upward {
                faults.push(format!("src/{} ({own}) uses {other}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "imports up the flow:\n{}", faults.join("\n"));
}

#[test]
fn every_room_has_its_place_in_the_flow() {
    let known: Vec<&str> = FLOW.iter().flat_map(|rooms| rooms.iter().copied()).chain(["lib", "main"]).collect();
    for (path, _) in sources() {
        assert!(known.contains(&room(&path).as_str()), "src/{} is in no room of the fence", path.display());
    }
}

#[test]
fn only_rooms_at_the_edge_touch_the_disk() {
    let may = ["input", "output", "search", "edit", "cache", "serve", "cli"];
    let mut faults = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path) && !may.contains(&room(path).as_str())) {
        for forbidden in ["std::fs", "fs::read", "fs::write", "File::open", "File::create"] {
            if code(text).contains(forbidden) {
                faults.push(format!("src/{} has {forbidden}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_input_reads_the_clock_and_the_environment() {
    let may = |room: &str| ["input", "cli", "serve"].contains(&room);
    let mut faults = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !is_test(path) && !may(&room(path))) {
        for forbidden in ["SystemTime::now", "Instant::now", "Timestamp::now", "Zoned::now", "env::var", "thread_rng", "rand::"] {
            if code(text).contains(forbidden) {
                faults.push(format!("src/{} has {forbidden}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
