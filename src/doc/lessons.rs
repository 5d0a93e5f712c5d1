//! Lessons as written: the bullets of a section or a page titled "Erfaringer", under the headings that divide it.
//!
//! A bullet that begins in bold is a lesson with what to do after it: `- **Velg tidlig.** Sett av to måneder.` Another is
//! a lesson as a whole. Which phase a heading means is for `site::experiences` to say.

use super::Heading;
use super::actors::blocks::{Block, Inline, blocks};

/// One bullet that tells what was learned.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LessonEntry {
    pub line: u32,
    /// The headings that it stands under inside the section, outermost first.
    pub headings: Vec<String>,
    /// The anchor of the nearest heading above.
    pub anchor: Option<String>,
    pub lesson: String,
    pub advice: Option<String>,
    /// It begins in bold.
    pub is_marked: bool,
}

/// How a title or heading of lessons begins, in bokmål, nynorsk and English.
const TITLES: &[&str] = &[
    "erfaring",
    "lærdom",
    "lærdommer",
    "lærdomar",
    "lesson",
    "experience",
    "what we learned",
    "hva vi lærte",
    "hva har vi lært",
    "kva vi lærte",
];

/// Reads a body's lessons. A page whose own title is one of lessons is a section as a whole.
pub fn read(body: &str, first_line: u32, title: &str, headings: &[Heading]) -> Vec<LessonEntry> {
    let is_whole = is_title(title);
    if !is_whole && !headings.iter().any(|heading| is_title(&heading.text)) {
        return Vec::new();
    }
    let mut reader = Reader { section: is_whole.then_some(0), ..Reader::default() };
    for block in blocks(body, first_line) {
        reader.take(&block);
    }
    for entry in &mut reader.entries {
        let above = headings.partition_point(|heading| heading.line <= entry.line);
        entry.anchor = headings[..above].last().map(|heading| heading.id.clone()).filter(|id| !id.is_empty());
    }
    reader.entries
}

/// Whether [`read`] may find anything, told by a title and by headings as they are written.
pub fn may_be_in<'a>(title: &str, mut headings: impl Iterator<Item = &'a str>) -> bool {
    is_title(title) || headings.any(is_title)
}

/// "Erfaringer", "Erfaringer fra pilot", "3. Lessons learned": the first word after any number.
fn is_title(title: &str) -> bool {
    let title = title.trim_start_matches(|sign: char| !sign.is_alphabetic()).to_lowercase();
    TITLES.iter().any(|begin| {
        let rest = title.strip_prefix(begin).unwrap_or("-");
        // The word itself or an inflection of it: "erfaringer", "lessons", not "erfaringsdeling".
        let ending = rest.split(|sign: char| !sign.is_alphabetic()).next().unwrap_or("");
        rest.is_empty() || (!rest.starts_with('-') && matches!(ending, "" | "er" | "ar" | "ane" | "ene" | "en" | "s" | "a"))
    })
}

#[derive(Default)]
struct Reader {
    /// Inside a section of lessons: the level of its heading, 0 for the page itself.
    section: Option<u8>,
    /// Headings inside the section, outermost first.
    headings: Vec<(u8, String)>,
    entries: Vec<LessonEntry>,
}

impl Reader {
    fn take(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text } => self.heading(*level, text.text.trim()),
            Block::Item { depth: 1, text } if self.section.is_some() => self.item(text),
            _ => {}
        }
    }

    fn heading(&mut self, level: u8, text: &str) {
        match self.section {
            Some(above) if level > above => {
                self.headings.retain(|(other, _)| *other < level);
                self.headings.push((level, text.to_string()));
            }
            _ => {
                self.section = is_title(text).then_some(level);
                self.headings.clear();
            }
        }
    }

    fn item(&mut self, text: &Inline) {
        let is_marked = text.bold > 0;
        let (lesson, advice) = if is_marked { text.text.split_at(text.bold) } else { (text.text.as_str(), "") };
        let lesson = collapse(lesson.trim().trim_end_matches([':', '–', '-']));
        let advice = collapse(advice.trim().trim_start_matches([':', '–', '-', '.', ' ']));
        if lesson.chars().any(char::is_alphabetic) {
            self.entries.push(LessonEntry {
                line: text.line(0),
                headings: self.headings.iter().map(|(_, heading)| heading.clone()).collect(),
                anchor: None,
                lesson,
                advice: Some(advice).filter(|advice| !advice.is_empty()),
                is_marked,
            });
        }
    }
}

/// One space between words, none around.
fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Markup;
    use crate::doc::markdown;

    fn lessons(title: &str, body: &str) -> Vec<String> {
        let content = markdown::parse(body, 1, &markdown::Options::new(&Markup::default(), false));
        let show = |entry: LessonEntry| {
            format!(
                "{} [{}] #{} {}{}",
                entry.line,
                entry.headings.join(" > "),
                entry.anchor.unwrap_or_default(),
                entry.lesson,
                entry.advice.map(|advice| format!(" => {advice}")).unwrap_or_default()
            )
        };
        read(body, 1, title, &content.headings).into_iter().map(show).collect()
    }

    #[test]
    fn a_section_in_an_ordinary_page() {
        let body = "# Pilot\n\n- ikke en erfaring\n\n## Erfaringer\n\n### Oppstart\n\n- **Rigg teamet tidlig.** Sett av\n  to måneder.\n- Målene var uklare\n  - i detalj\n\n### Evaluering\n\n- **Mål effekten:** spør kommunene\n\n## Videre\n\n- heller ikke\n";
        let expected = [
            "9 [Oppstart] #oppstart Rigg teamet tidlig. => Sett av to måneder.",
            "11 [Oppstart] #oppstart Målene var uklare",
            "16 [Evaluering] #evaluering Mål effekten => spør kommunene",
        ];
        assert_eq!(lessons("Pilot", body), expected);
    }

    #[test]
    fn a_page_of_lessons_is_a_section_as_a_whole() {
        assert_eq!(lessons("Erfaringer fra pilot", "## Lage det\n\n* Tempo funker.\n"), ["3 [Lage det] #lage-det Tempo funker."]);
        assert_eq!(lessons("Om", "## Lage det\n\n* Tempo funker.\n"), Vec::<String>::new());
    }

    #[test]
    fn titles_of_lessons() {
        for (title, expected) in [
            ("Erfaringer", true),
            ("3. Erfaringar frå piloten", true),
            ("Lessons learned", true),
            ("Lærdommer", true),
            ("Erfaringsdeling", false),
            ("Lessonplan", false),
            ("Våre erfaringer", false),
            ("", false),
        ] {
            assert_eq!(is_title(title), expected, "{title}");
        }
    }
}
