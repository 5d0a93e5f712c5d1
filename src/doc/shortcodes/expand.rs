//! Shortcodes that write Markdown: their output goes into the source, which is then read again.

use std::borrow::Cow;

use super::{Call, Inner, InnerPart, Level, Notation, Parse, inner_of, replace_tokens, token};

/// A source whose Markdown shortcodes have been put in.
#[derive(Debug, PartialEq)]
pub struct Expanded {
    /// Ready for the Markdown parser; the tokens left are numbered as `calls`.
    pub text: String,
    pub calls: Vec<Call>,
}

/// Puts the output of `{{% %}}` calls into the text, innermost first.
///
/// `output` gives the Markdown of a call whose template writes Markdown, and `None` for any other call,
/// which keeps a token. It gets each call with its inner text already expanded. `parse` reads inner text
/// that has changed. Later lines of an output are indented as its tag was, where the call encloses nothing:
/// so a shortcode in a list item stays in it. Source: Hugo's `doRenderShortcode`.
pub fn expand(text: &str, calls: &[Call], parse: &Parse, output: &mut dyn FnMut(&Call) -> Option<String>) -> Expanded {
    let mut kept = Vec::new();
    let mut outputs: Vec<String> = Vec::with_capacity(calls.len());
    for call in calls {
        let call = with_inner_expanded(call, parse, output);
        outputs.push(match output_of(&call, output) {
            Some(markdown) => markdown,
            None => {
                kept.push(call.into_owned());
                token(kept.len() - 1)
            }
        });
    }
    let text = replace_tokens(text, &|n| outputs.get(n).map(String::as_str)).into_owned();
    Expanded { text, calls: kept }
}

/// True if any call, at any depth, is written as `{{% %}}` and so may need [`expand`].
pub(crate) fn has_percent(calls: &[Call]) -> bool {
    calls
        .iter()
        .any(|call| call.notation == Notation::Percent || call.inner.as_ref().is_some_and(|inner| has_percent(&inner.content.calls)))
}

fn output_of(call: &Call, output: &mut dyn FnMut(&Call) -> Option<String>) -> Option<String> {
    if call.notation != Notation::Percent {
        return None;
    }
    let markdown = output(call)?;
    let indented = call.inner.is_none() && !call.indent.is_empty();
    Some(if indented { markdown.replace('\n', &format!("\n{}", call.indent)) } else { markdown })
}

fn with_inner_expanded<'a>(call: &'a Call, parse: &Parse, output: &mut dyn FnMut(&Call) -> Option<String>) -> Cow<'a, Call> {
    match &call.inner {
        Some(inner) if has_percent(&inner.content.calls) => {
            Cow::Owned(Call { inner: Some(expand_inner(inner, call, parse, output)), ..call.clone() })
        }
        _ => Cow::Borrowed(call),
    }
}

fn expand_inner(inner: &Inner, call: &Call, parse: &Parse, output: &mut dyn FnMut(&Call) -> Option<String>) -> Inner {
    let mut level = Level::default();
    for part in &inner.parts {
        match part {
            InnerPart::Text(text) => level.push_text(text),
            InnerPart::Call(n) => {
                let Some(nested) = inner.content.calls.get(*n) else { continue };
                let nested = with_inner_expanded(nested, parse, output);
                match output_of(&nested, output) {
                    Some(markdown) => level.push_text(&markdown),
                    None => level.push_call(nested.into_owned()),
                }
            }
        }
    }
    inner_of(&call.name, level, call.span.line, parse)
}
