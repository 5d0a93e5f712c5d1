//! Tables, in which a cell may span several columns and rows, as Markdown's, in which none does.

use std::collections::BTreeMap;
use std::rc::Rc;

use htmd::element_handler::{HandlerResult, Handlers};
use htmd::{Element, Node};

use super::dom;

/// The widest table that is read with its spans. A wider one is no table that somebody wrote.
const WIDEST: usize = 100;

/// A cell where it begins: what it says, and whether it is a heading.
#[derive(Clone, Default)]
struct Cell {
    text: String,
    is_heading: bool,
}

pub(super) fn table(handlers: &dyn Handlers, element: Element) -> Option<HandlerResult> {
    let rows: Vec<Rc<Node>> = rows(element.node);
    if is_layout(element.node, &rows) {
        return Some(blocks(handlers, &rows).into());
    }
    let caption = dom::elements(element.node).into_iter().find(|node| dom::tag(node) == Some("caption"));
    let caption = caption.map(|caption| handlers.walk_children(&caption).content.trim().to_string()).filter(|caption| !caption.is_empty());
    let heads = rows.iter().take_while(|row| is_head(row)).count();
    let grid = grid(handlers, &rows);
    let written = written(&grid, heads);
    Some(format!("\n\n{}{written}\n", caption.map(|caption| format!("{caption}\n\n")).unwrap_or_default()).into())
}

/// The rows, also those in `thead`, `tbody` and `tfoot`.
fn rows(table: &Node) -> Vec<Rc<Node>> {
    let is = |node: &Rc<Node>, tags: &[&str]| dom::tag(node).is_some_and(|tag| tags.contains(&tag));
    let mut rows = Vec::new();
    for child in dom::elements(table) {
        if is(&child, &["tr"]) {
            rows.push(child);
        } else if is(&child, &["thead", "tbody", "tfoot"]) {
            rows.extend(dom::elements(&child).into_iter().filter(|row| is(row, &["tr"])));
        }
    }
    rows.retain(|row| !cells(row).is_empty());
    rows
}

fn cells(row: &Node) -> Vec<Rc<Node>> {
    dom::elements(row).into_iter().filter(|cell| matches!(dom::tag(cell), Some("td" | "th"))).collect()
}

/// A table that only puts things beside each other: one that says so, that holds another, or that has one column.
fn is_layout(table: &Rc<Node>, rows: &[Rc<Node>]) -> bool {
    let says_so = dom::attribute(table, "role").is_some_and(|role| role == "presentation" || role == "none");
    says_so || dom::all(table, "table").len() > 1 || rows.iter().all(|row| cells(row).len() < 2)
}

/// The cells' content, one below the other.
fn blocks(handlers: &dyn Handlers, rows: &[Rc<Node>]) -> String {
    let texts = rows.iter().flat_map(|row| cells(row)).map(|cell| handlers.walk_children(&cell).content.trim().to_string());
    format!("\n\n{}\n\n", texts.filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n\n"))
}

/// Whether a row is part of the table's head: all its cells are headings, or it stands in `thead`.
fn is_head(row: &Rc<Node>) -> bool {
    let parent = row.parent.take();
    let is_in_thead = parent.as_ref().and_then(std::rc::Weak::upgrade).is_some_and(|parent| dom::tag(&parent) == Some("thead"));
    row.parent.set(parent);
    is_in_thead || cells(row).iter().all(|cell| dom::tag(cell) == Some("th"))
}

/// Every place of the table with its cell. A cell that goes on in the next row, or in the next column of a head, is
/// said again there, so that each row can be read alone.
fn grid(handlers: &dyn Handlers, rows: &[Rc<Node>]) -> Vec<Vec<Cell>> {
    let keeps_spans = rows.iter().all(|row| cells(row).iter().map(|cell| span(cell, "colspan")).sum::<usize>() <= WIDEST);
    let mut going_on: BTreeMap<usize, (usize, Cell)> = BTreeMap::new();
    let mut grid = Vec::new();
    for row in rows {
        let mut line: Vec<Cell> = Vec::new();
        let mut cells = cells(row).into_iter();
        loop {
            let at = line.len();
            if let Some((left, cell)) = going_on.remove(&at) {
                line.push(cell.clone());
                if left > 1 {
                    going_on.insert(at, (left - 1, cell));
                }
                continue;
            }
            let Some(node) = cells.next() else {
                // A cell from above that stands further to the right.
                match going_on.keys().next() {
                    Some(next) if *next > at => line.resize(*next, Cell::default()),
                    _ => break,
                }
                if line.len() > WIDEST {
                    break;
                }
                continue;
            };
            let cell = Cell { text: one_line(&handlers.walk_children(&node).content), is_heading: dom::tag(&node) == Some("th") };
            let (across, down) = if keeps_spans { (span(&node, "colspan"), span(&node, "rowspan")) } else { (1, 1) };
            for column in 0..across {
                going_on.remove(&(at + column));
                let again = if column == 0 || cell.is_heading { cell.clone() } else { Cell::default() };
                if down > 1 {
                    going_on.insert(at + column, (down - 1, again.clone()));
                }
                line.push(again);
            }
        }
        grid.push(line);
    }
    grid
}

fn span(cell: &Node, key: &str) -> usize {
    dom::attribute(cell, key).and_then(|span| span.trim().parse().ok()).unwrap_or(1).clamp(1, 1000)
}

/// A cell's blocks on one line. Lines are parted by a space, paragraphs and items by a semicolon where nothing ends them.
fn one_line(content: &str) -> String {
    let mut out = String::new();
    for block in content.trim().split("\n\n").flat_map(|block| block.split("\n- ")) {
        let block = block.trim().trim_start_matches("- ").replace("\\\n", " ");
        let block = block.split_whitespace().collect::<Vec<_>>().join(" ");
        if block.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push_str(if out.ends_with(['.', ',', ':', ';', '!', '?']) { " " } else { "; " });
        }
        out.push_str(&block);
    }
    out.replace('|', "\\|")
}

/// The table in Markdown. Several rows of head become one: «Pris 2024».
fn written(grid: &[Vec<Cell>], heads: usize) -> String {
    let width = grid.iter().map(Vec::len).max().unwrap_or(0);
    let text = |row: &Vec<Cell>, at: usize| row.get(at).map(|cell| cell.text.clone()).unwrap_or_default();
    // Without a head the first row is one, unless its first cell is the heading of that row.
    let names_its_row = grid.first().and_then(|row| row.first()).is_some_and(|cell| cell.is_heading);
    let rows = if heads > 0 || names_its_row { heads } else { 1 };
    let head = (0..width).map(|at| {
        let mut parts: Vec<String> = grid.iter().take(rows).map(|row| text(row, at)).filter(|part| !part.is_empty()).collect();
        parts.dedup();
        plain(&parts.join(" "))
    });
    let mut lines = vec![line(head), format!("|{}", "---|".repeat(width))];
    lines.extend(grid.iter().skip(rows).map(|row| line((0..width).map(|at| text(row, at)))));
    lines.join("\n") + "\n"
}

fn line(cells: impl Iterator<Item = String>) -> String {
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

/// A head is bold of itself.
fn plain(text: &str) -> String {
    let inner = text.strip_prefix("**").and_then(|text| text.strip_suffix("**")).filter(|inner| !inner.contains("**"));
    inner.unwrap_or(text).to_string()
}
