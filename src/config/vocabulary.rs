//! The words that carry meaning in content: statuses, and the headings, groups and roles of actors.
//! Defaults are the content model's; a site may have its own.

use serde::Serialize;

use super::patterns::is_dress;
pub use super::patterns::{Ends, Meanings, Patterns};
use crate::text;

/// The statuses of the site, in order of progress.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusVocabulary {
    pub statuses: Vec<StatusDef>,
}

/// One status: identity, sign, label per language, and other words that mean it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct StatusDef {
    pub id: String,
    pub symbol: String,
    /// Language key → label. A language not listed uses `nb` for `nn`, else `en`, else the id.
    pub labels: std::collections::BTreeMap<String, String>,
    pub aliases: Vec<String>,
}

impl StatusVocabulary {
    /// The content model's six statuses.
    pub fn standard() -> StatusVocabulary {
        let status = |id: &str, symbol: &str, nb: &str, en: &str, aliases: &[&str]| StatusDef {
            id: id.to_string(),
            symbol: symbol.to_string(),
            labels: [("nb", nb), ("nn", nb), ("en", en)].map(|(lang, label)| (lang.to_string(), label.to_string())).into(),
            aliases: aliases.iter().map(|alias| alias.to_string()).collect(),
        };
        StatusVocabulary {
            statuses: vec![
                status("ny", "◍", "Ny", "New", &["Detaljering gjenstår", "Ikke påbegynt", "Not started"]),
                status("tidlig-utkast", "◔", "Tidlig utkast", "Early draft", &["Første utkast"]),
                status("pagar", "◐", "Pågår", "In progress", &["I arbeid"]),
                status("til-qa", "◕", "Til QA", "For QA", &[]),
                status("godkjent", "⏺", "Godkjent", "Approved", &[]),
                status("avbrutt", "⨂", "Avbrutt", "Cancelled", &[]),
            ],
        }
    }

    /// Reads a status as a writer put it: id, symbol, a label in any language, an alias, or
    /// symbol and label together. Case and surrounding space do not count.
    pub fn find(&self, raw: &str) -> Option<&StatusDef> {
        let text = fold(raw);
        let bare = self
            .statuses
            .iter()
            .map(|def| def.symbol.as_str())
            .find_map(|symbol| raw.trim().strip_prefix(symbol))
            .map(fold)
            .unwrap_or_default();
        self.statuses
            .iter()
            .find(|def| def.spellings().any(|spelling| fold(spelling) == text))
            .or_else(|| self.statuses.iter().find(|def| !bare.is_empty() && def.spellings().any(|spelling| fold(spelling) == bare)))
    }

    /// The label of the status that an unknown value may mean, for "did you mean": one that shares a whole word with it
    /// ("Utkast" is "Tidlig utkast"), else one that is a slip of the pen away.
    pub fn near(&self, raw: &str, lang: &str) -> Option<&str> {
        let text = fold(raw);
        // One letter is as near to any symbol as to any other.
        let is_slip = |spelling: &str| text.chars().count() > 1 && text::nearest(&text, [spelling]).is_some();
        let is_meant = |def: &&StatusDef| def.spellings().map(fold).any(|spelling| shares_word(&spelling, &text) || is_slip(&spelling));
        self.nearest_def(&text).filter(is_meant).map(|def| def.label(lang))
    }

    fn nearest_def(&self, text: &str) -> Option<&StatusDef> {
        let distance = |spelling: String| (!shares_word(&spelling, text), text::edit_distance(&spelling, text));
        self.statuses.iter().min_by_key(|def| def.spellings().map(fold).map(distance).min())
    }
}

/// Both folded.
fn shares_word(one: &str, other: &str) -> bool {
    one.split(' ').any(|word| other.split(' ').any(|written| written == word))
}

impl StatusDef {
    pub fn label(&self, lang: &str) -> &str {
        let fallback = if lang == "nn" { "nb" } else { "en" };
        self.labels.get(lang).or_else(|| self.labels.get(fallback)).map_or(&self.id, String::as_str)
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        [self.id.as_str(), self.symbol.as_str()]
            .into_iter()
            .chain(self.labels.values().map(String::as_str))
            .chain(self.aliases.iter().map(String::as_str))
    }
}

