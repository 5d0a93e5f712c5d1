//! Shortcode calls: found in the source before it is Markdown, as Hugo does.

use serde::Serialize;

use crate::diag::Span;

/// `{{< name … >}}` (the output is HTML) or `{{% name … %}}` (the output is Markdown).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Notation {
    Angle,
    Percent,
}

/// One call, with what it encloses.
#[derive(Clone, Debug, PartialEq, Hash)]
pub struct Call {
    pub name: String,
    pub notation: Notation,
    pub args: CallArgs,
    /// `None` for a call without a closing tag.
    pub inner: Option<Vec<InnerPart>>,
    /// The inner text read as Markdown; its nested calls are numbered as in `inner`.
    pub inner_content: Option<std::sync::Arc<InnerContent>>,
    /// Position among its siblings, from 0.
    pub ordinal: usize,
    pub span: Span,
}

/// Hugo allows all positional or all named, never a mixture.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CallArgs {
    Positional(Vec<serde_json::Value>),
    Named(Vec<(String, serde_json::Value)>),
}

/// What stands between the tags.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum InnerPart {
    Text(String),
    Call(Call),
}

/// Parsed inner Markdown, hashed by the source it came from.
#[derive(Debug, PartialEq)]
pub struct InnerContent(pub super::Content);

impl std::hash::Hash for InnerContent {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.key.hash(state);
    }
}

/// The token that stands for call number `n` while the text around it is Markdown. Letters and digits
/// only, so that no Markdown rule touches it. As Hugo's `HAHAHUGOSHORTCODE…HBHB`.
pub fn token(n: usize) -> String {
    format!("{TOKEN_START}{n}{TOKEN_END}")
}

pub const TOKEN_START: &str = "HAHALOFTSHORTCODE";
pub const TOKEN_END: &str = "HBHB";
