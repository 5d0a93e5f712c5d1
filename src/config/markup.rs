//! `[markup]`, laid over Hugo's defaults.

use super::fields::{boolean, int, map, one_of, text};
use super::{AutoIdType, Extras, Goldmark, Highlight, HookUse, Markup, Node, Passthrough, TableOfContents, Typographer};
use crate::diag::Diag;

/// An absent group, so that everything below it is absent too.
const NOTHING: Node = Node::Null;

pub(super) fn read(root: &Node, diags: &mut Vec<Diag>) -> Markup {
    let markup = group(root, "markup", diags);
    Markup {
        goldmark: goldmark(group(markup, "goldmark", diags), diags),
        highlight: highlight(group(markup, "highlight", diags), diags),
        toc: contents(group(markup, "tableOfContents", diags), diags),
    }
}

fn group<'a>(node: &'a Node, key: &str, diags: &mut Vec<Diag>) -> &'a Node {
    map(node, key, diags).unwrap_or(&NOTHING)
}

/// Replaces a value if the field is there.
fn set<T>(place: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *place = value;
    }
}

fn goldmark(node: &Node, diags: &mut Vec<Diag>) -> Goldmark {
    let mut goldmark = Goldmark::default();
    set(&mut goldmark.duplicate_resource_files, boolean(node, "duplicateResourceFiles", diags));
    extensions(&mut goldmark, group(node, "extensions", diags), diags);
    parser(&mut goldmark, group(node, "parser", diags), diags);
    let renderer = group(node, "renderer", diags);
    set(&mut goldmark.unsafe_html, boolean(renderer, "unsafe", diags));
    set(&mut goldmark.hard_wraps, boolean(renderer, "hardWraps", diags));
    set(&mut goldmark.xhtml, boolean(renderer, "xhtml", diags));
    let hooks = group(node, "renderHooks", diags);
    set(&mut goldmark.link_hook, hook(group(hooks, "link", diags), diags));
    set(&mut goldmark.image_hook, hook(group(hooks, "image", diags), diags));
    goldmark
}

fn extensions(goldmark: &mut Goldmark, node: &Node, diags: &mut Vec<Diag>) {
    set(&mut goldmark.definition_list, boolean(node, "definitionList", diags));
    set(&mut goldmark.strikethrough, boolean(node, "strikethrough", diags));
    set(&mut goldmark.linkify, boolean(node, "linkify", diags));
    set(&mut goldmark.linkify_protocol, text(node, "linkifyProtocol", diags));
    set(&mut goldmark.table, boolean(node, "table", diags));
    set(&mut goldmark.task_list, boolean(node, "taskList", diags));
    footnote(goldmark, node, diags);
    goldmark.typographer = typographer(node, diags);
    goldmark.extras = extras(group(node, "extras", diags), diags);
    goldmark.passthrough = passthrough(group(node, "passthrough", diags), diags);
    let cjk = group(node, "cjk", diags);
    let is_on = |key: &str, diags: &mut Vec<Diag>| boolean(cjk, key, diags).unwrap_or(false);
    goldmark.cjk = is_on("enable", diags) & is_on("eastAsianLineBreaks", diags);
}

/// `footnote = false` in older configurations, a group in newer ones.
fn footnote(goldmark: &mut Goldmark, node: &Node, diags: &mut Vec<Diag>) {
    if node.get("footnote").is_some_and(|value| !value.value.is_map()) {
        set(&mut goldmark.footnote, boolean(node, "footnote", diags));
        return;
    }
    let footnote = group(node, "footnote", diags);
    set(&mut goldmark.footnote, boolean(footnote, "enable", diags));
    set(&mut goldmark.footnote_backlink_html, text(footnote, "backlinkHTML", diags));
}

/// `typographer = false` in older configurations, a group in newer ones.
fn typographer(node: &Node, diags: &mut Vec<Diag>) -> Option<Typographer> {
    let mut signs = Typographer::default();
    if node.get("typographer").is_some_and(|value| !value.value.is_map()) {
        return boolean(node, "typographer", diags).unwrap_or(true).then_some(signs);
    }
    let node = group(node, "typographer", diags);
    if boolean(node, "disable", diags) == Some(true) {
        return None;
    }
    let places = [
        ("apostrophe", &mut signs.apostrophe),
        ("ellipsis", &mut signs.ellipsis),
        ("emDash", &mut signs.em_dash),
        ("enDash", &mut signs.en_dash),
        ("leftAngleQuote", &mut signs.left_angle_quote),
        ("leftDoubleQuote", &mut signs.left_double_quote),
        ("leftSingleQuote", &mut signs.left_single_quote),
        ("rightAngleQuote", &mut signs.right_angle_quote),
        ("rightDoubleQuote", &mut signs.right_double_quote),
        ("rightSingleQuote", &mut signs.right_single_quote),
    ];
    for (key, place) in places {
        set(place, text(node, key, diags));
    }
    Some(signs)
}

