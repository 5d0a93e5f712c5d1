//! Questions to the site: which pages, with what about each, in what order. The shortcode `oversikt`, the status
//! view and every other dashboard ask in this way.
//!
//! # How to ask
//!
//! A question is a list of names and values, as in the shortcode:
//!
//! ```text
//! {{< oversikt type="case" status="til-qa,pagar" aktor="udir" kolonner="tittel,status,siden,eier" sorter="-siden" >}}
//! ```
//!
//! and from code the same, without a text in between:
//!
//! ```ignore
//! let (question, faults) = Question::read(&site, &lang, &[("type", "erfaring"), ("grupper", "fase"), ("kolonner", "tittel,laerdom")]);
//! let answer = ask::answer(&site, &lang, &question);     // pages, cells, groups, counts: typed
//! let view = views::overview::of(&site, &lang, &answer); // closed and serialisable
//! ```
//!
//! and in a template `{{ <overview of={view} /> }}` draws it as the question's `form` has it. A view that shows
//! the rows in its own way reads `answer.rows` (a [`Row`] has the page's number and one cell a column).
//!
//! Names that are no option below are fields, and their values filters: all must hold. A value is a list with
//! commas, of which one must hold: a text (in any case; with `*` for any text), `!text` for all but that, `*` for
//! any value at all, `-` for none, and `<`, `<=`, `>`, `>=` for dates and numbers. For statuses, actors and
//! types every name is understood that a page may use.
//!
//! | option | |
//! |---|---|
//! | `kolonner`, `columns` | fields to show, `field=Title` for a title of one's own |
//! | `sorter`, `sort` | fields to sort by, `-field` the other way round; otherwise as in the menu |
//! | `grupper`, `group` | a field to group by; a page with several values is in several groups |
//! | `antall`, `count` | a field to count by, above the answer |
//! | `grense`, `limit` | at most so many pages |
//! | `form` | `tabell`/`table`, `liste`/`list`, `antall`/`counts` |
//! | `csv` | `false` leaves the CSV link out |
//!
//! | field | |
//! |---|---|
//! | `tittel` `type` `status` `siden` `dager` `eier` `endret` `sprak` `seksjon` `aktor` `rolle` `gjennomgas` `beskrivelse` `adresse` `tekst` | what Loft knows of a page, in Norwegian or English |
//! | any other | the page's front matter, `a.b` for what is inside a group |

mod answer;
mod field;
mod question;

pub use answer::{Answer, Column, Count, Group, Row, answer};
pub use field::{Field, OWNER, Value, value_of, values};
pub(crate) use field::{REVIEW, actors, changed, days_since, review};
pub use question::{Fault, Form, Question};

use super::{Page, Site};
use crate::diag::Diag;
use crate::doc::{Call, CallArgs, Content};

/// The shortcodes that ask.
pub const SHORTCODES: [&str; 2] = ["oversikt", "overview"];

/// The calls of a page that ask, also those inside other shortcodes, in order.
pub fn calls(content: &Content) -> Vec<&Call> {
    let mut found = Vec::new();
    for call in &content.calls {
        if SHORTCODES.contains(&call.name.as_str()) {
            found.push(call);
        }
        if let Some(inner) = &call.inner {
            found.extend(calls(&inner.content));
        }
    }
    found
}

/// A call's question, and what in it could not be read.
pub fn of_call(site: &Site, page: &Page, call: &Call) -> (Question, Vec<Fault>) {
    let given: Vec<(String, String)> = match &call.args {
        CallArgs::Positional(_) => Vec::new(),
        CallArgs::Named(values) => values.iter().map(|(name, value)| (name.clone(), field::plain(value))).collect(),
    };
    let pairs: Vec<(&str, &str)> = given.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    Question::read(site, &page.lang, &pairs)
}

/// Questions in pages that cannot be read as they stand.
pub(super) fn check(site: &Site, diags: &mut Vec<Diag>) {
    for page in &site.pages {
        let Some(doc) = &page.doc else { continue };
        for call in calls(&doc.content) {
            let (_, faults) = of_call(site, page, call);
            diags.extend(faults.into_iter().map(|fault| fault.diag().at(&*doc.shown, call.span)));
        }
    }
}
