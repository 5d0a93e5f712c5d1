//! Scores. One formula, in one place, for the terminal, the preview and the export.

use super::postings::FIELD_COUNT;

/// What each part of the ranking weighs. The defaults are those that `docs/search.md` measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// Weight of each field, in the order of [`super::postings::FIELDS`].
    pub fields: [f64; FIELD_COUNT],
    /// How much a field's length counts against it, per field (BM25's b).
    pub lengths: [f64; FIELD_COUNT],
    /// What share of an occurrence a compound is for the words in it.
    pub parts: f64,
    /// BM25's k1.
    pub saturation: f64,
    /// A word joined with its neighbour, in the other written form, as a beginning, misspelt, cut in two.
    pub neighbour: f64,
    pub variant: f64,
    pub prefix: f64,
    /// A beginning when what was typed is a word as well.
    pub prefix_of_word: f64,
    /// A known word that differs in its ending only, and the same when the word may be unfinished.
    pub ending: f64,
    pub ending_unfinished: f64,
    pub fuzzy: f64,
    pub split: f64,
    /// What a word that nothing else was found for begins with.
    pub beginning: f64,
    /// How much of the weight of a beginning depends on how much of the word it is.
    pub completeness: f64,
    /// A stop word in a query that has other words: it only adds, where it stands in a title.
    pub stop_word: f64,
    /// Power of the number of the query's words that a page has.
    pub coverage: u32,
    /// By how many percent a title that is just what was typed raises a page.
    pub title_agreement: u64,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            fields: [10.0, 2.0, 1.0, 0.5, 0.25],
            lengths: [0.75; FIELD_COUNT],
            parts: 0.25,
            saturation: 1.2,
            neighbour: 1.0,
            variant: 0.9,
            prefix: 0.8,
            prefix_of_word: 0.2,
            ending: 1.0,
            ending_unfinished: 0.5,
            fuzzy: 0.6,
            split: 0.9,
            beginning: 0.5,
            completeness: 0.25,
            stop_word: 0.2,
            coverage: 2,
            title_agreement: 40,
        }
    }
}

impl Tuning {
    /// What a word of `length` letters counts when its first `typed` letters were typed.
    pub fn share(&self, typed: usize, length: usize) -> f64 {
        1.0 - self.completeness * (1.0 - typed as f64 / length as f64)
    }
}

/// How often a stem stands in each field of one page, and in compounds there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub fields: [u32; FIELD_COUNT],
    pub parts: [u32; FIELD_COUNT],
}

/// Further occurrences in a field of one page do not count: they change no impact, and counts stay small.
pub const MOST_COUNTED: [u32; FIELD_COUNT] = [255, 255, 65_535, 255, 255];

impl Counts {
    /// Adds what a compound says of its parts.
    pub fn add_parts(&mut self, fields: &[u32; FIELD_COUNT]) {
        for (sum, count) in self.parts.iter_mut().zip(fields) {
            *sum += count;
        }
    }
}

/// What the whole part says: how many pages, how long their fields are on average.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    pub pages: u32,
    pub average: [f64; FIELD_COUNT],
}

impl Totals {
    pub fn of<'a>(lengths: impl Iterator<Item = &'a [u32; FIELD_COUNT]>) -> Totals {
        let mut pages = 0u32;
        let mut sums = [0u64; FIELD_COUNT];
        for page in lengths {
            pages += 1;
            for (sum, length) in sums.iter_mut().zip(page) {
                *sum += u64::from(*length);
            }
        }
        Totals { pages, average: sums.map(|sum| sum as f64 / f64::from(pages.max(1))) }
    }

    /// The score of a stem on a page without regard to its rarity, on a square-root scale from 1 to [`HIGHEST_IMPACT`]: that
    /// is what is exported.
    pub fn impact(&self, tuning: &Tuning, counts: &Counts, lengths: &[u32; FIELD_COUNT], boost: i16) -> u8 {
        let mut score = 0.0;
        for field in (0..FIELD_COUNT).filter(|field| counts.fields[*field] + counts.parts[*field] > 0) {
            let norm = match self.average[field] {
                average if average > 0.0 => 1.0 - tuning.lengths[field] + tuning.lengths[field] * f64::from(lengths[field]) / average,
                _ => 1.0,
            };
            let count = f64::from(counts.fields[field]) + tuning.parts * f64::from(counts.parts[field]);
            score += tuning.fields[field] * saturate(count, norm, tuning);
        }
        score *= (1.0 + f64::from(boost) / 100.0).max(0.0);
        let ceiling = tuning.fields.iter().sum::<f64>() * (tuning.saturation + 1.0);
        let share = (score / ceiling).clamp(0.0, 1.0);
        nearest(share.sqrt() * HIGHEST_IMPACT).max(1)
    }
}

/// The nearest whole number, of none that is below nought: what `round` does, which is a call for each posting.
pub fn nearest(value: f64) -> u8 {
    (value + 0.5) as u8
}

/// Six bits: a finer scale changes the order of no judged query, and makes the lists a fifth longer.
const HIGHEST_IMPACT: f64 = 63.0;

/// How much it says that a word is found that stands on `with` of `all` pages, in steps of 1/64: BM25's logarithm, raised
/// [a little](RARITY_POWER).
/// Whole numbers, so that a score is the same sum in any language and order.
pub fn rarity(all: u32, with: u32) -> u64 {
    let (all, with) = (f64::from(all), f64::from(with.min(all)));
    (((all + 1.0) / (with + 0.5)).ln().powf(RARITY_POWER) * 64.0).round() as u64
}

/// Fields weigh ten to one, so a common word in a title would outdo the one rare word of a question in the text.
const RARITY_POWER: f64 = 1.25;

fn saturate(count: f64, norm: f64, tuning: &Tuning) -> f64 {
    count * (tuning.saturation + 1.0) / (count + tuning.saturation * norm)
}

/// What an impact is worth in a sum.
pub fn level(impact: u8) -> u64 {
    u64::from(impact) * u64::from(impact)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_word_in_heading_and_text_outdoes_a_common_one_in_a_title() {
        let totals = Totals { pages: 61, average: [3.0, 10.0, 200.0, 10.0, 5.0] };
        let score = |fields, with| {
            let impact = totals.impact(&Tuning::default(), &Counts { fields, ..Counts::default() }, &[3, 10, 200, 10, 5], 0);
            level(impact) * rarity(61, with)
        };
        let rare_in_text = score([0, 1, 4, 0, 0], 1);
        assert!(rare_in_text > score([1, 0, 0, 0, 0], 12));
        assert!(rare_in_text < score([1, 0, 0, 0, 0], 6), "a title still tells more than a text");
    }

    #[test]
    fn titles_weigh_more_than_bodies_and_rare_words_more_than_common_ones() {
        let tuning = Tuning::default();
        let totals = Totals { pages: 100, average: [3.0, 10.0, 200.0, 10.0, 5.0] };
        let lengths = [3, 10, 200, 10, 5];
        let impact = |fields, parts| totals.impact(&tuning, &Counts { fields, parts }, &lengths, 0);
        let none = [0; FIELD_COUNT];
        assert!(impact([1, 0, 0, 0, 0], none) > impact([0, 0, 1, 0, 0], none));
        assert!(impact([1, 0, 0, 0, 0], none) > impact(none, [1, 0, 0, 0, 0]));
        assert!(impact([99, 99, 999, 99, 99], none) > 56);
        assert!(rarity(100, 3) > rarity(100, 50));
        assert_eq!(rarity(100, 200), rarity(100, 100));
    }
}
