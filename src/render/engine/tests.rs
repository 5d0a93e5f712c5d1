use super::*;
use crate::diag::MessageLang;
use crate::views::{NavItem, NavLevel, NavList, PageLink};

/// A small site in bokmål.
pub(in crate::render) fn site() -> Shared<SiteView> {
    Shared::new(SiteView {
        title: "Håndboka".into(),
        lang: "nb".into(),
        lang_code: "nb-NO".into(),
        base_url: "https://example.org/".into(),
        base_path: "/".into(),
        home: "/".into(),
        ..SiteView::default()
    })
}

pub(in crate::render) fn page() -> PageView {
    let item = NavItem {
        title: "Behov & mål".into(),
        url: "/behov/".into(),
        status: None,
        since: None,
        has_children: false,
        description: String::new(),
        lastmod: None,
    };
    PageView {
        kind: "page".into(),
        title: "Behov & mål".into(),
        link_title: "Behov".into(),
        url: "/behov/".into(),
        breadcrumbs: vec![PageLink { title: "Håndboka".into(), url: "/".into(), ..PageLink::default() }],
        nav: vec![NavLevel { list: Shared::new(NavList { items: vec![item] }), open: "/behov/".into() }],
        ..PageView::default()
    }
}

pub(in crate::render) fn engine_with(files: &[(&str, &str)]) -> (Engine, Vec<Diag>) {
    let mut theme = ThemeFiles::embedded();
    for (name, text) in files {
        theme.lay(name, &format!("themes/site/{name}"), text);
    }
    Engine::new(&theme, &Markup::default())
}

fn render(files: &[(&str, &str)], template: &str) -> (String, Vec<Diag>) {
    let (engine, mut diags) = engine_with(files);
    let (site, page) = (site(), page());
    let (html, more) = engine.page(template, &Scope::new(&engine, &site, &page), "<p>body</p>", None);
    diags.extend(more);
    (String::from_utf8(html).expect("text"), diags)
}

fn places(diags: &[Diag]) -> Vec<String> {
    diags
        .iter()
        .map(|diag| crate::diag::to_text(diag, MessageLang::En, crate::diag::Style::Plain).lines().next().unwrap_or("").to_string())
        .collect()
}

#[test]
fn the_embedded_theme_renders_a_page() {
    let (html, diags) = render(&[], "page.html");
    assert_eq!(places(&diags), Vec::<String>::new());
    assert!(html.contains("<p>body</p>") && html.contains("Behov &amp; mål"), "{html}");
    assert!(html.contains("href=\"/behov/\""), "the shared lists are in: {html}");
}

#[test]
fn a_file_of_the_site_takes_the_place_of_loft_s() {
    let (html, diags) = render(&[("templates/404.html", "<main>{{ page.title }}|{{ t.home }}|{{ content }}</main>\n")], "404.html");
    assert_eq!((html.as_str(), diags.len()), ("<main>Behov &amp; mål|Forside|<p>body</p></main>", 0));
}

#[test]
fn a_file_of_the_site_can_extend_loft_s() {
    let text = "{% extends \"loft/page.html\" %}{% block below %}<p>ours</p>{% endblock %}";
    let (html, diags) = render(&[("templates/page.html", text)], "page.html");
    assert!(diags.is_empty() && html.contains("<p>ours</p>") && html.contains("<p>body</p>"), "{diags:?}");
}

#[test]
fn what_does_not_fit_a_site_s_template_is_used_with_loft_s() {
    let files = [("templates/page.html", "{{ content }}")];
    let (html, diags) = render(&files, "page.html");
    assert_eq!(html, "<p>body</p>");
    assert!(!diags.is_empty() && diags.iter().all(|diag| diag.code == "template-misfit"), "{diags:?}");
    let (html, _) = render(&files, "section.html");
    assert!(html.contains("<p>body</p>") && html.contains("<title>"), "{html}");
}

#[test]
fn strings_are_laid_over_each_other_one_by_one() {
    let (engine, _) = engine_with(&[("strings/nb.toml", "home = \"Forsiden\"\n")]);
    assert_eq!(engine.string("nb", "home"), Some("Forsiden"));
    assert!(engine.string("nb", "skip_to_content").is_some());
    assert_eq!(engine.string("fr", "home"), engine.string("en", "home"));
    assert_eq!(engine.string("nb-NO", "home"), Some("Forsiden"));
}

#[test]
fn a_template_that_cannot_be_read_gives_way_to_the_next_version() {
    let cases = [
        ("a\n{% if %}", "themes/site/templates/page.html:2:"),
        ("{{ x | no_such_filter }}", "themes/site/templates/page.html:1:"),
        ("{% extends \"nowhere.html\" %}", "themes/site/templates/page.html: "),
        ("{% extends \"page.html\" %}", "themes/site/templates/page.html: "),
    ];
    for (text, place) in cases {
        let (html, diags) = render(&[("templates/page.html", text)], "page.html");
        let places = places(&diags);
        assert!(places.len() == 1 && places[0].starts_with(place), "{text}: {places:?}");
        assert!(html.contains("<p>body</p>"), "{text}: Loft's own stands in");
    }
}

#[test]
fn a_template_that_fails_while_it_runs_gives_way_too() {
    let (html, diags) = render(&[("templates/404.html", "x\ny {{ page.no.such }}")], "404.html");
    assert!(places(&diags)[0].starts_with("themes/site/templates/404.html:2:"), "{:?}", places(&diags));
    assert!(html.contains("<title>") && !html.starts_with('x'), "{html}");
}

#[test]
fn components_that_a_site_s_file_leaves_out_are_still_there() {
    let (html, diags) = render(&[("templates/parts/page.html", "{# no components here #}")], "page.html");
    assert!(diags.is_empty() && html.contains("<p>body</p>") && html.contains("<title>"), "{diags:?}");
}

#[test]
fn a_page_without_a_template_still_shows_its_body() {
    let (html, diags) = render(&[], "no-such.html");
    assert_eq!(diags.len(), 1);
    assert!(html.contains("<h1>Behov &amp; mål</h1>\n<p>body</p>"), "{html}");
}

#[test]
fn the_key_changes_with_what_rendering_depends_on() {
    let key = |files: &[(&str, &str)]| engine_with(files).0.key();
    let plain = key(&[]);
    assert_eq!(plain, key(&[]));
    assert_ne!(plain, key(&[("templates/404.html", "x")]));
    assert_ne!(plain, key(&[("strings/nb.toml", "home = \"x\"")]));
    assert_ne!(plain, key(&[("shortcodes/x.html", "x")]));
    let mut markup = Markup::default();
    markup.highlight.line_nos = true;
    assert_ne!(plain, Engine::new(&ThemeFiles::embedded(), &markup).0.key());
}
