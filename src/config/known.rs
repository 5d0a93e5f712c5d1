//! Every key of configuration that has a meaning, and what is said of others. Source: Hugo 0.168,
//! `hugo config --printZero`, and its documentation's older names.

use super::{Entry, Node, fields};
use crate::diag::Diag;

/// Loft's own keys: at the top of `loft.toml`, or in `[params.loft]`.
const OWN: &[&str] =
    &["statuses", "status", "history", "actors", "types", "views", "edit", "imports", "search", "checks", "theme", "noindex"];

/// Keys that Loft reads. `*` stands for any one key, `**` for everything below.
const READ: &[&str] = &[
    "archetypeDir",
    "assetDir",
    "baseURL",
    "buildDrafts",
    "buildExpired",
    "buildFuture",
    "canonifyURLs",
    "capitalizeListTitles",
    "cascade.**",
    "contentDir",
    "copyright",
    "dataDir",
    "defaultContentLanguage",
    "defaultContentLanguageInSubdir",
    "disableKinds",
    "disableLanguages",
    "disablePathToLower",
    "enableEmoji",
    "enableGitInfo",
    "enableRobotsTXT",
    "frontmatter.date",
    "frontmatter.expiryDate",
    "frontmatter.lastmod",
    "frontmatter.publishDate",
    "hasCJKLanguage",
    "i18nDir",
    "ignoreFiles",
    "label",
    "languageCode",
    "languageName",
    "languages.*.baseURL",
    "languages.*.contentDir",
    "languages.*.direction",
    "languages.*.disabled",
    "languages.*.label",
    "languages.*.languageCode",
    "languages.*.languageDirection",
    "languages.*.languageName",
    "languages.*.locale",
    "languages.*.menu.**",
    "languages.*.menus.**",
    "languages.*.params.**",
    "languages.*.taxonomies.**",
    "languages.*.title",
    "languages.*.weight",
    "layoutDir",
    "locale",
    "mainSections",
    "markup.defaultMarkdownHandler",
    "markup.goldmark.duplicateResourceFiles",
    "markup.goldmark.extensions.cjk.**",
    "markup.goldmark.extensions.definitionList",
    "markup.goldmark.extensions.extras.delete.enable",
    "markup.goldmark.extensions.extras.insert.enable",
    "markup.goldmark.extensions.extras.mark.enable",
    "markup.goldmark.extensions.extras.subscript.enable",
    "markup.goldmark.extensions.extras.superscript.enable",
    "markup.goldmark.extensions.footnote.backlinkHTML",
    "markup.goldmark.extensions.footnote.enable",
    "markup.goldmark.extensions.footnote.enableAutoIDPrefix",
    "markup.goldmark.extensions.linkify",
    "markup.goldmark.extensions.linkifyProtocol",
    "markup.goldmark.extensions.passthrough.delimiters.block",
    "markup.goldmark.extensions.passthrough.delimiters.inline",
    "markup.goldmark.extensions.passthrough.enable",
    "markup.goldmark.extensions.strikethrough",
    "markup.goldmark.extensions.table",
    "markup.goldmark.extensions.taskList",
    "markup.goldmark.extensions.typographer.apostrophe",
    "markup.goldmark.extensions.typographer.disable",
    "markup.goldmark.extensions.typographer.ellipsis",
    "markup.goldmark.extensions.typographer.emDash",
    "markup.goldmark.extensions.typographer.enDash",
    "markup.goldmark.extensions.typographer.leftAngleQuote",
    "markup.goldmark.extensions.typographer.leftDoubleQuote",
    "markup.goldmark.extensions.typographer.leftSingleQuote",
    "markup.goldmark.extensions.typographer.rightAngleQuote",
    "markup.goldmark.extensions.typographer.rightDoubleQuote",
    "markup.goldmark.extensions.typographer.rightSingleQuote",
    "markup.goldmark.parser.attribute.block",
    "markup.goldmark.parser.attribute.title",
    "markup.goldmark.parser.autoDefinitionTermID",
    "markup.goldmark.parser.autoHeadingID",
    "markup.goldmark.parser.autoHeadingIDType",
    "markup.goldmark.parser.autoIDType",
    "markup.goldmark.parser.wrapStandAloneImageWithinParagraph",
    "markup.goldmark.renderer.hardWraps",
    "markup.goldmark.renderer.unsafe",
    "markup.goldmark.renderer.xhtml",
    "markup.goldmark.renderHooks.image.enableDefault",
    "markup.goldmark.renderHooks.image.useEmbedded",
    "markup.goldmark.renderHooks.link.enableDefault",
    "markup.goldmark.renderHooks.link.useEmbedded",
    "markup.highlight.anchorLineNos",
    "markup.highlight.codeFences",
    "markup.highlight.guessSyntax",
    "markup.highlight.hl_inline",
    "markup.highlight.hl_Lines",
    "markup.highlight.lineAnchors",
    "markup.highlight.lineNoStart",
    "markup.highlight.lineNos",
    "markup.highlight.lineNumbersInTable",
    "markup.highlight.tabWidth",
    "markup.tableOfContents.endLevel",
    "markup.tableOfContents.ordered",
    "markup.tableOfContents.startLevel",
    "menu.**",
    "menus.**",
    "module.imports.disable",
    "module.imports.ignoreConfig",
    "module.imports.ignoreImports",
    "module.imports.mounts.excludeFiles",
    "module.imports.mounts.files",
    "module.imports.mounts.includeFiles",
    "module.imports.mounts.lang",
    "module.imports.mounts.source",
    "module.imports.mounts.target",
    "module.imports.noMounts",
    "module.imports.noVendor",
    "module.imports.path",
    "module.imports.version",
    "module.mounts.disableWatch",
    "module.mounts.excludeFiles",
    "module.mounts.files",
    "module.mounts.includeFiles",
    "module.mounts.lang",
    "module.mounts.source",
    "module.mounts.target",
    "outputs.*",
    "params.loft.actors.closing",
    "params.loft.actors.columns",
    "params.loft.actors.duties",
    "params.loft.actors.everyone",
    "params.loft.actors.groups.*",
    "params.loft.actors.headings",
    "params.loft.actors.links",
    "params.loft.actors.role_columns",
    "params.loft.actors.roles.*.*",
    "params.loft.actors.staffing",
    "params.loft.actors.submitters",
    "params.loft.checks.*",
    "params.loft.edit.*",
    "params.loft.history.bots",
    "params.loft.history.bulk",
    "params.loft.history.bulk_pages",
    "params.loft.history.enabled",
    "params.loft.history.statuses.*",
    "params.loft.imports.*",
    "params.loft.search.backend",
    "params.loft.search.boost.*",
    "params.loft.noindex",
    "params.loft.search.enabled",
    "params.loft.search.http.address",
    "params.loft.search.http.engine",
    "params.loft.search.http.index",
    "params.loft.search.synonyms",
    "params.loft.status.approved",
    "params.loft.status.awaiting",
    "params.loft.status.expected",
    "params.loft.status.files",
    "params.loft.status.recent_days",
    "params.loft.status.stale_days",
    "params.loft.status.stopped",
    "params.loft.statuses.aliases",
    "params.loft.statuses.id",
    "params.loft.statuses.labels.*",
    "params.loft.statuses.symbol",
    "params.loft.theme.**",
    "params.loft.types.*",
    "params.loft.views.*.**",
    "permalinks.*.*",
    "pluralizeListTitles",
    "publishDir",
    "relativeURLs",
    "removePathAccents",
    "rssLimit",
    "services.rss.limit",
    "sectionPagesMenu",
    "sitemap.changefreq",
    "sitemap.disable",
    "sitemap.filename",
    "sitemap.limit",
    "sitemap.priority",
    "staticDir",
    "summaryLength",
    "taxonomies.*",
    "theme",
    "title",
    "titleCaseStyle",
    "uglyURLs",
];

