//! The sidebar's lists as HTML. An item looks the same on every page but those that lie on it or below it, so each
//! list is drawn once, and a page takes what stands before and after its own place.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Value;

use super::Scope;
use crate::diag::Diag;
use crate::memo::Key;
use crate::views::page::NavLevel;

/// The template of one item, as it is drawn on pages elsewhere. Its values: `item`, `site`, `t`.
const ITEM: &str = "nav_item.html";

/// A list's items, drawn one after the other, each on a line of its own.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    html: String,
    /// Where each item ends in `html`, in bytes.
    ends: Vec<usize>,
    diags: Vec<Diag>,
}

/// The levels of a page's sidebar as templates see them: `list`, `open`, and `before`, `item` and `after`, which hold the
/// drawn items before the open one, the open one's data (none when no item is open) and the drawn items after it.
pub(super) fn levels(scope: &Scope, site: &Value, strings: &Value) -> (Vec<Value>, Vec<Diag>) {
    let mut diags = Vec::new();
    let level = |level: &NavLevel| {
        let list = scope.engine.shared.get(&level.list);
        let items = list.get_from_path("items").and_then(Value::as_array).unwrap_or_default();
        let drawn = scope.engine.drawn.get(Key::of(&(level.list.key(), scope.site.key())), || Arc::new(draw(items, scope, site, strings)));
        diags.extend(drawn.diags.iter().cloned());
        let open = level.list.items.iter().position(|item| item.url == level.open);
        let item = open.and_then(|at| items.get(at)).cloned().unwrap_or_else(Value::none);
        Value::from(BTreeMap::from([
            ("open", Value::from(level.open.as_str())),
            ("before", Value::safe_string(drawn.before(open))),
            ("item", item),
            ("after", Value::safe_string(drawn.after(open))),
            ("list", list.clone()),
        ]))
    };
    let levels = scope.page.nav.iter().map(level).collect();
    (levels, diags)
}

fn draw(items: &[Value], scope: &Scope, site: &Value, strings: &Value) -> Drawn {
    let mut drawn = Drawn::default();
    for item in items {
        drawn.html.push('\n');
        let (html, diag) = scope.engine.draw(ITEM, site, strings, ("item", item.clone()));
        drawn.html.push_str(&html);
        drawn.diags.extend(diag);
        drawn.ends.push(drawn.html.len());
    }
    drawn.diags.dedup();
    drawn
}

impl Drawn {
    /// All of it when no item is open.
    fn before(&self, open: Option<usize>) -> &str {
        match open {
            Some(at) => &self.html[..at.checked_sub(1).map_or(0, |last| self.ends[last])],
            None => &self.html,
        }
    }

    fn after(&self, open: Option<usize>) -> &str {
        open.map_or("", |at| &self.html[self.ends[at]..])
    }
}
