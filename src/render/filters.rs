//! What templates may call besides Tera's own: pure functions of their arguments and the context.

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::highlight::{self, Block};
use super::hyphens;
use crate::config::Highlight;
use crate::doc::markdown;

pub(super) fn register(tera: &mut Tera, highlight: &Highlight, options: &markdown::Options) {
    tera.register_function("arg", arg);
    tera.register_function("param", param);
    tera.register_filter("json", json);
    tera.register_filter("urlencode", urlencode);
    tera.register_filter("link", link);
    tera.register_filter("plain", plain);
    tera.register_filter("file_size", file_size);
    tera.register_filter("soft_hyphens", soft_hyphens);
    let (defaults, markdown) = (highlight.clone(), options.clone());
    tera.register_filter("highlight", move |code: &str, kwargs: Kwargs, state: &State| highlighted(code, &kwargs, state, &defaults));
    tera.register_filter("markdown", move |text: &str, _: Kwargs, _: &State| Value::safe_string(&inline_markdown(text, &markdown)));
}

/// `arg(name="title", at=0, default="")`: a shortcode's argument by name or position, never undefined.
fn arg(kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let by_name = match kwargs.get::<&str>("name")? {
        Some(name) => state.get::<Value>("named")?.and_then(|named| named.get_from_path(name).cloned()),
        None => None,
    };
    if let Some(value) = by_name {
        return Ok(value);
    }
    let by_place = match kwargs.get::<usize>("at")? {
        Some(at) => state.get::<Value>("args")?.and_then(|args| args.as_array()?.get(at).cloned()),
        None => None,
    };
    match by_place {
        Some(value) => Ok(value),
        None => Ok(kwargs.get::<Value>("default")?.unwrap_or_else(|| Value::from(""))),
    }
}

/// `param(name="a.b")`: the page's parameter, else the site's, else nothing. Case does not count.
fn param(kwargs: Kwargs, state: &State) -> TeraResult<Value> {
    let name: &str = kwargs.must_get("name")?;
    let page = state.get::<Value>("params")?;
    let site = state.get::<Value>("site")?.and_then(|site| site.get_from_path("params").cloned());
    Ok([page, site].into_iter().flatten().find_map(|params| descend(&params, name)).unwrap_or_else(|| Value::from("")))
}

fn descend(params: &Value, path: &str) -> Option<Value> {
    let mut value = params.clone();
    for step in path.split('.') {
        let map = value.as_map()?;
        let found = map.iter().find(|(key, _)| key.as_str().is_some_and(|key| key.eq_ignore_ascii_case(step)))?.1.clone();
        value = found;
    }
    Some(value)
}

/// `{{ value | json }}`: for `<script type="application/json">`; `<` is written so that no tag can end it.
fn json(value: &Value, _: Kwargs, _: &State) -> TeraResult<Value> {
    let text = serde_json::to_string(value).map_err(|error| tera::Error::message(error.to_string()))?;
    Ok(Value::safe_string(&text.replace('<', "\\u003c").replace("-->", "--\\u003e")))
}

/// For a value within a query: `?q={{ text | urlencode }}`.
fn urlencode(text: &str, _: Kwargs, _: &State) -> Value {
    Value::safe_string(&percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string())
}

/// `{{ inner | highlight(lang="go", options="linenos=table") }}`: as Hugo's shortcode and function.
fn highlighted(code: &str, kwargs: &Kwargs, state: &State, defaults: &Highlight) -> TeraResult<Value> {
    let lang = kwargs.get::<&str>("lang")?.unwrap_or("");
    let options = kwargs.get::<&str>("options")?.unwrap_or("");
    let ordinal = state.get::<usize>("ordinal")?.unwrap_or(0);
    let attrs = highlight::parse_options(options);
    let code = code.trim_matches(['\r', '\n']);
    let html = highlight::block(&Block { lang, attrs: &attrs, code, ordinal, end_line: false }, defaults);
    Ok(Value::safe_string(&html))
}

/// A short text such as a caption: Markdown, without the paragraph around it. Links are taken as written.
pub(super) fn inline_markdown(text: &str, options: &markdown::Options) -> String {
    if !text.contains(|c: char| c.is_ascii_punctuation() && !matches!(c, ',' | ';' | '?' | '/' | '(' | ')' | '%')) {
        return text.to_string();
    }
    let html = markdown::plain_html(&markdown::parse(text, 1, options), false);
    let inner = html.trim_end().strip_prefix("<p>").and_then(|html| html.strip_suffix("</p>")).filter(|inner| !inner.contains("<p>"));
    inner.map_or_else(|| html.clone(), str::to_string)
}

/// `href="{{ url | link }}"`: an address that runs as a program (`javascript:`) becomes empty, as Markdown's own links do.
/// Browsers pass over white space and control characters in front of the scheme and within it.
fn link(url: &Value, _: Kwargs, _: &State) -> Value {
    let Some(text) = url.as_str() else { return url.clone() };
    let read: String = text.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    if markdown::is_dangerous_url(&read) { Value::from("") } else { url.clone() }
}

/// HTML without its tags, for attributes.
fn plain(html: &str, _: Kwargs, _: &State) -> Value {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        rest = rest[start..].find('>').map_or("", |end| &rest[start + end + 1..]);
    }
    text.push_str(rest);
    Value::safe_string(&text.replace('"', "&quot;"))
}

/// `{{ title | soft_hyphens(lang="nb") }}`: long words may break with a hyphen.
fn soft_hyphens(text: &str, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    Ok(Value::from(hyphens::softened(text, kwargs.get::<&str>("lang")?.unwrap_or_default())))
}

/// `{{ bytes | file_size(lang="nb") }}`: `812 B`, `14 kB`, `2,3 MB`; a decimal point in English.
fn file_size(bytes: u64, kwargs: Kwargs, _: &State) -> TeraResult<Value> {
    let english = kwargs.get::<&str>("lang")?.is_some_and(|lang| lang.starts_with("en"));
    let text = match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", (bytes + 500) / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    };
    Ok(Value::from(if english { text } else { text.replace('.', ",") }))
}
