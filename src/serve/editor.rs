//! Links that open a source in an editor, at its line.

use std::path::Path;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What may stand in a path within a URL.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// Editors by name, with the address under which each registers itself with the system.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{col}"),
    ("vscodium", "vscodium://file{path}:{line}:{col}"),
    ("cursor", "cursor://file{path}:{line}:{col}"),
    ("zed", "zed://file{path}:{line}:{col}"),
    ("idea", "idea://open?file={path}&line={line}&column={col}"),
    ("webstorm", "webstorm://open?file={path}&line={line}&column={col}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={col}"),
    ("vim", "mvim://open?url=file://{path}&line={line}&column={col}"),
    ("emacs", "org-protocol://open-file?url=file://{path}&line={line}"),
];

/// The editor that links open: one by name, or an address with `{path}`, `{line}` and `{col}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Editor(String);

impl Default for Editor {
    fn default() -> Editor {
        Editor(KNOWN[0].1.to_string())
    }
}

impl std::str::FromStr for Editor {
    type Err = String;

    fn from_str(text: &str) -> Result<Editor, String> {
        let known = KNOWN.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, address)| address.to_string());
        let own = || {
            (text.contains("{path}") && text.contains("://") && !text.to_lowercase().starts_with("javascript")).then(|| text.to_string())
        };
        let names = || KNOWN.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        known
            .or_else(own)
            .map(Editor)
            .ok_or_else(|| format!("not one of {}, nor an address like myeditor://open?file={{path}}&line={{line}}", names()))
    }
}

impl Editor {
    /// The address that opens a file at a place.
    pub fn link(&self, file: &Path, line: u32, col: u32) -> String {
        let path = file.to_string_lossy().replace('\\', "/");
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        let path = utf8_percent_encode(&path, PLAIN).to_string();
        self.0.replace("{path}", &path).replace("{line}", &line.to_string()).replace("{col}", &col.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_open_the_file_at_its_place() {
        let cases = [
            ("vscode", "/sted/å b.md", "vscode://file/sted/%C3%A5%20b.md:3:7"),
            ("Zed", "/a?b#c.md", "zed://file/a%3Fb%23c.md:3:7"),
            ("idea", "C:\\sted\\a.md", "idea://open?file=/C:/sted/a.md&line=3&column=7"),
            ("vim", "/a&line=9.md", "mvim://open?url=file:///a%26line%3D9.md&line=3&column=7"),
            ("min://{path}?{line}", "/a.md", "min:///a.md?3"),
        ];
        for (editor, file, link) in cases {
            assert_eq!(editor.parse::<Editor>().unwrap().link(Path::new(file), 3, 7), link, "{editor}");
        }
    }

    #[test]
    fn an_unknown_editor_is_told() {
        for text in ["notepad", "javascript://{path}", "{path}"] {
            assert!(text.parse::<Editor>().unwrap_err().contains("vscode"), "{text}");
        }
    }
}
