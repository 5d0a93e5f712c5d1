//! The embedded theme: its strings are complete, its templates say nothing in one language only, its
//! pages are sound HTML that needs no inline script or style, and its signs can be told apart.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use tera::{Context, Tera};

const LANGUAGES: [&str; 3] = ["nb", "nn", "en"];

fn theme() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/loft")
}

/// Every template by its name below `templates/`.
fn templates() -> BTreeMap<String, String> {
    fn gather(folder: &Path, base: &Path, found: &mut BTreeMap<String, String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                gather(&path, base, found);
            } else if path.extension().is_some_and(|extension| extension == "html") {
                let name = path.strip_prefix(base).unwrap().to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    let base = theme().join("templates");
    let mut found = BTreeMap::new();
    gather(&base, &base, &mut found);
    found
}

fn strings(lang: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(theme().join(format!("strings/{lang}.toml"))).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{lang}.toml: {error}"))
}

/// The keys in `t.key`, as templates write them inside `{{ }}`, `{% %}` and attributes of components.
fn keys_used(template: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    template
        .match_indices("t.")
        .filter(|(at, _)| !template[..*at].ends_with(|c: char| is_name(c) || c == '.' || c == '-' || c == '/'))
        .map(|(at, _)| template[at + 2..].chars().take_while(|c| is_name(*c)).collect::<String>())
        .filter(|key| !key.is_empty())
        .collect()
}

#[test]
fn every_language_has_every_string() {
    let nb: BTreeSet<String> = strings("nb").into_keys().collect();
    for lang in LANGUAGES {
        let own = strings(lang);
        assert_eq!(own.keys().cloned().collect::<BTreeSet<_>>(), nb, "keys of {lang}.toml against nb.toml");
        for (key, text) in own {
            assert!(!text.trim().is_empty(), "{lang}.toml: {key} is empty");
        }
    }
}

#[test]
fn templates_use_the_strings_that_there_are() {
    let defined: BTreeSet<String> = strings("nb").into_keys().collect();
    let used: BTreeSet<String> = templates().values().flat_map(|template| keys_used(template)).collect();
    assert_eq!(used.difference(&defined).collect::<Vec<_>>(), Vec::<&String>::new(), "used, but in no strings file");
}

#[test]
fn no_template_holds_text_of_its_own() {
    // What is left between tags when Tera's own is taken out must have no letters.
    for (name, template) in templates() {
        for text in text_between_tags(&template) {
            assert!(!text.chars().any(char::is_alphabetic), "{name} says {text:?}; put it in strings/*.toml");
        }
    }
}

fn text_between_tags(template: &str) -> Vec<String> {
    let mut bare = template.to_string();
    for (open, close) in [("{#", "#}"), ("{%", "%}"), ("{{", "}}")] {
        while let Some(from) = bare.find(open) {
            let to = bare[from..].find(close).map_or(bare.len(), |at| from + at + 2);
            bare.replace_range(from..to, "");
        }
    }
    bare.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(_, text)| text.trim().to_string())
        .filter(|text| !text.is_empty())
        .collect()
}

// ── Rendered with a page that has everything, and one that has nothing ──

fn engine() -> Tera {
    let mut tera = Tera::default();
    tera.register_filter("soft_hyphens", |text: &str, _: tera::Kwargs, _: &tera::State| text.to_string());
    tera.add_raw_templates(templates()).unwrap_or_else(|error| panic!("{error}"));
    tera
}

fn status(id: &str, symbol: &str, known: bool) -> Value {
    json!({"id": id, "symbol": symbol, "label": "Label", "known": known})
}

fn item(url: &str, status: Value) -> Value {
    json!({"title": "A <b> & c", "url": url, "status": status, "since": if status.is_null() { Value::Null } else { date() }, "has_children": true, "description": "What it is", "lastmod": date()})
}

/// A level of the sidebar as Loft hands it to templates: items that are not open come drawn.
fn level(items: Value, open: &str) -> Value {
    let all = items.as_array().unwrap();
    let at = all.iter().position(|item| item["url"] == open);
    let drawn = |items: &[Value]| items.iter().map(nav_item).collect::<String>();
    let (before, after) = at.map_or((drawn(all), String::new()), |at| (drawn(&all[..at]), drawn(&all[at + 1..])));
    json!({"open": open, "before": before, "item": at.map(|at| &all[at]), "after": after, "list": {"items": items}})
}

fn nav_item(item: &Value) -> String {
    let mut context = Context::new();
    context.insert("item", item);
    context.insert("site", &json!({"base_path": "/docs/"}));
    context.insert("t", &strings("nb"));
    engine().render("nav_item.html", &context).unwrap_or_else(|error| panic!("{error}"))
}

fn date() -> Value {
    json!({"iso": "2026-08-04T01:11:46+02:00", "text": "4. august 2026"})
}