/// Lower case, with one space between words.
fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            'A'..='Z' => out.push(c.to_ascii_lowercase()),
            _ if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            _ if c.is_ascii() => out.push(c),
            _ => out.extend(c.to_lowercase()),
        }
    }
    out
}

/// Which headings open an actor section, which words name a group, and which role each group has.
///
/// Headings and labels are compared without numbering, parentheses, closing punctuation and case, with [`Patterns`].
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct ActorVocabulary {
    /// Headings that open a list of actors ("Aktører", "Actors", …).
    pub headings: Patterns,
    /// Group labels in order of precedence: pattern → role id. Also gives headings their role.
    pub groups: Meanings,
    /// Headings under which those who submitted a case are named.
    pub submitters: Patterns,
    /// Headings under which people are listed with the organisation they come from.
    pub staffing: Patterns,
    /// Headings under which it is said who does what: organisations beside people and posts.
    pub duties: Patterns,
    /// Labels inside an actor section that introduce something else than actors.
    pub closing: Patterns,
    /// Words for those who take part, whoever they are: headings that name no group, and no names.
    pub everyone: Patterns,
    /// Column titles of a table whose rows are actors.
    pub columns: Patterns,
    /// Column titles of such a table under which each row's role stands.
    pub role_columns: Patterns,
    /// Role id → labels per language, in the order views show them.
    pub roles: Vec<RoleDef>,
    /// Whether a name in running text leads to its actor's page.
    pub links: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RoleDef {
    pub id: String,
    /// One letter for narrow columns; a legend stands beside.
    pub sign: String,
    pub labels: std::collections::BTreeMap<String, String>,
}

impl RoleDef {
    pub fn label(&self, lang: &str) -> &str {
        let fallback = if lang == "nn" { "nb" } else { "en" };
        self.labels.get(lang).or_else(|| self.labels.get(fallback)).map_or(&self.id, String::as_str)
    }
}

/// The kinds of section that actors are read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opens {
    Actors,
    Submitters,
    Staffing,
    /// Who does what: organisations beside people and posts.
    Duties,
}

/// Role of an actor when the page gives no finer group.
pub const ROLE_AFFECTED: &str = "berort";
/// Role of those who submitted a case.
pub const ROLE_SUBMITTER: &str = "innmelder";
/// Role of those whom a service is for.
pub const ROLE_USER: &str = "sluttbruker";
/// Role of those who work in the services.
pub const ROLE_STAFF: &str = "ansatt";
/// Role of those who staff a pilot.
pub const ROLE_PILOT: &str = "pilotdeltaker";

/// A group's heading further down belongs to the matter of the one above: gains and consequences are told by group too.
const LOWEST_GROUP: u8 = 2;

impl ActorVocabulary {
    /// The content model's roles, and headings and groups as Norwegian (both written forms) and English
    /// pages have them.
    pub fn standard() -> ActorVocabulary {
        ActorVocabulary {
            headings: owned(HEADINGS),
            groups: Meanings::new(
                GROUPS.iter().flat_map(|(role, patterns)| patterns.iter().map(|pattern| (pattern.to_string(), role.to_string()))),
            ),
            submitters: owned(SUBMITTERS),
            staffing: owned(STAFFING),
            duties: owned(DUTIES),
            closing: owned(CLOSING),
            everyone: owned(EVERYONE),
            columns: owned(COLUMNS),
            role_columns: owned(ROLE_COLUMNS),
            roles: ROLES
                .iter()
                .map(|(id, sign, nb, nn, en)| RoleDef {
                    id: id.to_string(),
                    sign: sign.to_string(),
                    labels: [("nb", nb), ("nn", nn), ("en", en)].map(|(lang, label)| (lang.to_string(), label.to_string())).into(),
                })
                .collect(),
            links: true,
        }
    }

    /// The role that a label gives, or `None` when it names no group. Empty for a group that leaves the role as it is.
    pub fn group_role(&self, label: &str) -> Option<&str> {
        match Ends::of(label) {
            Some(ends) if !self.groups.may_mean(ends) => None,
            _ => self.groups.of(&fold_label(label)),
        }
    }

