//! History as a file of the site, for places where git is absent or has only the newest commits: `loft status
//! --export-history` writes it, and it is read like any other data.

use serde::{Deserialize, Serialize};

use super::{Hand, PageHistory, Reader, StatusHistory, Stream, Touch, Transition};
use crate::input::{RepositoryLog, Snapshot};
use crate::paths::{Lang, SourcePath};
use crate::site::statuses::PageStatus;
use crate::site::{Moment, Site};

/// Where the log is, from the site's folder.
pub const PATH: &str = "data/statushistorikk.json";
const FORMAT: u32 = 1;

/// The log as a file: one page a line, so that its own history can be read.
#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    format: u32,
    /// The newest commit that it knows.
    commit: Option<String>,
    date: Option<String>,
    pages: Vec<Line>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    path: String,
    lang: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    touched: Option<(String, String)>,
    /// Whether the page was there when the log was written.
    live: bool,
    transitions: Vec<Step>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Step {
    date: String,
    /// As it was written; `null` when it was taken away.
    status: Option<String>,
    author: String,
    commit: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hand: Option<String>,
}

/// A log that was read.
pub(super) struct Written {
    pub until: Option<(String, Moment)>,
    lines: Vec<Line>,
}

/// The log of the site, when it has one that can be read.
pub(super) fn read(snapshot: &Snapshot) -> Option<Written> {
    let bytes = snapshot.files.get(&SourcePath::new(PATH))?.bytes.as_deref()?;
    let file: File = serde_json::from_slice(bytes).ok().filter(|file: &File| file.format == FORMAT)?;
    let until = file.commit.zip(file.date.as_deref().and_then(Moment::parse));
    Some(Written { until, lines: file.pages })
}

impl Written {
    /// Where the reader goes on: each page of the log where its file is now.
    pub(super) fn begin(self, site: &Site, repositories: &[RepositoryLog], reader: &mut Reader<'_>) {
        for line in self.lines {
            let lang = Lang::new(&line.lang);
            let place = repositories.iter().enumerate().find_map(|(number, repository)| {
                let is_here = |source: &SourcePath| {
                    site.by_file(source).and_then(|page| page.doc.as_ref()).is_some_and(|doc| *doc.shown == *line.path)
                };
                repository.pages.iter().find(|(_, source)| is_here(source)).map(|(path, _)| (number, path.clone()))
            });
            let place = place.unwrap_or((0, line.path.clone()));
            let transitions = line.transitions.iter().filter_map(|step| transition(step, reader)).collect();
            let touched = line.touched.and_then(|(date, author)| Some(Touch { moment: Moment::parse(&date)?, author }));
            let number = reader.streams.len();
            if let Some(id) = &line.id {
                reader.claims.entry((id.clone(), lang.clone())).or_insert(number);
            }
            let path = place.1.clone();
            reader.holders.insert(place, number);
            reader.streams.push(Stream { lang, id: line.id, path, alive: line.live, transitions, touched, edits: Vec::new(), gone: false });
        }
    }
}

fn transition(step: &Step, reader: &Reader<'_>) -> Option<Transition> {
    let said = crate::input::Said { id: None, status: step.status.clone() };
    Some(Transition {
        moment: Moment::parse(&step.date)?,
        status: reader.read(&said),
        author: step.author.clone(),
        commit: step.commit.clone(),
        hand: match step.hand.as_deref() {
            Some("bot") => Hand::Bot,
            Some("bulk") => Hand::Bulk,
            _ => Hand::Person,
        },
    })
}

/// The log as `loft status --export-history` writes it: the same history, the same bytes.
pub fn write(history: &StatusHistory) -> String {
    let head = |date: &(String, Moment)| (date.0.clone(), date.1.iso());
    let (commit, date) = history.until.as_ref().map(head).unzip();
    let mut out = format!("{{\"format\":{FORMAT},\"commit\":{},\"date\":{},\"pages\":[", json(&commit), json(&date));
    for (number, page) in history.pages.iter().enumerate() {
        out.push_str(if number == 0 { "\n" } else { ",\n" });
        out.push_str(&json(&line(page)));
    }
    out.push_str("\n]}\n");
    out
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn line(page: &PageHistory) -> Line {
    Line {
        id: page.id.clone(),
        path: page.path.clone(),
        lang: page.lang.to_string(),
        touched: page.touched.as_ref().map(|touch| (touch.moment.iso(), touch.author.clone())),
        live: page.page.is_some(),
        transitions: page.transitions.iter().map(step).collect(),
    }
}

fn step(transition: &Transition) -> Step {
    let hand = match transition.hand {
        Hand::Person => None,
        Hand::Bulk => Some("bulk"),
        Hand::Bot => Some("bot"),
    };
    Step {
        date: transition.moment.iso(),
        status: transition.status.as_ref().map(|status: &PageStatus| status.raw.clone()),
        author: transition.author.clone(),
        commit: transition.commit.clone(),
        hand: hand.map(str::to_string),
    }
}
