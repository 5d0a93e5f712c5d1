//! Shortcode calls → HTML or Markdown, by the theme's templates.
//!
//! # What a shortcode's template sees
//!
//! | name | value |
//! |---|---|
//! | `args`, `named` | positional arguments as a list, named ones as a map (one of them is empty) |
//! | each named argument | under its own name, where that name is not one of these |
//! | `inner` | what the call encloses, as text with the output of nested calls in it; empty without a closing tag |
//! | `inner_text` | the same, escaped where it is written: for code and formulas |
//! | `inner_html` | the same read as Markdown; safe |
//! | `has_inner` | whether there is a closing tag |
//! | `answer` | what the site says: below |
//! | `name`, `ordinal` | the shortcode's name, and its place among its siblings, from 0 |
//! | `page`, `params`, `site`, `t` | as in page templates; `params` are the page's |
//!
//! `arg(name="title", at=0, default="")` gives an argument by name or place. `NAME.html` writes HTML, in both
//! notations. `NAME.md` writes Markdown, which is put into the text before it is read, for `{{% NAME %}}`.
//!
//! # Answers
//!
//! What the site is asked, by shortcode; `null` for all others. A page link is
//! `{url, title, description, status: {id, symbol, label, known} | null, lastmod: {iso, text} | null}`.
//!
//! | shortcode | `answer` |
//! |---|---|
//! | `children` | list of page links, each with `children` of the same kind as deep as `depth` asks, sorted as `sort` asks, of `page` or else this page; hidden pages only with `showhidden` |
//! | `ref` | `{url, title, found}`, `url` with host |
//! | `relref`, `pagelink`, `button` (its `href`) | `{url, title, found}` |
//! | `figure` (its `src`) | `{src, width, height}`; sizes `null` when unknown |
//! | `attachments`, `resources` | list of `{name, url, size}`, `size` in bytes, by name, filtered by `pattern` |
//! | `excerpt-include` | `{html, found, url, title}`: the body of `excerpt` on the page named |
//! | `oversikt`, `overview` | an [`Overview`](crate::views::overview::Overview): the answer to a question |
//! | `recently-updated` | list of page links, newest first |

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::body;
use super::engine::{Engine, Scope};
use crate::diag::Diag;
use crate::doc::shortcodes::MARKDOWN_INNER;
use crate::text::nearest;
use crate::views::{CallInner, CallInnerPart, CallView};

/// Shortcodes that ask the site; for all others `CallView::answer` may stay null.
pub const ASKING: &[&str] = &[
    "attachments",
    "button",
    "children",
    "excerpt-include",
    "figure",
    "overview",
    "oversikt",
    "pagelink",
    "recently-updated",
    "ref",
    "relref",
    "resources",
];

/// Names in a template's context that a named argument does not take.
const RESERVED: &[&str] =
    &["answer", "arg", "args", "has_inner", "inner", "inner_html", "inner_text", "name", "named", "ordinal", "page", "params", "site", "t"];

impl Engine {
    /// Whether the shortcode's template writes Markdown: then `{{% name %}}` must be expanded into the text.
    pub fn writes_markdown(&self, name: &str) -> bool {
        self.has_template(&template(name, "md"))
    }

    /// Whether there is a template for the shortcode.
    pub fn has_shortcode(&self, name: &str) -> bool {
        self.has_template(&template(name, "html")) || self.writes_markdown(name)
    }
}

/// What a `{{% %}}` call writes into the text, if its template writes Markdown.
pub fn markdown(call: &CallView, scope: &Scope) -> Option<(String, Vec<Diag>)> {
    if !scope.engine.writes_markdown(&call.name) {
        return None;
    }
    let mut diags = Vec::new();
    let output = run(&template(&call.name, "md"), call, scope, &mut diags);
    Some((output, diags))
}

/// The HTML of each call, in order.
pub(super) fn outputs(calls: &[CallView], scope: &Scope, diags: &mut Vec<Diag>) -> Vec<String> {
    calls.iter().map(|call| output(call, scope, diags)).collect()
}