    /// Whether a heading or label may open something or be a group's. Every heading of every page is asked; the ends of most tell
    /// that they do not.
    pub fn may_open(&self, label: &str) -> bool {
        let kinds = [&self.submitters, &self.staffing, &self.headings, &self.duties];
        Ends::of(label).is_none_or(|ends| self.groups.may_mean(ends) || kinds.iter().any(|kind| kind.may_hold(ends)))
    }

    /// What a heading or label opens, wherever it stands.
    pub fn opens(&self, label: &str) -> Option<Opens> {
        let label = fold_label(label);
        if self.submitters.hold(&label) {
            Some(Opens::Submitters)
        } else if self.staffing.hold(&label) {
            Some(Opens::Staffing)
        } else if self.headings.hold(&label) {
            Some(Opens::Actors)
        } else {
            self.duties.hold(&label).then_some(Opens::Duties)
        }
    }

    /// Whether a heading is a group's or several groups' and no more: it may hold a list of actors without a heading of actors above it.
    pub fn opens_group(&self, level: u8, label: &str) -> bool {
        if level > LOWEST_GROUP {
            return false;
        }
        let label = fold_label(label);
        let mut groups = label.split(" og ").flat_map(|part| part.split(" and "));
        groups.all(|group| self.groups.of_bare(group).is_some_and(|role| !role.is_empty()))
    }

    pub fn closes(&self, label: &str) -> bool {
        Ends::of(label).is_none_or(|ends| self.closing.may_hold(ends)) && self.closing.hold(&fold_label(label))
    }

    pub fn is_everyone(&self, label: &str) -> bool {
        Ends::of(label).is_none_or(|ends| self.everyone.may_hold(ends)) && self.everyone.hold(&fold_label(label))
    }

    pub fn is_actor_column(&self, title: &str) -> bool {
        self.columns.hold(&fold_label(title))
    }

    pub fn is_role_column(&self, title: &str) -> bool {
        self.role_columns.hold(&fold_label(title))
    }

    /// The role that a table's cell gives: its id, its label in any language, or a group's name. A cell that says more gives none.
    pub fn role_in_cell(&self, text: &str) -> Option<&str> {
        let cell = fold_label(text);
        if cell.split(' ').count() > LONGEST_ROLE || cell.contains(". ") {
            return None;
        }
        let is_it = |role: &&RoleDef| role.id == cell || role.labels.values().any(|label| fold(label) == cell);
        let by_label = self.roles.iter().find(is_it).map(|role| role.id.as_str());
        by_label.or_else(|| self.group_role(&cell)).filter(|role| !role.is_empty())
    }

    pub fn role(&self, id: &str) -> Option<&RoleDef> {
        self.roles.iter().find(|role| role.id == id)
    }
}

/// A role's label is no longer, in words.
const LONGEST_ROLE: usize = 4;

fn owned(words: &[&str]) -> Patterns {
    Patterns::new(words.iter().map(|word| word.to_string()).collect())
}

/// A label for comparison: lower case, one space between words, without numbering ("2.", "3.1", "B)"), parentheses
/// and closing punctuation.
pub fn fold_label(label: &str) -> String {
    let mut folded = if label.contains('(') { fold(&text::without_parentheses(label)) } else { fold(label) };
    let numbering = folded.split_once(' ').filter(|(first, _)| is_numbering(first)).map_or(0, |(first, _)| first.len());
    folded.truncate(folded.trim_end_matches(is_dress).len());
    let start = folded.len() - folded.get(numbering..).unwrap_or("").trim_start_matches(is_dress).len();
    folded.drain(..start);
    folded
}

fn is_numbering(word: &str) -> bool {
    let digits = word.trim_end_matches(['.', ')']);
    let closed = digits.len() < word.len();
    let is_roman = digits.chars().all(|c| matches!(c, 'i' | 'v' | 'x'));
    let is_number = digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    !digits.is_empty() && (is_number || (closed && (is_roman || digits.chars().count() == 1)))
}

