//! Scores. One formula, in one place, for the terminal, the preview and the export.

use super::postings::{FIELD_COUNT, Field};

/// What each part of the ranking weighs. The defaults are those that `docs/search.md` measures.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuning {
    /// Weight of each field, in the order of [`super::postings::FIELDS`].
    pub fields: [f64; FIELD_COUNT],
    /// How much a field's length counts against it, per field (BM25's b).
    pub lengths: [f64; FIELD_COUNT],
    /// Weight of a word that stands inside a compound.
    pub parts: f64,
    /// BM25's k1.
    pub saturation: f64,
    /// A word joined with its neighbour, in the other written form, as a beginning, misspelt, cut in two.
    pub neighbour: f64,
    pub variant: f64,
    pub prefix: f64,
    pub fuzzy: f64,
    pub split: f64,
    /// Power of the share of the query's words that a page has.
    pub coverage: i32,
    pub stop_words: bool,
}

impl Default for Tuning {
    fn default() -> Tuning {
        Tuning {
            fields: [6.0, 0.5, 1.0, 0.5, 0.5],
            lengths: [0.75, 0.75, 0.75, 0.75, 0.75],
            parts: 0.4,
            saturation: 1.2,
            neighbour: 1.0,
            variant: 0.9,
            prefix: 0.6,
            fuzzy: 0.6,
            split: 0.9,
            coverage: 2,
            stop_words: true,
        }
    }
}

/// How often a stem stands in each field of one page, and in compounds there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub fields: [u32; FIELD_COUNT],
    pub parts: u32,
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

    fn rarity(&self, pages_with: u32) -> f64 {
        let (all, with) = (f64::from(self.pages), f64::from(pages_with));
        (1.0 + (all - with + 0.5) / (with + 0.5)).ln()
    }

    /// The highest score that one stem can have on one page.
    fn ceiling(&self, tuning: &Tuning) -> f64 {
        (tuning.fields.iter().sum::<f64>() + tuning.parts) * (tuning.saturation + 1.0) * self.rarity(1)
    }

    /// The score of a stem on a page, as eight bits on a square-root scale: that is what is exported.
    /// `pages_with` counts the pages on which the stem stands as a word of its own.
    pub fn impact(&self, tuning: &Tuning, counts: &Counts, lengths: &[u32; FIELD_COUNT], pages_with: u32) -> u8 {
        let rarity = self.rarity(pages_with);
        let mut score = 0.0;
        for field in 0..FIELD_COUNT {
            let norm = match self.average[field] {
                average if average > 0.0 => 1.0 - tuning.lengths[field] + tuning.lengths[field] * f64::from(lengths[field]) / average,
                _ => 1.0,
            };
            score += tuning.fields[field] * saturate(f64::from(counts.fields[field]), norm, tuning);
        }
        score += tuning.parts * saturate(f64::from(counts.parts), 1.0, tuning);
        let share = (score * rarity / self.ceiling(tuning)).clamp(0.0, 1.0);
        (share.sqrt() * 255.0).round().max(1.0) as u8
    }
}

fn saturate(count: f64, norm: f64, tuning: &Tuning) -> f64 {
    count * (tuning.saturation + 1.0) / (count + tuning.saturation * norm)
}

/// What an impact is worth in a sum.
pub fn level(impact: u8) -> f64 {
    f64::from(impact) * f64::from(impact)
}

/// The counts that matter: a stop word counts in titles only.
pub fn without_stop_word(mut counts: Counts) -> Counts {
    let title = counts.fields[Field::Title as usize];
    counts = Counts::default();
    counts.fields[Field::Title as usize] = title;
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_weigh_more_than_bodies_and_rare_words_more_than_common_ones() {
        let tuning = Tuning::default();
        let totals = Totals { pages: 100, average: [3.0, 10.0, 200.0, 10.0, 5.0] };
        let lengths = [3, 10, 200, 10, 5];
        let title = Counts { fields: [1, 0, 0, 0, 0], parts: 0 };
        let body = Counts { fields: [0, 0, 1, 0, 0], parts: 0 };
        assert!(totals.impact(&tuning, &title, &lengths, 3) > totals.impact(&tuning, &body, &lengths, 3));
        assert!(totals.impact(&tuning, &body, &lengths, 3) > totals.impact(&tuning, &body, &lengths, 50));
        let many = Counts { fields: [9, 9, 90, 9, 9], parts: 99 };
        assert!(totals.impact(&tuning, &many, &[1, 1, 1, 1, 1], 1) > 240);
    }
}