/// Hugo's keys that change nothing in Loft.
const WITHOUT_EFFECT: &[&str] = &[
    "author.**",
    "blackfriday.**",
    "build.**",
    "buildStats",
    "cacheDir",
    "caches.**",
    "cleanDestinationDir",
    "contentTypes.**",
    "defaultContentRole",
    "defaultContentRoleInSubdir",
    "defaultContentVersion",
    "defaultContentVersionInSubdir",
    "defaultOutputFormat",
    "deployment.**",
    "disable404",
    "disableAliases",
    "disableBrowserError",
    "disableDefaultLanguageRedirect",
    "disableDefaultSiteRedirect",
    "disableFastRender",
    "disableHugoGeneratorInject",
    "disableLiveReload",
    "disableRSS",
    "disableSitemap",
    "disqusShortname",
    "enableInlineShortcodes",
    "enableMissingTranslationPlaceholders",
    "environment",
    "footnoteAnchorPrefix",
    "footnoteReturnLinkContents",
    "googleAnalytics",
    "httpCache.**",
    "ignoreCache",
    "ignoreErrors",
    "ignoreLogs",
    "ignoreVendorPaths",
    "imaging.**",
    "languages.*.**",
    "logLevel",
    "markup.asciidocExt.**",
    "markup.goldmark.**",
    "markup.highlight.**",
    "markup.org.**",
    "markup.pandoc.**",
    "markup.rst.**",
    "mediaTypes.**",
    "metaDataFormat",
    "minify.**",
    "module.hugoVersion.**",
    "module.imports.mounts.**",
    "module.mounts.**",
    "module.noProxy",
    "module.noVendor",
    "module.params.**",
    "module.private",
    "module.proxy",
    "module.replacements",
    "module.vendorClosest",
    "module.workspace",
    "newContentEditor",
    "noBuildLock",
    "noChmod",
    "noTimes",
    "outputFormats.**",
    "page.**",
    "paginate",
    "paginatePath",
    "pagination.**",
    "panicOnWarning",
    "preserveTaxonomyNames",
    "printI18nWarnings",
    "printPathWarnings",
    "printUnusedTemplates",
    "privacy.**",
    "pygmentsCodeFences",
    "pygmentsCodeFencesGuessSyntax",
    "pygmentsOptions",
    "pygmentsStyle",
    "pygmentsUseClasses",
    "refLinksErrorLevel",
    "refLinksNotFoundURL",
    "related.**",
    "resourceDir",
    "roles.**",
    "security.**",
    "segments.**",
    "server.**",
    "services.**",
    "social.**",
    "templateMetrics",
    "templateMetricsHints",
    "themesDir",
    "timeout",
    "timeZone",
    "versions.**",
    "watch",
    "workingDir",
    "$schema",
];