const HEADINGS: &[&str] = &[
    // bokmål
    "*aktører",
    "aktører som*",
    "aktører i*",
    "aktører og roller",
    "aktører og ansvar",
    "roller og aktører",
    "hvem er de primære aktørene*",
    "hvem er de viktigste aktørene*",
    "hvem er aktørene*",
    "hvilke aktører*",
    "hvem berøres*",
    "hvem er berørt*",
    "hvem er involvert*",
    "hvem bør delta*",
    "berørte parter",
    "involverte parter",
    "målgruppe",
    "målgruppen",
    "målgrupper",
    "*målgrupper",
    "*interessenter",
    "målgrupper og interessenter",
    "premissgivere",
    "samarbeidspartnere",
    "partnere",
    "*pilotdeltakere",
    "deltakere i pilot*",
    // nynorsk
    "*aktørar",
    "aktørar som*",
    "aktørar i*",
    "aktørar og roller",
    "aktørar og ansvar",
    "rollar og aktørar",
    "roller og aktørar",
    "kven er dei primære aktørane*",
    "kven er dei viktigaste aktørane*",
    "kven er aktørane*",
    "kva aktørar*",
    "kva for aktørar*",
    "kven vert råka*",
    "kven blir råka*",
    "kven blir berørt*",
    "kven er involvert*",
    "kven bør delta*",
    "råka partar",
    "involverte partar",
    "målgruppa",
    "målgruppene",
    "*interessentar",
    "målgrupper og interessentar",
    "premissgivarar",
    "premissgjevarar",
    "samarbeidspartnarar",
    "partnarar",
    "*pilotdeltakarar",
    "deltakarar i pilot*",
    // English
    "*actors",
    "actors who*",
    "actors that*",
    "actors in*",
    "actors and roles",
    "actors and responsibilities",
    "actors and their roles",
    "roles and actors",
    "who are the primary actors*",
    "who are the main actors*",
    "who are the actors*",
    "which actors*",
    "who is affected*",
    "who should participate*",
    "who is involved*",
    "who are involved*",
    "stakeholders",
    "key stakeholders",
    "stakeholders and target groups",
    "target groups and stakeholders",
    "affected stakeholders",
    "*actors and stakeholders",
    "affected parties",
    "involved parties",
    "target group",
    "*target groups",
    "target audience",
    "partners",
    "project partners",
    "*pilot participants",
    "participants in the pilot*",
];