/// A page of this kind on which every part of the theme has something to show.
fn full(kind: &str) -> Value {
    let language = json!({"lang": "en", "code": "en", "name": "English", "url": "/en/x/", "exists": true});
    let children = json!({"items": [
        item("/x/a/", status("ny", "◍", true)), item("/x/b/", status("", "", false)), item("/x/c/", status("own", "§", true)), item("/x/d/", Value::Null)
    ]});
    let link = json!({"title": "Link", "url": "/l/", "status": null, "description": "", "lastmod": null});
    let entry = json!({"identifier": "m", "name": "Menu", "title": "Menu", "url": "/m/", "children": []});
    json!({
        "site": {
            "title": "Site", "lang": "nb", "lang_code": "nb-NO", "direction": "ltr", "base_url": "https://example.org/docs/", "base_path": "/docs/", "home": "/docs/",
            "languages": [language], "menus": {"main": [entry, {"identifier": "p", "name": "Parent", "title": "", "url": "/p/", "children": [entry]}], "footer": [entry]},
            "views": [{"id": "status", "url": "/docs/status/", "title": "Status", "is_for_makers": false}, {"id": "search", "url": "/docs/sok/", "title": "Søk", "is_for_makers": false}, {"id": "report", "url": "/docs/rapport/", "title": "Rapport", "is_for_makers": true}],
            "search_script": "js/search.js", "params": {}, "copyright": "© Owner",
            "theme": {"accessibility_url": "https://uustatus.no/", "report_url": "https://example.org/", "repository": "https://example.org/", "stylesheets": ["/own.css"], "accent": "brand1"},
        },
        "page": {
            "kind": kind, "page_type": "case", "relations": [{"id": "dekkes_av", "label": null, "items": [{"page": link, "text": "Link", "read": "Se"}]}, {"id": "life_event", "label": null, "items": [{"page": null, "text": "Få barn", "read": null}]}], "typed": {"id": "case", "label": "Case", "facts": [{"id": "x", "label": "X", "lang": "en", "values": [{"text": "T", "url": "/t/", "date": null, "status": status("ny", "◍", true)}, {"text": "U", "url": null, "date": null, "status": null}]}]}, "title": "Title", "link_title": "Title", "description": "Description", "url": "/x/", "permalink": "https://example.org/x/",
            "body_lang": "en", "fallback_from": language, "status": status("pagar", "◐", true), "date": date(), "lastmod": date(), "publish_date": null,
            "edit_url": "https://example.org/edit", "breadcrumbs": [link], "listed": [link], "prev": link, "next": link,
            "nav": [level(json!([item("/w/", Value::Null), item("/x/", Value::Null)]), "/x/"), level(children["items"].clone(), "")],
            "children": children, "translations": [language, {"lang": "nn", "code": "nn", "name": "Nynorsk", "url": "/nn/x/", "exists": false}],
            "toc": [{"id": "one", "html": "<em>One</em>", "level": 2, "children": [{"id": "two", "html": "Two", "level": 3, "children": []}]}],
            "taxonomies": [{"name": "tags", "title": "Tags", "url": "/tags/", "terms": [link]}], "params": {},
            "alternates": [{"media_type": "application/rss+xml", "url": "/index.xml", "title": "RSS"}],
        },
        "frame": {}, "t": strings("nb"), "content": "<h2 id=\"one\">One</h2><p>Text</p>",
    })
}

/// A page of this kind with nothing but a title.
fn bare(kind: &str) -> Value {
    let mut context = full(kind);
    context["site"] = json!({
        "title": "", "lang": "nb", "lang_code": "nb", "direction": "ltr", "base_url": "/", "base_path": "/", "home": "/", "languages": [], "menus": {}, "views": [],
        "params": {}, "theme": {}, "copyright": "",
    });
    context["page"] = json!({
        "kind": kind, "page_type": "", "relations": [], "typed": null, "title": "Title", "link_title": "Title", "description": "", "url": "/", "permalink": "", "body_lang": null, "fallback_from": null,
        "status": null, "date": null, "lastmod": null, "publish_date": null, "edit_url": null, "breadcrumbs": [], "nav": [], "children": null, "listed": [],
        "prev": null, "next": null, "translations": [], "toc": [], "taxonomies": [], "params": {}, "alternates": [],
    });
    context["content"] = json!("");
    context
}

const KINDS: [&str; 6] = ["home", "section", "page", "taxonomy", "term", "404"];

