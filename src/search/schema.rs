//! The tantivy schema: which fields there are and how a page becomes a tantivy document.

use tantivy::columnar::StrColumn;
use tantivy::fastfield::Column;
use tantivy::schema::{FAST, Field as Handle, IndexRecordOption, STORED, STRING, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{SegmentReader, TantivyDocument, TantivyError};

use super::analysis::{LONGEST_WORD, fold, plain_words};
use super::document::{Document, ROOM_FOR_THE_REST};
use super::postings::{FIELD_COUNT, FIELDS, Field, GAP, PagePostings, SAME_PLACE};
use super::query::FilterField;
use super::tally::Tally;

/// Name of the tokenizer that reads the streams of [`PagePostings`].
pub const STREAM: &str = "stream";

/// What the document of the words has for a URL. Those of pages begin with a slash.
pub const WORDS: &str = "words";

/// Handles of every field.
#[derive(Clone)]
pub struct Schema {
    pub schema: tantivy::schema::Schema,
    pub url: Handle,
    pub key: Handle,
    boost: Handle,
    fields: [Handle; FIELD_COUNT],
    lengths: [Handle; FIELD_COUNT],
    status: Handle,
    section: Handle,
    page_type: Handle,
    actor: Handle,
    owner: Handle,
    tag: Handle,
    lang: Handle,
    page: Handle,
    words: Handle,
}

impl Schema {
    pub fn new() -> Schema {
        let mut builder = tantivy::schema::Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(STREAM)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions)
            .set_fieldnorms(false);
        let stream = TextOptions::default().set_indexing_options(indexing);
        let url = builder.add_text_field("url", STRING | FAST);
        let key = builder.add_u64_field("key", FAST);
        let boost = builder.add_i64_field("boost", FAST);
        let fields = FIELDS.map(|field| builder.add_text_field(field.name(), stream.clone()));
        let lengths = FIELDS.map(|field| builder.add_u64_field(&format!("{}_length", field.name()), FAST));
        let mut exact = |name: &str| builder.add_text_field(name, STRING);
        let (status, section, page_type) = (exact("status"), exact("section"), exact("type"));
        let (actor, owner, tag, lang) = (exact("actor"), exact("owner"), exact("tag"), exact("lang"));
        // Text, since tantivy writes bytes one by one.
        let page = builder.add_text_field("page", STORED);
        let words = builder.add_text_field("words", STORED);
        let schema = builder.build();
        Schema { schema, url, key, boost, fields, lengths, status, section, page_type, actor, owner, tag, lang, page, words }
    }

    pub fn field(&self, field: Field) -> Handle {
        self.fields[field as usize]
    }

    /// The field that a filter looks in. A title filter looks among the words of titles.
    pub fn filter(&self, field: FilterField) -> Handle {
        match field {
            FilterField::Status => self.status,
            FilterField::Section => self.section,
            FilterField::Type => self.page_type,
            FilterField::Actor => self.actor,
            FilterField::Owner => self.owner,
            FilterField::Tag => self.tag,
            FilterField::Lang => self.lang,
            FilterField::Title => self.field(Field::Title),
        }
    }

    /// The tantivy document of a page.
    pub fn document(&self, document: &Document, postings: &PagePostings) -> TantivyDocument {
        let page = document.to_stored();
        // All that is put in it is copied: once, when there is room for all from the start.
        let room = page.len() + postings.streams.iter().map(String::len).sum::<usize>() + ROOM_FOR_THE_REST;
        let mut out = TantivyDocument::with_capacity(room);
        out.add_text(self.url, &document.url);
        out.add_u64(self.key, short_key(document));
        out.add_i64(self.boost, i64::from(document.boost));
        for field in 0..FIELD_COUNT {
            out.add_text(self.fields[field], &postings.streams[field]);
            out.add_u64(self.lengths[field], u64::from(postings.lengths[field]));
        }
        for (handle, value) in self.facets(document) {
            out.add_text(handle, value);
        }
        out.add_text(self.page, page);
        out
    }

    /// The tantivy document that keeps the words of all pages, and is no page.
    pub fn words_document(&self, tally: &Tally) -> TantivyDocument {
        let mut out = TantivyDocument::default();
        out.add_text(self.url, WORDS);
        out.add_text(self.words, tally.to_text());
        out
    }

    /// The words as they were put in.
    pub fn stored_words(&self, stored: &TantivyDocument) -> Tally {
        Tally::of_text(stored.get_first(self.words).and_then(|value| value.as_str()).unwrap_or_default())
    }

    /// Every spelling by which a filter may name the page, folded.
    fn facets(&self, document: &Document) -> Vec<(Handle, String)> {
        let mut out: Vec<(Handle, String)> = Vec::new();
        let mut add = |handle: Handle, value: &str| {
            let value = facet(value);
            if !value.is_empty() && !out.contains(&(handle, value.clone())) {
                out.push((handle, value));
            }
        };
        if let Some(status) = &document.status {
            add(self.status, &status.id);
            add(self.status, &status.label);
        }
        for name in document.url.split('/').chain(document.section_path.iter().map(String::as_str)) {
            add(self.section, name);
        }
        for actor in &document.actors {
            add(self.actor, &actor.id);
            add(self.actor, &actor.name);
            actor.aliases.iter().for_each(|alias| add(self.actor, alias));
        }
        document.tags.iter().for_each(|tag| add(self.tag, tag));
        add(self.page_type, &document.page_type);
        add(self.owner, &document.owner);
        add(self.lang, &document.lang);
        out
    }

    /// The document as it was put in.
    pub fn stored_document(&self, stored: &TantivyDocument) -> tantivy::Result<Document> {
        let text = stored.get_first(self.page).and_then(|value| value.as_str()).unwrap_or_default();
        Document::of_stored(text).ok_or_else(|| TantivyError::InternalError("a page is damaged".to_string()))
    }

    pub fn columns(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        let fast = reader.fast_fields();
        let urls = fast.str("url")?.ok_or_else(|| TantivyError::SchemaError("url".to_string()))?;
        let mut lengths = Vec::with_capacity(FIELD_COUNT);
        for field in FIELDS {
            lengths.push(fast.u64(&format!("{}_length", field.name()))?);
        }
        Ok(Columns { urls, key: fast.u64("key")?, boost: fast.i64("boost")?, lengths })
    }
}