const GROUPS: &[(&str, &[&str])] = &[
    // Everyone, whatever the words after: no group of users.
    (
        "berort",
        &[
            "interessenter og målgrupper",
            "målgrupper og interessenter",
            "interessentar og målgrupper",
            "målgrupper og interessentar",
            "stakeholders and target groups",
            "target groups and stakeholders",
        ],
    ),
    (
        "pilotdeltaker",
        &[
            "aktører som bør delta*",
            "aktører som skal delta*",
            "hvem bør delta*",
            "aktørar som bør delta*",
            "aktørar som skal delta*",
            "kven bør delta*",
            "actors who should participate*",
            "actors that should participate*",
            "who should participate*",
            "pilotdeltak*",
            "*pilotdeltakere",
            "*pilotdeltakarar",
            "*pilot participants",
            "deltakere i pilot*",
            "deltakarar i pilot*",
            "pilot participants*",
            "participants in the pilot*",
        ],
    ),
    ("partner", &["partner*", "partnar*", "samarbeidspart*", "project partners", "prosjektpartn*"]),
    ("innmelder", &["innmeld*", "meldt inn av*", "meld inn av*", "submitted by*", "submitters"]),
    (
        "sluttbruker",
        &[
            "sluttbruk*",
            "*sluttbrukere",
            "*sluttbrukarar",
            "*end users",
            "brukere",
            "brukarar",
            "brukergrupper",
            "brukargrupper",
            "end users*",
            "end-users*",
            "users",
            "user groups",
            "primærbruk*",
            "sekundærbruk*",
            "primary users*",
            "secondary users*",
            "målgrupp*",
            "*målgrupper",
            "*target groups",
            "target group*",
            "target audience",
        ],
    ),
    (
        "ansatt",
        &[
            "ansatte*",
            "*ansatte",
            "*tilsette",
            "*employees",
            "tilsette*",
            "medarbeidere*",
            "medarbeidarar*",
            "tjenesteutøv*",
            "tenesteutøv*",
            "service staff*",
            "staff*",
            "employees*",
            "frontline staff*",
        ],
    ),
    (
        "tjenesteleverandor",
        &[
            "tjenesteleverand*",
            "tenesteleverand*",
            "*tjenesteleverandører",
            "*tenesteleverandørar",
            "*service providers",
            "tjenesteeiere*",
            "tenesteeigarar*",
            "service providers*",
            "service owners*",
        ],
    ),
    (
        "leverandor",
        &[
            "fagsystemleverand*",
            "systemleverand*",
            "leverandør*",
            "*leverandører",
            "*leverandørar",
            "*vendors",
            "*suppliers",
            "it-leverand*",
            "specialist system suppliers*",
            "specialist system vendors*",
            "system vendors*",
            "system suppliers*",
            "vendors*",
            "suppliers*",
        ],
    ),
    (
        "premissgiver",
        &[
            "premissgiv*",
            "*premissgivere",
            "premissgjev*",
            "direktorat*",
            "departement*",
            "statlige etater*",
            "statlege etatar*",
            "statlige virksomheter*",
            "statlege verksemder*",
            "offentlige etater*",
            "offentlege etatar*",
            "public agencies*",
            "government agencies*",
            "myndigheter*",
            "styresmakter*",
            "tilsyn*",
            "governing actors*",
            "governing bodies*",
            "stakeholders",
            "directorates*",
            "ministries*",
            "authorities*",
            "regulators*",
        ],
    ),
    (
        "samordnende",
        &[
            "samordnende*",
            "samordnande*",
            "støttende*",
            "støttande*",
            "koordinerende*",
            "koordinerande*",
            "coordinating*",
            "supporting actors*",
            "supporting and coordinating*",
        ],
    ),
    (
        "berort",
        &[
            "berørte*",
            "råka*",
            "andre berørte*",
            "andre råka*",
            "andre aktører*",
            "andre aktørar*",
            "affected*",
            "other affected*",
            "other actors*",
        ],
    ),
    // Divide a list without saying as what anyone takes part: the role is that of the heading above.
    (
        "",
        &[
            "andre",
            "øvrige",
            "øvrege",
            "other",
            "others",
            "offentlig sektor",
            "offentleg sektor",
            "public sector",
            "statlig sektor",
            "statleg sektor",
            "state sector",
            "kommunal sektor",
            "municipal sector",
            "privat sektor",
            "private sector",
            "frivillig sektor",
            "voluntary sector",
            "kommuner",
            "kommunar",
            "municipalities",
            "fylkeskommuner",
            "fylkeskommunar",
            "county municipalities",
            "interesseorganisasjoner",
            "interesseorganisasjonar",
            "interest organisations",
        ],
    ),
];

const SUBMITTERS: &[&str] = &[
    "hvem har spilt inn*",
    "hvem har meldt inn*",
    "hvem spilte inn*",
    "hvem meldte inn*",
    "hvem har foreslått*",
    "hvem foreslo*",
    "foreslått av*",
    "spilt inn av*",
    "meldt inn av*",
    "innmeldt av*",
    "innmelder*",
    "kven har spelt inn*",
    "kven har spela inn*",
    "kven har spilt inn*",
    "kven har meldt inn*",
    "kven har meld inn*",
    "kven spelte inn*",
    "kven melde inn*",
    "spelt inn av*",
    "meld inn av*",
    "innmeldar*",
    "kven føreslo*",
    "kven har føreslått*",
    "føreslått av*",
    "who submitted*",
    "who has submitted*",
    "who proposed*",
    "submitted by*",
    "proposed by*",
];

const STAFFING: &[&str] = &["bemanning*", "staffing*", "prosjektdeltak*", "project team", "prosjektgruppe*"];

const DUTIES: &[&str] = &[
    "roller og ansvar",
    "ansvar og roller",
    "roller og oppgaver",
    "rollar og ansvar",
    "ansvar og rollar",
    "roles and responsibilities",
    "responsibilities and roles",
];

