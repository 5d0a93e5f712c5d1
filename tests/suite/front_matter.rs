//! Front matter in every form, sound and broken: what is read, what the body is, and the exact
//! findings in both languages. The cases stand in `fixtures/front_matter.txt`; `UPDATE=1` rewrites
//! what is expected there.

use loft::diag::{MessageLang, Style, to_text};
use loft::doc::front_matter;
use loft::text::decode;

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/front_matter.txt");

/// One case: a name, the file as escaped text, and what is expected of it.
struct Case {
    name: String,
    file: String,
    expected: String,
}

fn cases(text: &str) -> Vec<Case> {
    text.split("######## ")
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once('\n').expect("a case has a name");
            let (file, expected) = rest.split_once("==== read\n").expect("a case has an expectation");
            Case { name: name.to_string(), file: file.to_string(), expected: expected.to_string() }
        })
        .collect()
}

/// Bytes of a case: `\r`, `\t`, `\xNN` and `\\` are escapes, and the last newline is the fixture's own.
fn unescape(file: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = file.strip_suffix('\n').unwrap_or(file).bytes();
    while let Some(byte) = rest.next() {
        let escaped = if byte == b'\\' { rest.next() } else { None };
        match escaped {
            None => bytes.push(byte),
            Some(b'r') => bytes.push(b'\r'),
            Some(b't') => bytes.push(b'\t'),
            Some(b'x') => {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap());
            }
            Some(other) => bytes.push(other),
        }
    }
    bytes
}

/// What Loft makes of a case, as text.
fn observe(case: &Case) -> String {
    let bytes = unescape(&case.file);
    let (text, mut diags) = decode(&bytes, "side.md");
    let (meta, body, found) = front_matter::read(&text, "side.md");
    diags.extend(found);
    let mut out = format!("params: {}\n", serde_json::Value::Object(meta.params.clone()));
    out.push_str(&format!("title: {:?}, weight: {}, draft: {:?}, status: {:?}\n", meta.title, meta.weight, meta.draft, meta.status));
    out.push_str(&format!("body from line {}: {body:?}\n", meta.body_line));
    for diag in &diags {
        out.push_str(&to_text(diag, MessageLang::En, Style::Plain));
        out.push('\n');
        out.push_str(&to_text(diag, MessageLang::Nb, Style::Plain));
        out.push('\n');
    }
    out.push('\n');
    out
}

#[test]
fn every_form_of_front_matter() {
    let text = std::fs::read_to_string(FIXTURE).expect("the fixture is there");
    let cases = cases(&text);
    assert!(cases.len() > 30, "{} cases", cases.len());
    if std::env::var_os("UPDATE").is_some() {
        let head = text.split("######## ").next().unwrap_or("");
        let rewritten: String =
            cases.iter().map(|case| format!("######## {}\n{}==== read\n{}", case.name, case.file, observe(case))).collect();
        std::fs::write(FIXTURE, format!("{head}{}", rewritten.trim_end().to_string() + "\n\n")).expect("the fixture can be written");
        return;
    }
    for case in &cases {
        assert_eq!(observe(case), case.expected, "case: {}", case.name);
    }
}

#[test]
fn no_bytes_make_it_panic() {
    let pieces: &[&[u8]] = &[
        b"---\n",
        b"+++\n",
        b"{",
        b"}",
        b"a: ",
        b"\"",
        b"[",
        b"&a ",
        b"*a",
        b"\xff",
        b"\t",
        b"\r\n",
        b"- ",
        b"|\n",
        "å".as_bytes(),
        b"a = 1\n",
        b"<<: ",
    ];
    let mut seed = 1u64;
    for _ in 0..20_000 {
        let mut bytes = Vec::new();
        for _ in 0..12 {
            seed = seed.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            bytes.extend_from_slice(pieces[(seed >> 33) as usize % pieces.len()]);
        }
        let (text, _) = decode(&bytes, "x.md");
        let (meta, body, diags) = front_matter::read(&text, "x.md");
        assert!(text.ends_with(body), "the body is the file's end: {text:?}");
        assert!(meta.body_line >= 1 && diags.iter().all(|diag| diag.path.as_deref() == Some("x.md") && diag.span.is_some()), "{text:?}");
    }
}

/// Nested aliases that would unfold to a thousand million values.
#[test]
fn a_yaml_bomb_is_bounded() {
    let mut bomb = String::from("---\ntitle: Trygg\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..10 {
        let copies = vec![format!("*a{}", level - 1); 10].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{copies}]\n"));
    }
    bomb.push_str("weight: 30\n---\nText\n");
    let (meta, body, diags) = front_matter::read(&bomb, "bombe.md");
    assert_eq!((meta.title.as_deref(), meta.weight, body), (Some("Trygg"), 30, "Text\n"));
    assert_eq!(diags.iter().map(|diag| (diag.code, diag.span.unwrap().line)).collect::<Vec<_>>(), [("alias-too-much", 7)]);
    let size = serde_json::Value::Object(meta.params).to_string().len();
    assert!(size < 4_000_000, "{size} bytes");
}