/// Whether a key at the top of `loft.toml` is Loft's own. `theme` is when it is a group; a name is
/// Hugo's.
pub(super) fn is_own(key: &str, value: &Node) -> bool {
    OWN.iter().any(|own| own.eq_ignore_ascii_case(key)) && (!key.eq_ignore_ascii_case("theme") || value.is_map())
}

/// A finding for each key without a meaning.
pub(super) fn check(root: &Node, diags: &mut Vec<Diag>) {
    let paths = |keys: &[&'static str]| keys.iter().map(|key| key.split('.').collect()).collect();
    level(root, "", paths(READ), paths(WITHOUT_EFFECT), diags);
}

/// What may follow at one level: keys, each as the rest of its path.
type Rest<'a> = Vec<Vec<&'a str>>;

fn level(node: &Node, above: &str, read: Rest<'_>, silent: Rest<'_>, diags: &mut Vec<Diag>) {
    for item in node.items() {
        level(&item.value, above, read.clone(), silent.clone(), diags);
    }
    for entry in node.entries() {
        one(entry, above, &read, &silent, diags);
    }
}

fn one((key, value): &Entry, above: &str, read: &Rest<'_>, silent: &Rest<'_>, diags: &mut Vec<Diag>) {
    // Everybody's own parameters: only Loft's part of them is known.
    if above == "params" && !key.value.eq_ignore_ascii_case("loft") {
        return;
    }
    let path = if above.is_empty() { key.value.clone() } else { format!("{above}.{}", key.value) };
    let below_read = after(read, &key.value);
    let below_silent = after(silent, &key.value);
    let everything = |rest: &Rest<'_>| rest.iter().any(|path| matches!(path[..], ["**"]));
    if everything(&below_read) || below_read.iter().any(Vec::is_empty) {
        return;
    }
    if !below_read.is_empty() {
        level(&value.value, &path, below_read, below_silent, diags);
    } else {
        let names: Vec<&str> = read.iter().filter_map(|path| path.first().copied()).filter(|name| !name.starts_with('*')).collect();
        let unknown = fields::unknown_key(key, &names);
        // Below a group of Hugo's without effect anything may stand, so a slip of the pen is looked for first.
        let slip = everything(silent) && unknown.code == "key-unknown-near";
        let silent = !below_silent.is_empty() && !slip;
        diags.push(if silent { Diag::note("config-without-effect").span(key.span).with("key", path) } else { unknown });
    }
}

/// What may follow below a key.
fn after<'a>(rest: &Rest<'a>, key: &str) -> Rest<'a> {
    let fits = |path: &&Vec<&str>| path.first().is_some_and(|name| *name == "*" || *name == "**" || name.eq_ignore_ascii_case(key));
    rest.iter().filter(fits).map(|path| if path[0] == "**" { path.clone() } else { path[1..].to_vec() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_toml;

    /// Codes and keys of the findings for a configuration.
    fn findings(toml: &str) -> Vec<(&'static str, String)> {
        let mut diags = Vec::new();
        check(&parse_toml(toml, 1).0, &mut diags);
        diags.into_iter().map(|diag| (diag.code, diag.args.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" "))).collect()
    }

    #[test]
    fn keys_with_and_without_meaning() {
        let cases: &[(&str, &[(&str, &str)])] = &[
            ("baseurl = 'x'\nTITLE = 'y'", &[]),
            ("[params.any.thing]\nx = 1", &[]),
            ("[markup.goldmark.renderer]\nunsafe = true", &[]),
            ("[markup.goldmark.renderer]\nunsfe = true", &[("key-unknown-near", "unsfe unsafe")]),
            ("titel = 'x'", &[("key-unknown-near", "titel title")]),
            ("farge = 'x'", &[("key-unknown", "farge")]),
            ("[services.rss]\nlimit = 3\n[sitemap]\npriority = 0.5", &[]),
            ("[privacy.x]\nlimit = 3", &[("config-without-effect", "privacy")]),
            ("[markup.highlight]\nstyle = 'x'\ntabWidth = 2", &[("config-without-effect", "markup.highlight.style")]),
            ("[languages.nb]\ntitle = 'x'\n[languages.nb.permalinks]\na = 'b'", &[("config-without-effect", "languages.nb.permalinks")]),
            ("[[module.mounts]]\nsource = 'a'\ntarget = 'b'\ntarge = 'c'", &[("key-unknown-near", "targe target")]),
            ("[params.loft.views]\nstatus = false", &[]),
            ("[params.loft]\nstatusses = 1", &[("key-unknown-near", "statusses statuses")]),
            ("[permalinks.page]\nposts = '/:title/'\n[permalinks]\nx = 'y'", &[]),
        ];
        for (toml, expected) in cases {
            let expected: Vec<(&str, String)> = expected.iter().map(|(code, args)| (*code, args.to_string())).collect();
            assert_eq!(findings(toml), expected, "{toml}");
        }
    }

    #[test]
    fn no_key_is_in_both_tables() {
        for key in READ {
            assert!(!WITHOUT_EFFECT.contains(key), "{key}");
        }
    }
}
