//! Two bodies beside each other, block by block, in order, so that what fits best stands together.

use super::blocks::{Block, Kind};

/// More pairs than this are not tried: far more than any two pages have that people wrote.
const MOST_PAIRS: usize = 4_000_000;
/// A translation this much shorter than its source is still whole: languages differ in how many letters they need.
const SLACK: f64 = 0.8;
/// Blocks that fit worse than this do not stand together.
const LEAST: f64 = 0.3;

/// How much of each block of the source the translation holds, from 0 to 1.
pub(super) fn credits(from: &[Block], to: &[Block]) -> Vec<f64> {
    let is_picture = |block: &&Block| block.kind == Kind::Picture;
    let texts = |blocks: &[Block]| blocks.iter().take_while(|block| !is_picture(block)).count();
    let (left, right) = (texts(from), texts(to));
    let mut credits = text_credits(&from[..left], &to[..right]);
    credits.extend(picture_credits(&from[left..], &to[right..]));
    credits
}

/// A picture is there when the translation has one of the same name, or one more that the source lacks.
fn picture_credits(from: &[Block], to: &[Block]) -> Vec<f64> {
    let has = |blocks: &[Block], picture: &Block| blocks.iter().any(|other| other.fixed == picture.fixed);
    let mut others = to.iter().filter(|picture| !has(from, picture)).count();
    from.iter()
        .map(|picture| {
            if has(to, picture) {
                return 1.0;
            }
            let has_other = others > 0;
            others = others.saturating_sub(1);
            if has_other { 1.0 } else { 0.0 }
        })
        .collect()
}

/// Two blocks laid beside one are worth this much less: a paragraph that is left out is far commoner than two that became one.
const JOINED: f64 = 0.72;

/// How two bodies are walked: blocks of the source and of the translation taken in one step.
const STEPS: [(usize, usize); 5] = [(1, 1), (2, 1), (1, 2), (1, 0), (0, 1)];

fn text_credits(from: &[Block], to: &[Block]) -> Vec<f64> {
    if from.len().saturating_mul(to.len()) > MOST_PAIRS {
        let letters = |blocks: &[Block]| blocks.iter().map(|block| block.letters).sum::<usize>() as f64;
        return vec![(letters(to) / (letters(from) * SLACK)).min(1.0); from.len()];
    }
    let width = to.len() + 1;
    let mut best = vec![0.0f64; (from.len() + 1) * width];
    let mut step_to = vec![usize::MAX; (from.len() + 1) * width];
    for i in 0..=from.len() {
        for j in 0..=to.len() {
            for (number, (a, b)) in STEPS.iter().enumerate().filter(|(_, (a, b))| *a <= i && *b <= j) {
                let (sources, targets) = (&from[i - a..i], &to[j - b..j]);
                let value = best[(i - a) * width + j - b] + value(sources, targets);
                let here = i * width + j;
                if step_to[here] == usize::MAX || value > best[here] + 1e-9 {
                    (best[here], step_to[here]) = (value, number);
                }
            }
        }
    }
    let mut credits = vec![0.0; from.len()];
    let (mut i, mut j) = (from.len(), to.len());
    while let Some((a, b)) = STEPS.get(step_to[i * width + j]).copied() {
        let credit = credit(&from[i - a..i], &to[j - b..j]);
        credits[i - a..i].fill(credit);
        (i, j) = (i - a, j - b);
        if (i, j) == (0, 0) {
            break;
        }
    }
    credits
}

/// What it is worth to lay these beside each other: how well they fit, weighed by their letters.
fn value(from: &[Block], to: &[Block]) -> f64 {
    if from.is_empty() || to.is_empty() {
        return 0.0;
    }
    let fit = fit(from, to);
    let joined = if from.len() + to.len() > 2 { JOINED } else { 1.0 };
    if fit < LEAST { 0.0 } else { joined * fit * letters(from).min(letters(to)).max(1.0) }
}

/// How much of the source's blocks is in the translation's, when they stand together.
fn credit(from: &[Block], to: &[Block]) -> f64 {
    if from.is_empty() || to.is_empty() || fit(from, to) < LEAST {
        return 0.0;
    }
    (letters(to) / (letters(from) * SLACK)).min(1.0)
}

fn letters(blocks: &[Block]) -> f64 {
    blocks.iter().map(|block| block.letters).sum::<usize>() as f64
}

/// How alike two pieces are, from 0 to 1: in kind, in length, in what does not change between languages.
fn fit(from: &[Block], to: &[Block]) -> f64 {
    let kind = |blocks: &[Block]| match blocks {
        [one] => Some(one.kind),
        several => several.iter().all(|block| block.kind == Kind::Text).then_some(Kind::Text),
    };
    let alike = match (kind(from), kind(to)) {
        (Some(one), Some(other)) if one == other => 1.0,
        (Some(Kind::Heading(_)), Some(Kind::Heading(_))) => 0.8,
        (Some(_), Some(_)) => 0.4,
        _ => return 0.0,
    };
    // A remark that something is to come is no translation of anything else.
    if to.iter().any(|block| block.placeholder.is_any()) && !from.iter().any(|block| block.placeholder.is_any()) {
        return 0.0;
    }
    let (a, b) = (letters(from), letters(to));
    let length = a.min(b) / a.max(b).max(1.0);
    alike * (0.6 * length + 0.4 * same(from, to))
}

/// The share of unchanging words that both have; one half when neither has any.
fn same(from: &[Block], to: &[Block]) -> f64 {
    let count = |blocks: &[Block]| blocks.iter().map(|block| block.fixed.len()).sum::<usize>();
    let fewest = count(from).max(count(to));
    if fewest == 0 {
        return 0.5;
    }
    let has = |word: &String| to.iter().any(|block| block.fixed.contains(word));
    let both = from.iter().flat_map(|block| &block.fixed).filter(|word| has(word)).count();
    both as f64 / fewest as f64
}