const CLOSING: &[&str] = &[
    "for *",
    "på *",
    "at *",
    "hva *",
    "hvordan *",
    "hvorfor *",
    "hvor *",
    "når *",
    "kva *",
    "korleis *",
    "kvifor *",
    "kvar *",
    "what *",
    "how *",
    "why *",
    "where *",
    "when *",
    "konsekvens*",
    "consequence*",
    "gevinst*",
    "benefit*",
    "nytte*",
    "forutsetning*",
    "føresetnad*",
    "assumption*",
    "prerequisite*",
    "tiltak*",
    "measures*",
    "utfordring*",
    "challenge*",
    "spørsmål*",
    "question*",
    "system*",
    "fagsystem*",
    "it-system*",
    "register*",
    "registre*",
    "registers*",
    "registries*",
    "løsning*",
    "løysing*",
    "solution*",
    "data*",
    "prosess*",
    "process*",
    "lenke*",
    "lenkje*",
    "link*",
    "kilde*",
    "kjelde*",
    "source*",
    "eksempel*",
    "eksempler*",
    "døme*",
    "example*",
    "merk*",
    "note*",
    "mål*",
    "goal*",
    "risiko*",
    "risk*",
    "regelverk*",
    "legislation*",
    "dimensjon*",
];

const EVERYONE: &[&str] = &["aktører", "aktørar", "aktørene", "aktørane", "actors", "stakeholders"];

const COLUMNS: &[&str] = &[
    "partner*",
    "partnar*",
    "aktør*",
    "actor*",
    "organisasjon*",
    "organisation*",
    "organization*",
    "virksomhet*",
    "verksemd*",
    "etat*",
    "agency",
    "name",
    "navn",
    "namn",
    "deltaker*",
    "deltakar*",
    "participant*",
    "interessent*",
    "stakeholder*",
    "hvem",
    "kven",
    "who",
];

const ROLE_COLUMNS: &[&str] = &["rolle", "roller", "role", "roles", "rolle i*", "role in*"];

/// Role id, sign, bokmål, nynorsk, English.
const ROLES: &[(&str, &str, &str, &str, &str)] = &[
    ("sluttbruker", "S", "Sluttbruker", "Sluttbrukar", "End user"),
    ("ansatt", "A", "Ansatt i tjenestene", "Tilsett i tenestene", "Service staff"),
    ("leverandor", "L", "Fagsystemleverandør", "Fagsystemleverandør", "Specialist system supplier"),
    ("premissgiver", "P", "Premissgiver", "Premissgjevar", "Governing actor"),
    ("tjenesteleverandor", "T", "Tjenesteleverandør", "Tenesteleverandør", "Service provider"),
    ("samordnende", "O", "Samordnende og støttende", "Samordnande og støttande", "Coordinating and supporting"),
    ("pilotdeltaker", "D", "Pilotdeltaker", "Pilotdeltakar", "Pilot participant"),
    ("innmelder", "I", "Innmelder", "Innmeldar", "Submitter"),
    ("partner", "M", "Partner", "Partnar", "Partner"),
    ("berort", "B", "Berørt aktør", "Råka aktør", "Affected actor"),
];

/// What a kind of actor is called where several stand together, or the kind as written.
pub fn actor_kind_label<'a>(kind: &'a str, lang: &str) -> &'a str {
    kind_in(kind, lang).map_or(kind, |(_, several)| several)
}

/// What the kind of one actor is called, or the kind as written.
pub fn actor_kind_name<'a>(kind: &'a str, lang: &str) -> &'a str {
    kind_in(kind, lang).map_or(kind, |(one, _)| one)
}

/// What a level of government is called, or the level as written.
pub fn actor_level_label<'a>(level: &'a str, lang: &str) -> &'a str {
    label_in(ACTOR_LEVELS, level, lang)
}

/// The kinds of actors in the order in which views show them.
pub fn actor_kinds() -> impl Iterator<Item = &'static str> {
    ACTOR_KINDS.iter().map(|(kind, ..)| *kind)
}

/// What one of a kind is called in a language, and what several are.
fn kind_in(kind: &str, lang: &str) -> Option<(&'static str, &'static str)> {
    let (_, [nb, nn, en]) = ACTOR_KINDS.iter().find(|(id, _)| *id == kind)?;
    Some(*match lang {
        "nb" => nb,
        "nn" => nn,
        _ => en,
    })
}

type Labels = (&'static str, &'static str, &'static str, &'static str);

fn label_in<'a>(table: &'static [Labels], key: &'a str, lang: &str) -> &'a str {
    table.iter().find(|(id, ..)| *id == key).map_or(key, |(_, nb, nn, en)| match lang {
        "nb" => nb,
        "nn" => nn,
        _ => en,
    })
}

