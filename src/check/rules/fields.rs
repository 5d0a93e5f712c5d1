//! Fields of front matter that look like slips of the pen. Fields of the site's own are allowed, so only a name that stands on
//! few pages, is nearly that of a known field, and stands where that field is missing, counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Facts;
use crate::diag::{Diag, Fix};
use crate::text::edit_distance;

/// Fields that Loft, Hugo and the themes that Loft takes over from give a meaning, in lower case.
const KNOWN: &[&str] = &[
    "_build",
    "actors",
    "aktorer",
    "alias",
    "aliases",
    "alwaysopen",
    "anbefaling",
    "author",
    "authors",
    "bookcollapsesection",
    "bookhidden",
    "booktoc",
    "build",
    "cascade",
    "categories",
    "category",
    "chapter",
    "checks",
    "content",
    "dato",
    "date",
    "description",
    "draft",
    "eier",
    "expirydate",
    "fase",
    "featured",
    "gjennomgas",
    "headless",
    "hidden",
    "id",
    "image",
    "images",
    "innmelder",
    "iscjklanguage",
    "keywords",
    "kilde",
    "kind",
    "laerdom",
    "lang",
    "language",
    "last_editor",
    "lastmod",
    "layout",
    "levels",
    "linktitle",
    "livshendelse",
    "maalform",
    "markup",
    "math",
    "menu",
    "menupost",
    "menupre",
    "menus",
    "meta",
    "modified",
    "name",
    "oppfolging",
    "organ",
    "outputs",
    "owner",
    "params",
    "path",
    "post",
    "pre",
    "pubdate",
    "publishdate",
    "published",
    "relasjoner",
    "relations",
    "resources",
    "robots",
    "role",
    "rolle",
    "roles",
    "roller",
    "saksnr",
    "sakstype",
    "samhandlingsniva",
    "series",
    "simple_list",
    "sitemap",
    "slug",
    "slugs",
    "state",
    "stage",
    "status",
    "statuses",
    "subtitle",
    "summary",
    "symbol",
    "tag",
    "tags",
    "template",
    "text",
    "theme",
    "time",
    "times",
    "title",
    "titles",
    "toc",
    "topic",
    "topics",
    "translationkey",
    "type",
    "types",
    "unlisted",
    "unpublishdate",
    "updated",
    "url",
    "urls",
    "vedtak",
    "version",
    "weight",
    "weights",
    "width",
    "height",
];

/// What people write in Norwegian for fields that have English names.
const NORWEGIAN: &[(&str, &str)] = &[
    ("beskrivelse", "description"),
    ("lenketittel", "linkTitle"),
    ("stikkord", "tags"),
    ("tittel", "title"),
    ("utkast", "draft"),
    ("utløpsdato", "expiryDate"),
    ("vekt", "weight"),
];

/// Fields worth suggesting, as they are written.
const MEANT: &[&str] = &[
    "aktorer",
    "aliases",
    "build",
    "cascade",
    "categories",
    "description",
    "draft",
    "eier",
    "expiryDate",
    "gjennomgas",
    "hidden",
    "id",
    "innmelder",
    "keywords",
    "lastmod",
    "layout",
    "linkTitle",
    "livshendelse",
    "maalform",
    "menus",
    "outputs",
    "publishDate",
    "relasjoner",
    "resources",
    "status",
    "tags",
    "title",
    "translationKey",
    "weight",
];

/// A field that stands on more pages than this is the site's own.
const FEW: usize = 2;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let own: BTreeSet<String> = own_fields(facts);
    let mut pages: BTreeMap<&str, usize> = BTreeMap::new();
    for key in facts.written().flat_map(|(_, doc)| doc.meta.places.keys()) {
        *pages.entry(key).or_default() += 1;
    }
    for (page, doc) in facts.written() {
        let strange =
            doc.meta.places.keys().filter(|key| !KNOWN.contains(&key.as_str()) && !own.contains(*key) && pages[key.as_str()] <= FEW);
        for key in strange {
            if let Some(near) = meant(key).filter(|near| !doc.meta.places.contains_key(&near.to_lowercase())) {
                let diag = Diag::warning("field-unknown-near").with("key", key).with("near", near).fix(Fix::replace(key, near));
                found.push(facts.at_field(page, key, diag));
            }
        }
    }
}

/// Taxonomies, and the fields of the site's types.
fn own_fields(facts: &Facts<'_>) -> BTreeSet<String> {
    let config = &facts.site.config;
    let languages = config.languages.iter().filter_map(|language| language.taxonomies.as_deref());
    let taxonomies = languages.chain([config.taxonomies.as_slice()]).flatten().flat_map(|taxonomy| [&taxonomy.singular, &taxonomy.plural]);
    let fields =
        config.loft.types.defs.iter().flat_map(|def| &def.fields).flat_map(|field| std::iter::once(&field.id).chain(&field.aliases));
    taxonomies.chain(fields).map(|name| name.to_lowercase()).collect()
}

/// One letter wrong, missing, too many or swapped; two in a long name; or the Norwegian word.
fn meant(key: &str) -> Option<&'static str> {
    if let Some((_, english)) = NORWEGIAN.iter().find(|(word, _)| *word == key) {
        return Some(english);
    }
    let length = key.chars().count();
    let limit = if length >= 8 { 2 } else { usize::from(length >= 4) };
    let near = |field: &&&str| (1..=limit).contains(&edit_distance(key, &field.to_lowercase()));
    MEANT.iter().filter(near).min_by_key(|field| edit_distance(key, &field.to_lowercase())).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_and_names_that_are_none() {
        for (key, expected) in [
            ("wieght", Some("weight")),
            ("titel", Some("title")),
            ("tittel", Some("title")),
            ("linktitel", Some("linkTitle")),
            ("statsu", Some("status")),
            ("descripton", Some("description")),
            ("last_editor", None),
            ("farge", None),
            ("ide", None),
            ("dra", None),
        ] {
            assert_eq!(meant(key), expected, "{key}");
        }
    }

    #[test]
    fn what_is_suggested_is_known() {
        for field in MEANT {
            assert!(KNOWN.contains(&field.to_lowercase().as_str()), "{field}");
        }
    }
}