fn output(call: &CallView, scope: &Scope, diags: &mut Vec<Diag>) -> String {
    check_closed(call, diags);
    match [template(&call.name, "html"), template(&call.name, "md")].into_iter().find(|name| scope.engine.has_template(name)) {
        Some(name) => run(&name, call, scope, diags),
        None => unknown(call, scope, diags),
    }
}

fn template(name: &str, extension: &str) -> String {
    format!("shortcodes/{name}.{extension}")
}

/// Shortcodes that say nothing without text between two tags.
fn encloses(name: &str) -> bool {
    MARKDOWN_INNER.contains(&name) || matches!(name, "highlight" | "mermaid")
}

/// The most common slip: the closing tag is missing, so that nothing is enclosed.
fn check_closed(call: &CallView, diags: &mut Vec<Diag>) {
    if call.inner.is_none() && encloses(&call.name) {
        diags.push(Diag::warning("shortcode-not-closed").span(call.span).with("name", &call.name));
    }
}

/// A shortcode that nobody knows is a finding; what it encloses is shown without it.
fn unknown(call: &CallView, scope: &Scope, diags: &mut Vec<Diag>) -> String {
    if call.name.ends_with(".inline") {
        diags.push(Diag::warning("shortcode-inline").span(call.span).with("name", &call.name));
        return String::new();
    }
    let known = scope.engine.template_names().filter_map(shortcode_name);
    diags.push(
        match nearest(&call.name, known) {
            Some(near) => Diag::warning("shortcode-unknown-near").with("near", near),
            None => Diag::warning("shortcode-unknown"),
        }
        .span(call.span)
        .with("name", &call.name),
    );
    call.inner.as_ref().map_or_else(String::new, |inner| body::nested(&inner.body, scope, diags))
}

fn shortcode_name(template: &str) -> Option<&str> {
    template.strip_prefix("shortcodes/")?.rsplit_once('.').map(|(name, _)| name)
}

fn run(template: &str, call: &CallView, scope: &Scope, diags: &mut Vec<Diag>) -> String {
    let context = context(call, scope, diags);
    match scope.engine.render(template, &context) {
        Ok(output) => output,
        Err(diag) => {
            diags.push(Diag::error("shortcode-fails").span(call.span).with("name", &call.name));
            diags.push(diag);
            let inner = || context.get("inner_html").and_then(|html| html.as_str().map(str::to_string));
            scope.engine.render_own(template, &context).or_else(inner).unwrap_or_default()
        }
    }
}

fn context(call: &CallView, scope: &Scope, diags: &mut Vec<Diag>) -> Context {
    let values = scope.values();
    let mut context = Context::new();
    let named: BTreeMap<String, Value> = call.named.iter().map(|(name, value)| (name.clone(), Value::from_serializable(value))).collect();
    for (name, value) in &named {
        if !RESERVED.contains(&name.as_str()) {
            context.insert_value(name.clone(), value.clone());
        }
    }
    let (inner, inner_html) = call.inner.as_ref().map_or_else(Default::default, |inner| inner_texts(inner, scope, diags));
    context.insert_value("args", Value::from_serializable(&call.positional));
    context.insert_value("named", Value::from(named));
    context.insert_value("inner", Value::safe_string(&inner));
    context.insert_value("inner_text", Value::from(inner.as_str()));
    context.insert_value("inner_html", Value::safe_string(&inner_html));
    context.insert_value("has_inner", Value::from(call.inner.is_some()));
    context.insert_value("answer", Value::from_serializable(&call.answer));
    context.insert_value("name", Value::from(call.name.as_str()));
    context.insert_value("ordinal", Value::from(call.ordinal));
    context.insert_value("page", values.page);
    context.insert_value("params", values.params);
    context.insert_value("site", values.site);
    context.insert_value("t", values.strings);
    context
}

/// The inner text as it is and as HTML; nested calls run once for both.
fn inner_texts(inner: &CallInner, scope: &Scope, diags: &mut Vec<Diag>) -> (String, String) {
    let nested = outputs(&inner.body.calls, scope, diags);
    let text = inner.parts.iter().map(|part| match part {
        CallInnerPart::Text(text) => text.as_str(),
        CallInnerPart::Call(n) => nested.get(*n).map_or("", String::as_str),
    });
    (text.collect(), body::assemble(&inner.body, &nested, scope))
}

#[cfg(test)]
mod tests;
