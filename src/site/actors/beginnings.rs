//! Where in a text names may begin.

/// With which bytes names begin: most words begin otherwise, and need no further look.
///
/// Every text is looked through here, by the Shift-Or algorithm over every second pair of neighbouring bytes: a bit for each place of a
/// pair at the beginning of a name, set where the pair may not stand. A name begins with the first byte of a pair or with the second,
/// so that the places of even and of odd numbers follow each other. Bits that are still unset at the last places tell of a name.
///
/// Names of a group share their bits, so that pairs of different names stand beside each other there: what tells of a name is looked up
/// once more by its whole first word.
#[derive(Clone, Debug)]
pub struct Beginnings {
    places: Box<[Bits; 1 << 16]>,
    words: FirstWords,
}

/// A bit for every place of every group.
type Bits = u32;

/// Names that share their bits. A place is the number of its pair's second byte in the name, so that the first byte of the first place
/// stands before the name.
#[derive(Clone, Copy)]
struct Group {
    /// The bit of the first place.
    first: usize,
    /// How many places there are.
    places: usize,
}

/// Names of at most [`MOST_SHORT`] bytes, by themselves since whatever follows them would be a beginning of any other name.
const SHORT: Group = Group { first: 0, places: 4 };
const MOST_SHORT: usize = 3;
/// The others, by their first bytes.
const LONG: [Group; 4] = [Group::long(0), Group::long(1), Group::long(2), Group::long(3)];

impl Group {
    const fn long(number: usize) -> Group {
        Group { first: SHORT.places + 6 * number, places: 6 }
    }

    fn of(name: &[u8]) -> Group {
        match name.first() {
            Some(first) if name.len() > MOST_SHORT => LONG[usize::from(first.to_ascii_lowercase()) % LONG.len()],
            _ => SHORT,
        }
    }

    const fn of_place(&self, place: usize) -> Bits {
        1 << (self.first + place)
    }

    /// The places with which a name begins: with the first byte of a pair or with the second.
    const fn begin(&self) -> Bits {
        self.of_place(0) | self.of_place(1)
    }

    /// The places that tell of a name which began with the second byte of a pair, and with the first.
    const fn tell(&self) -> Bits {
        self.of_place(self.places - 2) | self.of_place(self.places - 1)
    }
}

/// The bits that are handed on from one pair to the next.
const HANDED_ON: Bits = !(SHORT.begin() | LONG[0].begin() | LONG[1].begin() | LONG[2].begin() | LONG[3].begin());
/// The bits that tell of a name.
const TELLING: Bits = SHORT.tell() | LONG[0].tell() | LONG[1].tell() | LONG[2].tell() | LONG[3].tell();

/// How many bytes before the last pair the name begins that a bit tells of.
fn back(bit: usize) -> usize {
    let place = bit.checked_sub(SHORT.places).map_or(bit, |long| long % LONG[0].places);
    place - 1
}

/// So many bytes are looked at before it is asked whether a name begins among them: mostly none does.
const LOT: usize = 16;
/// A name that begins with the last byte of a text shows it after so many more at most.
const AFTER: usize = LONG[0].places;

impl Beginnings {
    /// Case does not count for plain letters.
    pub fn add(&mut self, name: &str) {
        let cases = |byte: u8| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()];
        self.add_in(name, cases);
    }

    /// For a name that counts only as it is written.
    pub fn add_exactly(&mut self, name: &str) {
        self.add_in(name, |byte| [byte, byte]);
    }

    fn add_in(&mut self, name: &str, cases: impl Fn(u8) -> [u8; 2]) {
        let name = name.as_bytes();
        if name.len() < 2 {
            return;
        }
        let is_word = name.iter().all(u8::is_ascii_alphabetic);
        let at = |number: usize| match name.get(number) {
            Some(byte) => cases(*byte).to_vec(),
            None => (0..=u8::MAX).filter(|byte| !is_word || number > name.len() || may_follow(*byte)).collect::<Vec<u8>>(),
        };
        let group = Group::of(name);
        self.words.add(letters(name));
        if is_word {
            self.words.add(letters(name).chain([b's']));
        }
        let mut left: Vec<u8> = (0..=u8::MAX).filter(|before| !before.is_ascii_alphabetic()).collect();
        for place in 0..group.places {
            let right = at(place);
            self.may_stand(&left, &right, group.of_place(place));
            left = right;
        }
    }

    /// Takes a bit from all pairs of these bytes.
    fn may_stand(&mut self, left: &[u8], right: &[u8], bit: Bits) {
        let mut kept = [Bits::MAX; 1 << 8];
        left.iter().for_each(|left| kept[usize::from(*left)] &= !bit);
        for right in right {
            let pairs = &mut self.places[number([0, *right])..][..kept.len()];
            pairs.iter_mut().zip(kept).for_each(|(pair, kept)| *pair &= kept);
        }
    }

    /// Whether a name begins with these bytes.
    pub fn hold(&self, first: u8, second: u8) -> bool {
        let begin = LONG.iter().chain([&SHORT]).fold(0, |bits, group| bits | group.of_place(1));
        self.places[number([first, second])] & begin != begin
    }

    /// The places where a word begins as a name does: no plain letter before it.
    pub fn each(&self, text: &[u8], mut found: impl FnMut(usize)) {
        let (lots, rest) = text.as_chunks::<LOT>();
        let mut met = Bits::MAX;
        for (at, lot) in (0..).step_by(LOT).zip(lots) {
            met = self.lot(met, lot, at, text, &mut found);
        }
        if !text.is_empty() {
            let mut last = [b' '; LOT + AFTER];
            last[..rest.len()].copy_from_slice(rest);
            self.lot(met, &last, text.len() - rest.len(), text, &mut found);
        }
    }

    /// Goes on with the pairs of a piece of text that stands at `start`.
    fn lot<const N: usize>(&self, before: Bits, lot: &[u8; N], start: usize, text: &[u8], found: &mut impl FnMut(usize)) -> Bits {
        let (mut met, mut all) = (before, Bits::MAX);
        for pair in lot.as_chunks().0 {
            met = self.meet(met, *pair);
            all &= met;
        }
        if all & TELLING != TELLING {
            self.tell(before, lot, start, text, found);
        }
        met
    }

    /// Tells where a name has shown its first bytes among these pairs.
    #[cold]
    fn tell(&self, mut met: Bits, lot: &[u8], start: usize, text: &[u8], found: &mut impl FnMut(usize)) {
        for (at, pair) in (start..).step_by(2).zip(lot.as_chunks().0) {
            met = self.meet(met, *pair);
            let mut told = !met & TELLING;
            while let Some(bit) = told.checked_ilog2() {
                self.check(at - back(bit as usize), text, found);
                told &= !(1 << bit);
            }
        }
    }

    /// Tells of a name that may begin at a place: with its whole first word, and no letter before it.
    fn check(&self, begin: usize, text: &[u8], found: &mut impl FnMut(usize)) {
        let follows_letter = begin.checked_sub(1).is_some_and(|before| text[before].is_ascii_alphabetic());
        if !follows_letter && self.words.begin(text.get(begin..).unwrap_or_default()) {
            found(begin);
        }
    }

    fn meet(&self, met: Bits, pair: [u8; 2]) -> Bits {
        met << 2 & HANDED_ON | self.places[number(pair)]
    }
}

