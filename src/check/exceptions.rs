//! What the site says about its own findings: weights for all pages in `[checks]`, for one page in its front matter,
//! for one place in a comment.
//!
//! ```text
//! [checks]                          checks:                        <!-- loft-ignore: image-without-text -->
//! image-without-text = "error"        image-without-text: off      ![](line.png)
//! ```

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diag::{self, Diag};
use crate::doc::Doc;
use crate::site::Site;

/// Applies the site's configuration, then what each file says of itself.
pub fn weigh(site: &Site, diags: &mut Vec<Diag>) {
    diag::weigh(diags, &site.config.loft.checks);
    let doc = |path: &str| site.by_shown_file(path).and_then(|page| page.doc.as_deref()).filter(|doc| speaks(doc));
    diags.retain_mut(|diag| match diag.path.as_deref().and_then(doc) {
        Some(doc) => !doc.ignores.iter().any(|ignore| ignore.holds(diag)) && diag::weigh_one(diag, &levels(doc)),
        None => true,
    });
}

/// Whether a file says anything of its findings; few do.
fn speaks(doc: &Doc) -> bool {
    !doc.ignores.is_empty() || doc.meta.params.contains_key("checks")
}

/// The page's own `checks: {code: level}`; YAML reads a bare `off` as false.
fn levels(doc: &Doc) -> BTreeMap<String, String> {
    let given = doc.meta.params.get("checks").and_then(Value::as_object);
    let level = |value: &Value| match value {
        Value::Bool(false) => "off".to_string(),
        value => value.as_str().unwrap_or_default().to_lowercase(),
    };
    given.into_iter().flatten().map(|(code, value)| (code.clone(), level(value))).collect()
}
