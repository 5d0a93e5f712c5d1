//! Blocks of an imported text, and how they are written in Markdown.

/// A piece of a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Block {
    Heading { level: u8, text: String },
    Paragraph(Line),
    List(Vec<Item>),
    Table(Vec<Vec<String>>),
}

/// A paragraph: running text, or lines that stay lines.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Line {
    Running(String),
    Kept(Vec<String>),
}

/// An item of a list, and how many items it stands in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub depth: usize,
    pub number: Option<u32>,
    pub lines: Vec<String>,
}

/// Blocks as Markdown, with an empty line between them.
pub(super) fn markdown(blocks: &[Block]) -> String {
    blocks.iter().map(written).collect::<Vec<_>>().join("\n")
}

fn written(block: &Block) -> String {
    match block {
        Block::Heading { level, text } => format!("{} {}\n", "#".repeat(usize::from(*level)), escaped(text)),
        Block::Paragraph(Line::Running(text)) => format!("{}\n", escaped(text)),
        Block::Paragraph(Line::Kept(lines)) => format!("{}\n", lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\\n")),
        Block::List(items) => items.iter().map(item).collect(),
        Block::Table(rows) => table(rows),
    }
}

/// An item's mark stands below the text of the item that it is in.
fn item(item: &Item) -> String {
    let mark = item.number.map_or("-".to_string(), |number| format!("{number}."));
    let indent = " ".repeat(item.depth * 2);
    let below = format!("\n{indent}{}", " ".repeat(mark.len() + 1));
    let mut text = String::new();
    for line in &item.lines {
        if !text.is_empty() {
            // `a) …` begins a line of its own, which Markdown has no list for.
            let is_lettered = line.chars().nth(1) == Some(')');
            text.push_str(if is_lettered { "\\" } else { "" });
            text.push_str(&below);
        }
        text.push_str(&escaped(line));
    }
    format!("{indent}{mark} {text}\n")
}

fn table(rows: &[Vec<String>]) -> String {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let line = |row: &Vec<String>| {
        let cells = (0..width).map(|at| row.get(at).map(|cell| escaped(cell).replace('|', "\\|")).unwrap_or_default());
        format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "))
    };
    let mut lines: Vec<String> = rows.iter().map(line).collect();
    lines.insert(1.min(lines.len()), format!("|{}\n", "---|".repeat(width)));
    lines.concat()
}

/// Text with a `\` before what Markdown or a shortcode would take for a mark.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut in_address = false;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = &text[at..];
        in_address = if in_address { !c.is_whitespace() } else { rest.starts_with("https://") || rest.starts_with("http://") };
        let after = rest[c.len_utf8()..].chars().next();
        let is_mark = match c {
            '\\' | '*' | '[' | ']' | '`' => true,
            '_' => !(before.is_alphanumeric() && after.is_some_and(char::is_alphanumeric)),
            '<' => true,
            '%' => out.ends_with("{{"),
            '#' | '>' | '+' | '-' | '=' | '~' | ':' => at == 0,
            _ => false,
        };
        if is_mark && !in_address {
            out.push('\\');
        }
        out.push(c);
        before = c;
    }
    escape_number(out)
}

/// `1. mai` at the beginning of a line is a date, not a list.
fn escape_number(text: String) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    match text[digits..].chars().next() {
        Some('.' | ')') if (1..=9).contains(&digits) && text[digits + 1..].starts_with(' ') => {
            format!("{}\\{}", &text[..digits], &text[digits..])
        }
        _ => text,
    }
}
