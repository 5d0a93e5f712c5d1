//! Actor entries as written: who a page lists as taking part, under which heading, with which words.

use serde::Serialize;

/// One entry of an actor section.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ActorEntry {
    /// Line in the file, from 1.
    pub line: u32,
    /// The name as a reader takes it, without markup or qualifier.
    pub name: String,
    /// Role id from the group, or `berort` where no group is given.
    pub role: String,
    /// The group's label as written.
    pub group: Option<String>,
    /// `der relevant`.
    pub qualifier: Option<String>,
    /// What the entry says of the actor.
    pub text: Option<String>,
    /// The id of the nearest heading above, for links to the place.
    pub anchor: Option<String>,
}