fn pages() -> Vec<(String, Html)> {
    let engine = engine();
    let render = |name: &str, context: Value| {
        let html = engine.render(name, &Context::from_serialize(&context).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        Html::parse_document(&html)
    };
    KINDS
        .iter()
        .flat_map(|kind| {
            [(format!("full {kind}"), full(kind)), (format!("bare {kind}"), bare(kind))]
                .map(|(name, context)| (name, render(&format!("{kind}.html"), context)))
        })
        .collect()
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

#[test]
fn every_page_has_one_heading_one_main_and_unique_ids() {
    for (name, page) in pages() {
        assert_eq!(all(&page, "h1").len(), 1, "{name}: h1");
        assert_eq!(all(&page, "main#main").len(), 1, "{name}: main");
        assert_eq!(all(&page, "a[href='#main']").len(), 1, "{name}: skip link");
        let ids: Vec<&str> = all(&page, "[id]").iter().filter_map(|element| element.attr("id")).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name}: ids {ids:?}");
    }
}

#[test]
fn a_strict_content_security_policy_breaks_nothing() {
    for (name, page) in pages() {
        assert!(all(&page, "style, [style], script:not([src])").is_empty(), "{name}: inline script or style");
        for element in all(&page, "*") {
            let handler = element.value().attrs().find(|(attribute, _)| attribute.starts_with("on"));
            assert_eq!(handler, None, "{name}: inline handler");
        }
        for loaded in all(&page, "script[src], link[rel=stylesheet], link[rel=icon], img[src], use[href]") {
            let address = loaded.attr("src").or(loaded.attr("href")).unwrap_or_default();
            assert!(address.starts_with('/') && !address.starts_with("//"), "{name}: loads {address} from another host");
        }
    }
}

#[test]
fn the_stylesheet_loads_nothing() {
    // `data:` needs leave in a content security policy, another address a request.
    let css = fs::read_to_string(theme().join("static/css/loft.css")).unwrap();
    assert!(!css.contains("url(") && !css.contains("@import"));
}

#[test]
fn every_control_and_landmark_has_a_name() {
    for (name, page) in pages() {
        for element in all(&page, "nav, button:not([hidden]), input, form[role=search], aside") {
            let named = element.attr("aria-label").or(element.attr("aria-labelledby")).is_some()
                || !element.text().collect::<String>().trim().is_empty();
            assert!(named, "{name}: {} has no name", element.html());
        }
        let names: Vec<&str> = all(&page, "nav").iter().filter_map(|nav| nav.attr("aria-label")).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{name}: two navigations share a name: {names:?}");
    }
}

#[test]
fn a_status_never_stands_without_its_label() {
    for (name, page) in pages() {
        for sign in all(&page, ".sign") {
            assert_eq!(sign.attr("aria-hidden"), Some("true"), "{name}: the sign is decoration");
            let around = sign.parent().and_then(ElementRef::wrap).map(|parent| parent.text().collect::<String>()).unwrap_or_default();
            assert!(around.contains("Label"), "{name}: {around:?} lacks the label");
        }
    }
}

#[test]
fn titles_are_escaped() {
    let (_, page) = pages().into_iter().find(|(name, _)| name == "full section").unwrap();
    let titles: Vec<String> = all(&page, ".pages li > a").iter().map(|link| link.text().collect()).collect();
    assert_eq!(titles, ["A <b> & c"; 4]);
}

#[test]
fn the_tree_hangs_the_children_under_the_open_page() {
    let (_, page) = pages().into_iter().find(|(name, _)| name == "full page").unwrap();
    let below: Vec<&str> = all(&page, "#nav > ul > li:nth-child(2) > ul > li > a").iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(below, ["/x/a/", "/x/b/", "/x/c/", "/x/d/"]);
    assert_eq!(all(&page, "#nav [aria-current=page]").len(), 1);
    assert!(all(&page, "#nav > ul > li:nth-child(1) ul").is_empty());
}

#[test]
fn the_sprite_has_every_drawing_once_and_each_is_different() {
    let sprite = fs::read_to_string(theme().join("static/icons.svg")).unwrap();
    let sprite = Html::parse_fragment(&sprite);
    let drawings: BTreeMap<String, String> =
        all(&sprite, "symbol").iter().map(|symbol| (symbol.attr("id").unwrap().to_string(), symbol.inner_html())).collect();
    assert_eq!(drawings.len(), all(&sprite, "symbol").len(), "two symbols with one id");
    assert_eq!(drawings.values().collect::<BTreeSet<_>>().len(), drawings.len(), "two symbols with one drawing");
    for sign in ["new", "draft", "progress", "review", "approved", "cancelled", "unknown"] {
        assert!(drawings.contains_key(sign), "no drawing of {sign}");
    }
    let wanted: BTreeSet<String> = templates().values().flat_map(|template| icons_used(template)).collect();
    for icon in wanted {
        assert!(drawings.contains_key(&icon), "no drawing of {icon}");
    }
}

fn icons_used(template: &str) -> Vec<String> {
    template.split("<icon name=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_string).collect()
}

/// The README's tables of what templates see name the fields of the views, all of them and no others.
#[test]
fn the_readme_names_what_templates_see() {
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/views/page.rs")).unwrap();
    let readme = fs::read_to_string(theme().join("README.md")).unwrap();
    for (heading, view) in [("### `site`", "pub struct SiteView {"), ("### `page`", "pub struct PageView {")] {
        let body = source.split(view).nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
        let fields: BTreeSet<&str> = body.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split(':').next()).collect();
        let table = readme.split(heading).nth(1).and_then(|rest| rest.split("\n\n").nth(1)).unwrap();
        let told: BTreeSet<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
        assert!(fields.len() > 10, "{view}");
        assert_eq!(told, fields, "{heading} in themes/loft/README.md");
    }
}