fn extras(node: &Node, diags: &mut Vec<Diag>) -> Extras {
    let mut enabled = |key| boolean(group(node, key, diags), "enable", diags).unwrap_or(false);
    Extras {
        delete: enabled("delete"),
        insert: enabled("insert"),
        mark: enabled("mark"),
        subscript: enabled("subscript"),
        superscript: enabled("superscript"),
    }
}

/// Delimiters as Hugo has them when it is enabled without any: `\[ \]`, `$$ $$` and `\( \)`.
fn passthrough(node: &Node, diags: &mut Vec<Diag>) -> Option<Passthrough> {
    if boolean(node, "enable", diags) != Some(true) {
        return None;
    }
    let delimiters = group(node, "delimiters", diags);
    let pair = |open: &str, close: &str| (open.to_string(), close.to_string());
    let given = |key, standard: Vec<(String, String)>| match delimiters.get(key) {
        None => standard,
        Some(list) => list.value.items().iter().filter_map(|item| delimiter_pair(&item.value)).collect(),
    };
    Some(Passthrough {
        block: given("block", vec![pair("\\[", "\\]"), pair("$$", "$$")]),
        inline: given("inline", vec![pair("\\(", "\\)")]),
    })
}

fn delimiter_pair(node: &Node) -> Option<(String, String)> {
    match node.items() {
        [open, close] => Some((open.value.as_text()?, close.value.as_text()?)),
        _ => None,
    }
}

fn parser(goldmark: &mut Goldmark, node: &Node, diags: &mut Vec<Diag>) {
    let types = [("github", AutoIdType::Github), ("github-ascii", AutoIdType::GithubAscii), ("blackfriday", AutoIdType::Blackfriday)];
    set(&mut goldmark.auto_heading_id, boolean(node, "autoHeadingID", diags));
    set(&mut goldmark.auto_id_type, one_of(node, "autoHeadingIDType", &types, diags));
    set(&mut goldmark.auto_id_type, one_of(node, "autoIDType", &types, diags));
    set(&mut goldmark.auto_definition_term_id, boolean(node, "autoDefinitionTermID", diags));
    set(&mut goldmark.wrap_standalone_image, boolean(node, "wrapStandAloneImageWithinParagraph", diags));
    let attribute = group(node, "attribute", diags);
    set(&mut goldmark.attribute_title, boolean(attribute, "title", diags));
    set(&mut goldmark.attribute_block, boolean(attribute, "block", diags));
}

/// `useEmbedded`, or the older `enableDefault`.
fn hook(node: &Node, diags: &mut Vec<Diag>) -> Option<HookUse> {
    let uses = [("auto", HookUse::Auto), ("always", HookUse::Always), ("fallback", HookUse::Fallback), ("never", HookUse::Never)];
    let older = boolean(node, "enableDefault", diags).map(|enabled| if enabled { HookUse::Fallback } else { HookUse::Never });
    one_of(node, "useEmbedded", &uses, diags).or(older)
}

fn highlight(node: &Node, diags: &mut Vec<Diag>) -> Highlight {
    let mut highlight = Highlight::default();
    set(&mut highlight.code_fences, boolean(node, "codeFences", diags));
    set(&mut highlight.guess_syntax, boolean(node, "guessSyntax", diags));
    set(&mut highlight.line_numbers_in_table, boolean(node, "lineNumbersInTable", diags));
    set(&mut highlight.line_no_start, small(node, "lineNoStart", diags));
    set(&mut highlight.anchor_line_nos, boolean(node, "anchorLineNos", diags));
    set(&mut highlight.line_anchors, text(node, "lineAnchors", diags));
    set(&mut highlight.hl_lines, text(node, "hl_Lines", diags));
    set(&mut highlight.hl_inline, boolean(node, "hl_inline", diags));
    set(&mut highlight.tab_width, small(node, "tabWidth", diags));
    let styles = [("true", (true, None)), ("false", (false, None)), ("table", (true, Some(true))), ("inline", (true, Some(false)))];
    if let Some((on, in_table)) = one_of(node, "lineNos", &styles, diags) {
        highlight.line_nos = on;
        set(&mut highlight.line_numbers_in_table, in_table);
    }
    highlight
}

/// A number from 0 to what any page can have.
fn small(node: &Node, key: &str, diags: &mut Vec<Diag>) -> Option<u32> {
    int(node, key, diags).map(|value| value.clamp(0, 1_000_000) as u32)
}

fn contents(node: &Node, diags: &mut Vec<Diag>) -> TableOfContents {
    let mut contents = TableOfContents::default();
    // Hugo reads -1 as "to the deepest".
    let mut heading = |key| int(node, key, diags).map(|value| if value < 0 { 6 } else { value.clamp(1, 6) as u8 });
    set(&mut contents.start_level, heading("startLevel"));
    set(&mut contents.end_level, heading("endLevel"));
    set(&mut contents.ordered, boolean(node, "ordered", diags));
    contents
}
