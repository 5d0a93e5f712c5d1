//! Hugo's defaults for `[markup]`. Source: Hugo 0.168, `hugo config` in an empty site.

use super::{AutoIdType, Extras, Goldmark, Highlight, HookUse, Markup, TableOfContents, Typographer};

impl Default for Markup {
    fn default() -> Self {
        Markup { goldmark: Goldmark::default(), highlight: Highlight::default(), toc: TableOfContents::default() }
    }
}

impl Default for Goldmark {
    fn default() -> Self {
        Goldmark {
            unsafe_html: false,
            hard_wraps: false,
            xhtml: false,
            typographer: Some(Typographer::default()),
            footnote: true,
            footnote_backlink_html: "&#x21a9;&#xfe0e;".to_string(),
            definition_list: true,
            strikethrough: true,
            linkify: true,
            linkify_protocol: "https".to_string(),
            table: true,
            task_list: true,
            extras: Extras::default(),
            passthrough: None,
            cjk: false,
            auto_heading_id: true,
            auto_id_type: AutoIdType::Github,
            auto_definition_term_id: false,
            attribute_title: true,
            attribute_block: false,
            wrap_standalone_image: true,
            duplicate_resource_files: false,
            link_hook: HookUse::Auto,
            image_hook: HookUse::Auto,
        }
    }
}

impl Default for Typographer {
    fn default() -> Self {
        Typographer {
            apostrophe: "&rsquo;".to_string(),
            ellipsis: "&hellip;".to_string(),
            em_dash: "&mdash;".to_string(),
            en_dash: "&ndash;".to_string(),
            left_angle_quote: "&laquo;".to_string(),
            left_double_quote: "&ldquo;".to_string(),
            left_single_quote: "&lsquo;".to_string(),
            right_angle_quote: "&raquo;".to_string(),
            right_double_quote: "&rdquo;".to_string(),
            right_single_quote: "&rsquo;".to_string(),
        }
    }
}

impl Default for Highlight {
    fn default() -> Self {
        Highlight {
            code_fences: true,
            guess_syntax: false,
            line_nos: false,
            line_numbers_in_table: true,
            line_no_start: 1,
            anchor_line_nos: false,
            line_anchors: String::new(),
            hl_lines: String::new(),
            hl_inline: false,
            tab_width: 4,
        }
    }
}

impl Default for TableOfContents {
    fn default() -> Self {
        TableOfContents { start_level: 2, end_level: 3, ordered: false }
    }
}
