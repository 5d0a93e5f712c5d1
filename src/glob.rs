//! Path patterns as Hugo's configuration uses them: `*` within a folder, `**` across folders, `?`,
//! `[a-z]`, `[!a-z]`, `{one,two}`; case does not matter.
//!
//! Source: github.com/gobwas/glob, which Hugo compiles with `/` as the separator.

use regex::Regex;

/// A compiled pattern for slash paths.
#[derive(Clone, Debug)]
pub struct Glob {
    pattern: Regex,
}

impl Glob {
    /// Compiles a pattern; leading slashes of pattern and path do not count.
    ///
    /// # Errors
    /// The pattern back, when it has an unclosed class or an impossible range.
    pub fn new(glob: &str) -> Result<Glob, String> {
        let source = translate(glob.trim_start_matches('/')).ok_or_else(|| glob.to_string())?;
        Regex::new(&source).map(|pattern| Glob { pattern }).map_err(|_| glob.to_string())
    }

    pub fn matches(&self, path: &str) -> bool {
        self.pattern.is_match(path.trim_start_matches('/'))
    }
}

/// The pattern as a regular expression, so that matching takes linear time whatever is written.
fn translate(glob: &str) -> Option<String> {
    let mut out = String::from("(?is)^");
    let mut depth = 0usize;
    let mut chars = glob.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '*' if chars.peek() == Some(&'*') => {
                while chars.next_if_eq(&'*').is_some() {}
                out.push_str(".*");
            }
            '*' => out.push_str("[^/]*"),
            '?' => out.push_str("[^/]"),
            '[' => out.push_str(&class(&mut chars)?),
            '{' => {
                depth += 1;
                out.push_str("(?:");
            }
            '}' if depth > 0 => {
                depth -= 1;
                out.push(')');
            }
            ',' if depth > 0 => out.push('|'),
            '\\' => out.push_str(&regex::escape(&chars.next()?.to_string())),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out.push('$');
    (depth == 0).then_some(out)
}

/// `[abc]`, `[a-z]`, `[!a-z]`, after the opening bracket.
fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Option<String> {
    let mut out = String::from("[");
    if chars.next_if(|c| matches!(c, '!' | '^')).is_some() {
        out.push('^');
    }
    loop {
        match chars.next()? {
            ']' => break,
            '-' => out.push('-'),
            other => out.push_str(&regex::escape(&other.to_string())),
        }
    }
    out.push(']');
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_hugo() {
        let cases = [
            ("*.md", "public.md", true),
            ("*.md", "x/q.md", false),
            ("**.md", "x/q.md", true),
            ("x/*", "x/q.md", true),
            ("X/**", "x/y/q.md", true),
            ("/x/q*", "x/q.md", true),
            ("q*", "x/q.md", false),
            ("{x,y}/[a-q].md", "x/q.md", true),
            ("{x,y}/[a-q].md", "x/w.md", false),
            ("**/q.md", "x/q.md", true),
            ("**/public.md", "public.md", false),
            ("/blog/**", "/blog/2026/a", true),
            ("[!a]x", "bx", true),
            ("[!a]x", "ax", false),
            ("a?c", "abc", true),
            ("a?c", "a/c", false),
            (r"a\*c", "a*c", true),
            (r"a\*c", "abc", false),
            ("a.c", "abc", false),
            ("æ*", "Ærfugl", true),
        ];
        for (glob, path, expected) in cases {
            assert_eq!(Glob::new(glob).unwrap().matches(path), expected, "{glob} on {path}");
        }
    }

    #[test]
    fn what_cannot_be_read_comes_back() {
        for glob in ["[a", "{a,b", "[z-a]", "a\\"] {
            assert_eq!(Glob::new(glob).err().as_deref(), Some(glob));
        }
    }
}
