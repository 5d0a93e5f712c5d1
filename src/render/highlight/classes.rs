//! TextMate scopes → Chroma's short class names, so that style sheets made for Hugo fit.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::Scope;

/// The first match counts: longer prefixes stand before shorter ones. An empty class means no span.
const CLASSES: &[(&str, &str)] = &[
    ("comment", "c"),
    ("punctuation.definition.comment", "c"),
    ("constant.character.escape", "se"),
    ("constant.other.placeholder", "si"),
    ("constant.numeric", "m"),
    ("constant.language", "kc"),
    ("constant.other.color", "m"),
    ("constant", "no"),
    ("string.regexp", "sr"),
    ("string.unquoted", "s"),
    ("string", "s"),
    ("punctuation.definition.string", "s"),
    ("punctuation.section.interpolation", "si"),
    ("keyword.operator.word", "ow"),
    ("keyword.operator.logical", "o"),
    ("keyword.operator", "o"),
    ("keyword.control.import", "kn"),
    ("keyword.other.unit", "m"),
    ("keyword.declaration", "kd"),
    ("keyword", "k"),
    ("storage.type.function", "kd"),
    ("storage.type.keyword", "kd"),
    ("storage.type", "kt"),
    ("storage", "kd"),
    ("entity.name.function", "nf"),
    ("entity.name.tag", "nt"),
    ("entity.name.section", "gh"),
    ("entity.name.namespace", "nn"),
    ("entity.name.decorator", "nd"),
    ("entity.name.constant", "no"),
    ("entity.name.label", "nl"),
    ("entity.name", "nc"),
    ("entity.other.attribute-name", "na"),
    ("entity.other.inherited-class", "nc"),
    ("variable.function", "nf"),
    ("variable.annotation", "nd"),
    ("variable.language", "nb"),
    ("variable.parameter", ""),
    ("variable", "nv"),
    ("support.function", "nb"),
    ("support.type.property-name", "na"),
    ("support.type", "kt"),
    ("support.class", "nc"),
    ("support.constant", "kc"),
    ("support", "nb"),
    ("meta.annotation", "nd"),
    ("meta.preprocessor", "cp"),
    ("markup.heading", "gh"),
    ("markup.bold", "gs"),
    ("markup.italic", "ge"),
    ("markup.deleted", "gd"),
    ("markup.inserted", "gi"),
    ("markup.raw", "s"),
    ("markup.underline.link", "s"),
    ("meta.diff.range", "gu"),
    ("meta.diff.header", "gh"),
    ("invalid.deprecated", ""),
    ("invalid", "err"),
    ("meta.interpolation", ""),
    ("source", ""),
    ("text", ""),
];

static PREFIXES: LazyLock<Vec<(Scope, &'static str)>> =
    LazyLock::new(|| CLASSES.iter().filter_map(|(scope, class)| Some((Scope::new(scope).ok()?, *class))).collect());

/// Classes of the scopes met so far: a block has few scopes and asks for them often.
#[derive(Default)]
pub(super) struct Classes {
    seen: HashMap<Scope, Option<&'static str>>,
}

impl Classes {
    /// The class of the innermost scope that has one.
    pub fn of(&mut self, stack: &[Scope]) -> Option<&'static str> {
        let class = stack.iter().rev().find_map(|scope| *self.seen.entry(*scope).or_insert_with(|| own_class(*scope)));
        class.filter(|class| !class.is_empty())
    }
}

fn own_class(scope: Scope) -> Option<&'static str> {
    PREFIXES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).map(|(_, class)| *class)
}

/// Every class that [`class_of`] gives.
#[cfg(test)]
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    CLASSES.iter().map(|(_, class)| *class).filter(|class| !class.is_empty())
}