/// Its id; in bokmål, nynorsk and English what one is called and what several are.
type Kind = (&'static str, [(&'static str, &'static str); 3]);

const ACTOR_KINDS: &[Kind] = &[
    ("departement", [("Departement", "Departementer"), ("Departement", "Departement"), ("Ministry", "Ministries")]),
    ("direktorat", [("Direktorat", "Direktorater"), ("Direktorat", "Direktorat"), ("Directorate", "Directorates")]),
    ("etat", [("Etat", "Etater"), ("Etat", "Etatar"), ("Agency", "Agencies")]),
    (
        "forvaltningsorgan",
        [
            ("Forvaltningsorgan", "Forvaltningsorganer"),
            ("Forvaltningsorgan", "Forvaltningsorgan"),
            ("Administrative body", "Administrative bodies"),
        ],
    ),
    ("tilsyn", [("Tilsyn", "Tilsyn"), ("Tilsyn", "Tilsyn"), ("Supervisory authority", "Supervisory authorities")]),
    (
        "interesseorganisasjon",
        [
            ("Interesseorganisasjon", "Interesseorganisasjoner"),
            ("Interesseorganisasjon", "Interesseorganisasjonar"),
            ("Interest organisation", "Interest organisations"),
        ],
    ),
    ("fellestjeneste", [("Fellestjeneste", "Fellestjenester"), ("Fellesteneste", "Fellestenester"), ("Shared service", "Shared services")]),
    (
        "samarbeidsorgan",
        [("Samarbeidsorgan", "Samarbeidsorganer"), ("Samarbeidsorgan", "Samarbeidsorgan"), ("Cooperation body", "Cooperation bodies")],
    ),
    (
        "interkommunalt-selskap",
        [
            ("Interkommunalt selskap", "Interkommunale selskaper"),
            ("Interkommunalt selskap", "Interkommunale selskap"),
            ("Inter-municipal company", "Inter-municipal companies"),
        ],
    ),
    (
        "fylkeskommune",
        [("Fylkeskommune", "Fylkeskommuner"), ("Fylkeskommune", "Fylkeskommunar"), ("County municipality", "County municipalities")],
    ),
    ("kommune", [("Kommune", "Kommuner"), ("Kommune", "Kommunar"), ("Municipality", "Municipalities")]),
    (
        "kommunal-etat",
        [("Kommunal etat", "Kommunale etater"), ("Kommunal etat", "Kommunale etatar"), ("Municipal agency", "Municipal agencies")],
    ),
    ("tjeneste", [("Tjeneste", "Tjenester"), ("Teneste", "Tenester"), ("Service", "Services")]),
    ("leverandor", [("Leverandør", "Leverandører"), ("Leverandør", "Leverandørar"), ("Supplier", "Suppliers")]),
    ("internasjonal", [("Internasjonal", "Internasjonale"), ("Internasjonal", "Internasjonale"), ("International", "International")]),
    (
        "gruppe",
        [
            ("Gruppe av virksomheter", "Grupper av virksomheter"),
            ("Gruppe av verksemder", "Grupper av verksemder"),
            ("Group of organisations", "Groups of organisations"),
        ],
    ),
    ("brukergruppe", [("Brukergruppe", "Brukergrupper"), ("Brukargruppe", "Brukargrupper"), ("User group", "User groups")]),
];

/// Level, bokmål, nynorsk, English.
const ACTOR_LEVELS: &[Labels] = &[
    ("stat", "Stat", "Stat", "National"),
    ("fylke", "Fylke", "Fylke", "County"),
    ("kommune", "Kommune", "Kommune", "Municipal"),
    ("kommune+fylke", "Kommune og fylke", "Kommune og fylke", "Municipal and county"),
    ("privat", "Privat", "Privat", "Private"),
    ("internasjonal", "Internasjonal", "Internasjonal", "International"),
    ("ingen", "", "", ""),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_status() {
        let table = [
            ("Utkast", "Tidlig utkast"),
            ("Pagår", "Pågår"),
            ("Arbeid pågår", "Pågår"),
            ("Godkjendt", "Godkjent"),
            ("aproved", "Godkjent"),
            ("QA", "Til QA"),
        ];
        for (raw, expected) in table {
            assert_eq!(StatusVocabulary::standard().near(raw, "nb"), Some(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_not_near_is_not_suggested() {
        let vocabulary = StatusVocabulary::standard();
        assert_eq!(
            ["Utkast", "aproved", "Nesten ferdig", "Halvferdig", "x"].map(|raw| vocabulary.near(raw, "nb")),
            [Some("Tidlig utkast"), Some("Godkjent"), None, None, None]
        );
    }

    #[test]
    fn labels_are_compared_without_their_dress() {
        for (label, folded) in [
            ("2. Aktører", "aktører"),
            ("3.1 Aktører:", "aktører"),
            ("B) Partnere", "partnere"),
            ("Sluttbrukere (av analysedata)", "sluttbrukere"),
            ("Hvem er  de?", "hvem er de"),
            ("I tjenestene", "i tjenestene"),
        ] {
            assert_eq!(fold_label(label), folded);
        }
    }

    #[test]
    fn headings_that_open_a_list_and_those_that_look_alike() {
        let vocabulary = ActorVocabulary::standard();
        for heading in [
            "Aktører",
            "2. Aktører",
            "Berørte aktører",
            "Sentrale og berørte aktører",
            "Kven er dei primære aktørane som vert råka?",
            "Actors who should participate in a pilot",
            "Partnere",
            "Deltakere i pilot 1",
        ] {
            assert_eq!(vocabulary.opens(heading), Some(Opens::Actors), "{heading}");
        }
        for heading in [
            "Hva er konsekvensene for aktørene av dagens situasjon?",
            "Hvordan berøres aktørene av dagens situasjon?",
            "How are actors affected by the current situation?",
            "Konsekvenser for aktører",
            "For aktører",
            "Deling av data mellom aktørene",
            "Norsk aktør",
        ] {
            assert_ne!(vocabulary.opens(heading), Some(Opens::Actors), "{heading}");
        }
    }

    #[test]
    fn groups_give_roles() {
        let vocabulary = ActorVocabulary::standard();
        for (label, role) in [
            ("Sluttbrukere (av analysedata)", Some("sluttbruker")),
            ("Tilsette i tenestene:", Some("ansatt")),
            ("Ministries (political and governance stakeholders)", Some("premissgiver")),
            ("Samordnende og støttende aktører", Some("samordnende")),
            ("Aktører som bør delta i gjennomføring av pilot", Some("pilotdeltaker")),
            ("Primære sluttbrukere", Some("sluttbruker")),
            ("Primary and secondary end users", Some("sluttbruker")),
            ("Kommunale tjenesteleverandører", Some("tjenesteleverandor")),
            ("Private leverandører", Some("leverandor")),
            ("External vendors:", Some("leverandor")),
            ("Kommunalt ansatte", Some("ansatt")),
            ("Konsekvenser for sluttbrukere", None),
            ("Consequences for end users", None),
            ("For sluttbrukere (ungdom og foresatte)", None),
            ("Aktører", None),
        ] {
            assert_eq!(vocabulary.group_role(label), role, "{label}");
        }
    }

    /// The form that `loft new --type case` gives is read as it is meant.
    #[test]
    fn the_form_of_a_case_is_read() {
        let vocabulary = ActorVocabulary::standard();
        for (form, actors) in [
            (include_str!("../edit/archetypes/case.nb.md"), "Aktører"),
            (include_str!("../edit/archetypes/case.nn.md"), "Aktørar"),
            (include_str!("../edit/archetypes/case.en.md"), "Actors"),
        ] {
            assert_eq!(vocabulary.opens(actors), Some(Opens::Actors));
            let below = form.split(&format!("\n## {actors}\n")).nth(1).and_then(|rest| rest.split("\n## ").next()).expect("its part");
            let groups: Vec<&str> = below.lines().filter_map(|line| line.strip_prefix("### ")).collect();
            assert_eq!(groups.len(), 6, "{groups:?}");
            let unread: Vec<&&str> = groups.iter().filter(|group| vocabulary.group_role(group).is_none()).collect();
            assert_eq!(unread, Vec::<&&str>::new());
        }
    }
}
