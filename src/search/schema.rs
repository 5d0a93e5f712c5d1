//! The tantivy schema: which fields there are and how a page becomes a tantivy document.

use tantivy::columnar::StrColumn;
use tantivy::fastfield::Column;
use tantivy::schema::{FAST, Field as Handle, IndexRecordOption, STORED, TextFieldIndexing, TextOptions, Value};
use tantivy::tokenizer::RAW_TOKENIZER_NAME;
use tantivy::{SegmentReader, TantivyDocument, TantivyError};

use super::analysis::{LONGEST_WORD, fold, plain_words};
use super::document::Document;
use super::postings::{FIELD_COUNT, FIELDS, Field};
use super::query::FilterField;
use super::tally::Tally;

/// What the document of the words has for a URL. Those of pages begin with a slash.
pub const WORDS: &str = "words";

/// Bytes for what a page has in columns.
const ROOM_FOR_COLUMNS: usize = 1 << 8;

/// Handles of every field.
#[derive(Clone)]
pub struct Schema {
    pub schema: tantivy::schema::Schema,
    url: Handle,
    key: Handle,
    pub version: Handle,
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
        let url = builder.add_text_field("url", FAST);
        let key = builder.add_u64_field("key", FAST);
        let version = builder.add_text_field("version", filed(IndexRecordOption::Basic));
        let boost = builder.add_i64_field("boost", FAST);
        let fields = FIELDS.map(|field| builder.add_text_field(field.name(), filed(IndexRecordOption::WithFreqsAndPositions)));
        let lengths = FIELDS.map(|field| builder.add_u64_field(&format!("{}_length", field.name()), FAST));
        let mut exact = |name: &str| builder.add_text_field(name, filed(IndexRecordOption::Basic));
        let (status, section, page_type) = (exact("status"), exact("section"), exact("type"));
        let (actor, owner, tag, lang) = (exact("actor"), exact("owner"), exact("tag"), exact("lang"));
        // Text, since tantivy writes bytes one by one.
        let page = builder.add_text_field("page", STORED);
        let words = builder.add_text_field("words", STORED);
        let schema = builder.build();
        Schema { schema, url, key, version, boost, fields, lengths, status, section, page_type, actor, owner, tag, lang, page, words }
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

    /// What is kept of a page beside the words that lead to it: columns, and the page itself.
    pub fn document(&self, document: &Document, lengths: &[u32; FIELD_COUNT]) -> TantivyDocument {
        let page = document.to_stored();
        // It is copied: once, when there is room for it from the start.
        let mut out = TantivyDocument::with_capacity(page.len() + ROOM_FOR_COLUMNS);
        out.add_text(self.url, &document.url);
        out.add_u64(self.key, short_key(document));
        out.add_i64(self.boost, i64::from(document.boost));
        for (handle, length) in self.lengths.iter().zip(lengths) {
            out.add_u64(*handle, u64::from(*length));
        }
        out.add_text(self.page, page);
        out
    }

    /// The tantivy document that keeps the words of all pages, and is no page.
    pub fn words_document(&self, tally: &Tally, key: u64) -> TantivyDocument {
        let mut out = TantivyDocument::default();
        out.add_text(self.url, WORDS);
        out.add_u64(self.key, key);
        out.add_text(self.words, tally.to_text());
        out
    }

    /// The words as they were put in.
    pub fn stored_words(&self, stored: &TantivyDocument) -> Tally {
        Tally::of_text(stored.get_first(self.words).and_then(|value| value.as_str()).unwrap_or_default())
    }

    /// Every spelling by which a filter may name the page, as it is written.
    pub fn each_filter(&self, document: &Document, mut give: impl FnMut(Handle, &str)) {
        if let Some(status) = &document.status {
            give(self.status, &status.id);
            give(self.status, &status.label);
        }
        for name in document.url.split('/').chain(document.section_path.iter().map(String::as_str)) {
            give(self.section, name);
        }
        for actor in &document.actors {
            give(self.actor, &actor.id);
            give(self.actor, &actor.name);
            actor.aliases.iter().for_each(|alias| give(self.actor, alias));
        }
        document.tags.iter().for_each(|tag| give(self.tag, tag));
        give(self.page_type, &document.page_type);
        give(self.owner, &document.owner);
        give(self.lang, &document.lang);
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

/// A field of words, which `segment` files: tantivy cuts no text, and keeps no lengths of its own.
fn filed(option: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default().set_tokenizer(RAW_TOKENIZER_NAME).set_index_option(option).set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
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

/// What a document is taken away by: no document that comes in its place has it.
pub fn version(url: &str, key: u64) -> String {
    format!("{url} {key:x}")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facets_fold() {
        assert_eq!(facet("◐ Pågår"), "pagar");
        assert_eq!(facet("Til QA"), "til-qa");
        assert_eq!(facet("use-cases"), "use-cases");
        assert_eq!(facet("-gaarden--oest-"), "garden-ost");
    }
}