/// A value of a filter as it is compared: folded, words joined with `-`.
pub fn facet(value: &str) -> String {
    if is_facet(value.as_bytes()) {
        return value.to_string();
    }
    plain_words(value).iter().map(|word| fold(word)).collect::<Vec<_>>().join("-")
}

/// Whether nothing would change: most values are names in addresses, or have been folded before.
fn is_facet(value: &[u8]) -> bool {
    let is_plain = value.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
    let changes = |pair: &[u8]| matches!(pair, b"aa" | b"ae" | b"oe" | b"--");
    let begins_and_ends = value.first() != Some(&b'-') && value.last() != Some(&b'-');
    is_plain && begins_and_ends && value.len() <= LONGEST_WORD && !value.windows(2).any(changes)
}

/// The part of a document's key that is kept: 64 of its bits.
pub fn short_key(document: &Document) -> u64 {
    document.key.0 as u64
}

/// What is known of each page without reading it.
pub struct Columns {
    urls: StrColumn,
    key: Column<u64>,
    boost: Column<i64>,
    lengths: Vec<Column<u64>>,
}

impl Columns {
    pub fn url(&self, doc: u32) -> tantivy::Result<String> {
        let mut url = String::new();
        if let Some(ord) = self.urls.term_ords(doc).next() {
            self.urls.ord_to_str(ord, &mut url)?;
        }
        Ok(url)
    }

    pub fn key(&self, doc: u32) -> u64 {
        self.key.first(doc).unwrap_or_default()
    }

    pub fn boost(&self, doc: u32) -> i16 {
        self.boost.first(doc).unwrap_or_default() as i16
    }

    pub fn lengths(&self, doc: u32) -> [u32; FIELD_COUNT] {
        std::array::from_fn(|field| self.lengths[field].first(doc).unwrap_or_default() as u32)
    }
}

/// Reads a stream of stems: split at spaces, places as [`SAME_PLACE`] and [`GAP`] say.
pub fn stream_tokenizer() -> TextAnalyzer {
    TextAnalyzer::from(StreamTokenizer)
}

#[derive(Clone)]
struct StreamTokenizer;

struct Stream<'a> {
    rest: &'a str,
    at: usize,
    next_place: usize,
    token: Token,
}

/// Places left free between two texts of one field.
const GAP_PLACES: usize = 16;

impl Tokenizer for StreamTokenizer {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { rest: text, at: 0, next_place: 0, token: Token::default() }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        while !self.rest.is_empty() {
            // Words are short: a plain loop finds their end before a search for it has begun.
            let end = self.rest.bytes().position(|byte| byte == b' ').unwrap_or(self.rest.len());
            let (word, offset) = (&self.rest[..end], self.at);
            self.rest = self.rest.get(end + 1..).unwrap_or("");
            self.at += end + 1;
            let (stem, place) = match word.as_bytes().first() {
                Some(first) if *first == SAME_PLACE as u8 => (&word[1..], self.next_place.saturating_sub(1)),
                Some(first) if !first.is_ascii() && word == GAP => {
                    self.next_place += GAP_PLACES;
                    continue;
                }
                None => {
                    self.next_place += 1;
                    continue;
                }
                _ => (word, self.next_place),
            };
            self.next_place = place + 1;
            self.token.text.clear();
            self.token.text.push_str(stem);
            self.token.position = place;
            self.token.offset_from = offset;
            self.token.offset_to = offset + end;
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_keep_places() {
        let mut analyzer = stream_tokenizer();
        let mut stream = analyzer.token_stream("i hk dir +hkdir og ¶ mer  til");
        let mut out = Vec::new();
        while stream.advance() {
            out.push((stream.token().text.clone(), stream.token().position));
        }
        let places: Vec<(&str, usize)> = out.iter().map(|(text, place)| (text.as_str(), *place)).collect();
        assert_eq!(places, [("i", 0), ("hk", 1), ("dir", 2), ("hkdir", 2), ("og", 3), ("mer", 20), ("til", 22)]);
    }

    #[test]
    fn facets_fold() {
        assert_eq!(facet("◐ Pågår"), "pagar");
        assert_eq!(facet("Til QA"), "til-qa");
        assert_eq!(facet("use-cases"), "use-cases");
        assert_eq!(facet("-gaarden--oest-"), "garden-ost");
    }
}