/// Whether a name of plain letters can have ended before this byte: a letter after it makes another word, unless it is a genitive's.
fn may_follow(byte: u8) -> bool {
    byte == b's' || !byte.is_ascii_alphanumeric()
}

/// Pairs with the same second byte stand together.
fn number(pair: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(pair))
}

impl Default for Beginnings {
    fn default() -> Beginnings {
        Beginnings { places: Box::new([Bits::MAX; 1 << 16]), words: FirstWords::default() }
    }
}

/// The words of plain letters with which names begin, in any case, as a set that may hold a few others too.
#[derive(Clone, Debug)]
struct FirstWords([u64; FirstWords::BITS / 64]);

impl FirstWords {
    const BITS: usize = 1 << 12;

    fn add(&mut self, word: impl Iterator<Item = u8>) {
        let bit = FirstWords::bit(word);
        self.0[bit / 64] |= 1 << (bit % 64);
    }

    /// Whether a text may begin with one of them.
    fn begin(&self, text: &[u8]) -> bool {
        let bit = FirstWords::bit(letters(text));
        self.0[bit / 64] & (1 << (bit % 64)) != 0
    }

    fn bit(word: impl Iterator<Item = u8>) -> usize {
        let mixed = word.fold(0u32, |mixed, letter| (mixed ^ u32::from(letter)).wrapping_mul(0x9e37_79b1).rotate_left(15));
        (mixed.wrapping_mul(0x9e37_79b1) >> (u32::BITS - FirstWords::BITS.ilog2())) as usize
    }
}

/// The plain letters that a text begins with, in lower case.
fn letters(text: &[u8]) -> impl Iterator<Item = u8> {
    text.iter().take_while(|byte| byte.is_ascii_alphabetic()).map(u8::to_ascii_lowercase)
}

impl Default for FirstWords {
    fn default() -> FirstWords {
        FirstWords([0; FirstWords::BITS / 64])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_begin_only_where_no_letter_stands_before() {
        let mut beginnings = Beginnings::default();
        beginnings.add("Udir");
        beginnings.add_exactly("KS");
        beginnings.add("Ås");
        for (text, expected) in [
            ("", &[][..]),
            ("K", &[]),
            ("KS", &[0]),
            ("12345678 KS, 12345678 KS", &[9, 22]),
            ("udir", &[0]),
            ("UD KS ks Ks", &[3]),
            ("ved udir og Udir, eller (KS/KS) – «udir»", &[4, 12, 25, 28, 38]),
            ("xudir 1udir æudir [udir] {KS}|KS", &[7, 14, 20, 27, 31]),
            ("u", &[]),
            ("", &[]),
            ("sju ord u", &[]),
            ("udøde udirekte K udi, ud", &[]),
            ("KSs tall, KSA, KS-en", &[0, 15]),
            ("ÅS, Ås og ås", &[0, 5]),
        ] {
            let mut found = Vec::new();
            beginnings.each(text.as_bytes(), |at| found.push(at));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn names_are_found_wherever_the_text_ends() {
        let mut beginnings = Beginnings::default();
        beginnings.add("Udir");
        beginnings.add_exactly("KS");
        for before in 0..3 * LOT {
            for name in ["KS", "KS.", "udir", "Udirs"] {
                let mut found = Vec::new();
                beginnings.each(format!("{}{name}", " ".repeat(before)).as_bytes(), |at| found.push(at));
                assert_eq!(found, [before], "{name}");
            }
        }
    }

    #[test]
    fn names_may_begin_with_signs() {
        let mut beginnings = Beginnings::default();
        beginnings.add("4human");
        let mut found = Vec::new();
        beginnings.each(b"Om 4human (4Human) 14human", |at| found.push(at));
        assert_eq!(found, [3, 11, 20]);
    }
}
