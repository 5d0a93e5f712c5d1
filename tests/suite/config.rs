//! Configuration as sites write it: Hugo's files in every form, Loft's own laid over, and what is said
//! of keys that mean nothing.

use loft::config::{Config, ConfigFile, Format, Overrides, ViewWhen, load, show};
use loft::diag::{Diag, MessageLang, Style, to_text};
use loft::paths::Lang;

fn site(files: &[(&str, &str)]) -> (Config, Vec<Diag>) {
    let files: Vec<ConfigFile> =
        files.iter().map(|(path, text)| ConfigFile { path: path.to_string(), bytes: text.as_bytes().to_vec() }).collect();
    load(&files, &Overrides::default())
}

/// A configuration that must be without a finding.
fn sound(files: &[(&str, &str)]) -> Config {
    let (config, diags) = site(files);
    assert_eq!(lines(&diags, MessageLang::En), Vec::<String>::new());
    config
}

fn lines(diags: &[Diag], lang: MessageLang) -> Vec<String> {
    diags.iter().map(|diag| to_text(diag, lang, Style::Plain)).collect()
}

fn mounts(config: &Config) -> Vec<(String, String, Option<String>)> {
    config.mounts.iter().map(|mount| (mount.source.clone(), mount.target.clone(), mount.lang.as_ref().map(Lang::to_string))).collect()
}

/// Mounts of a site that says nothing about content, without those that are as Hugo has them.
fn content_mounts(config: &Config) -> Vec<(String, String, Option<String>)> {
    mounts(config).into_iter().filter(|(_, target, _)| target.starts_with("content")).collect()
}

#[test]
fn hugos_defaults() {
    let config = sound(&[("hugo.toml", "title = 'A'\n")]);
    assert_eq!((config.base_url.as_str(), config.title.as_str(), config.base_path()), ("/", "A", "/"));
    assert_eq!(
        config.languages.iter().map(|language| (language.lang.as_str(), language.name.as_str())).collect::<Vec<_>>(),
        [("en", "English")]
    );
    assert_eq!(config.taxonomies.iter().map(|taxonomy| taxonomy.plural.as_str()).collect::<Vec<_>>(), ["categories", "tags"]);
    assert_eq!(config.outputs["home"], ["html", "rss"]);
    let components: Vec<String> = config.mounts.iter().map(|mount| mount.target.clone()).collect();
    assert_eq!(components, ["content", "data", "layouts", "i18n", "archetypes", "assets", "static"]);
    let dates = &config.front_matter_dates;
    assert_eq!(dates.date, ["date", "publishdate", "pubdate", "published", "lastmod", "modified"]);
    assert_eq!(dates.lastmod, [":git", "lastmod", "modified", "date", "publishdate", "pubdate", "published"]);
    assert_eq!(dates.publish_date, ["publishdate", "pubdate", "published", "date"]);
    assert_eq!(dates.expiry_date, ["expirydate", "unpublishdate"]);
}

#[test]
fn the_same_site_in_three_forms() {
    let toml = sound(&[(
        "hugo.toml",
        "baseURL = 'https://x.no/docs'\n[languages.nb]\nlanguageName = 'Bokmål'\nweight = 1\n[languages.en]\nweight = 2\n[params]\na.B = 1\n",
    )]);
    let yaml = sound(&[(
        "hugo.yaml",
        "baseurl: https://x.no/docs/\nlanguages:\n  en: {weight: 2}\n  nb: {label: Bokmål, weight: 1}\nparams: {A: {b: 1}}\ndefaultContentLanguage: en\n",
    )]);
    let json = sound(&[(
        "config.json",
        r#"{"baseURL": "https://x.no/docs/", "languages": {"nb": {"languageName": "Bokmål", "weight": 1}, "en": {"weight": 2}}, "params": {"a": {"b": 1}}}"#,
    )]);
    let split = sound(&[
        ("config/_default/hugo.toml", "baseURL = 'https://x.no/draft/'"),
        ("config/_default/languages.toml", "[nb]\nweight = 1\nlanguageName = 'Bokmål'\n[en]\nweight = 2\n"),
        ("config/_default/params.toml", "[a]\nb = 1\n"),
        ("config/production/hugo.yaml", "baseURL: https://x.no/docs/"),
    ]);
    for config in [&yaml, &json, &split] {
        assert_eq!(show(config, Format::Json), show(&toml, Format::Json));
    }
    assert_eq!(toml.base_path(), "/docs/");
}

#[test]
fn languages_old_and_new_names() {
    let config = sound(&[(
        "hugo.toml",
        "defaultContentLanguage = 'nb'
[languages.se]
title = 'D'
[languages.en]
locale = 'en-GB'
label = 'In English'
weight = 2
contentDir = 'content/en'
[languages.nb]
languageCode = 'nb-NO'
weight = 1
[languages.nn]
disabled = true
[languages.en.params]
deep.b = 2
[params]
deep = {a = 1, b = 1}
[languages.en.menus]
main = [{name = 'Home', pageRef = '/', weight = 1}]
[menus]
main = [{name = 'Hjem', pageRef = '/'}]
",
    )]);
    let seen: Vec<_> =
        config.languages.iter().map(|language| (language.lang.as_str(), language.code.as_str(), language.name.as_str())).collect();
    assert_eq!(seen, [("nb", "nb-NO", "Bokmål"), ("en", "en-GB", "In English"), ("se", "se", "Davvisámegiella")]);
    assert_eq!(config.disabled_languages, [Lang::new("nn")]);
    let english = config.language(&Lang::new("en")).unwrap();
    assert_eq!(english.params["deep"], serde_json::json!({"a": 1, "b": 2}));
    assert_eq!((english.menus["main"][0].name.as_str(), english.menus["main"][0].page_ref.as_str()), ("Home", "/"));
    assert_eq!(config.languages[0].menus["main"][0].name, "Hjem");
    let expected = [("content", Some("nb")), ("content/en", Some("en")), ("content", Some("se"))];
    let shared =
        [("content".to_string(), "content".to_string(), None), ("content/en".to_string(), "content".to_string(), Some("en".to_string()))];
    assert_eq!(content_mounts(&config), shared, "{expected:?}");
}

#[test]
fn mounts_imports_and_themes() {
    let (config, diags) = site(&[
        (
            "hugo.toml",
            "theme = ['mine', 'github.com/x/theme']
staticDir = ['static', 'media']
[[module.mounts]]
source = 'docs'
target = 'content/docs'
lang = 'nb'
excludeFiles = '*.tmp'
[[module.imports]]
path = 'github.com/x/pilot'
[[module.imports.mounts]]
source = 'content'
target = 'content/pilot'
[[module.imports]]
path = 'github.com/x/unknown'
[[module.imports]]
path = 'github.com/x/off'
disable = true
[[module.mounts]]
source = 'half'
",
        ),
        ("loft.toml", "[imports]\n'github.com/x/pilot' = './modules/pilot/'\n'github.com/x/theme' = 'modules/theme'\n"),
    ]);
    assert_eq!(config.theme, ["mine"]);
    let all = mounts(&config);
    assert_eq!(all[0], ("docs".to_string(), "content/docs".to_string(), Some("nb".to_string())));
    assert_eq!(config.mounts[0].exclude_files, ["*.tmp"]);
    assert!(!all.iter().any(|(source, target, _)| source == "content" && target == "content"));
    for (source, target) in
        [("static", "static"), ("media", "static"), ("modules/pilot/content", "content/pilot"), ("modules/theme/i18n", "i18n")]
    {
        assert!(all.contains(&(source.to_string(), target.to_string(), None)), "{source}: {all:?}");
    }
    let expected = [
        "hugo.toml:14:8: warning[config-import-unknown]: The module `github.com/x/unknown` is imported, but Loft does not fetch modules from the network.\n    Put a copy of it in a folder and name the folder in loft.toml: [imports], then \"github.com/x/unknown\" = \"modules/NAME\". If it is only a theme for Hugo, take the import out.",
        "hugo.toml:18:1: warning[config-mount-incomplete]: A mount (a folder that is read as part of the site) needs both `source`, the folder on disk, and `target`, its place in the site.\n    Add the one that is missing. Until then the mount is left out.",
    ];
    assert_eq!(lines(&diags, MessageLang::En), expected);
}

#[test]
fn permalinks_outputs_cascade_and_dates() {
    let config = sound(&[(
        "hugo.yaml",
        "permalinks:
  posts: /:year/:title/
  section:
    Docs: /d/:slug/
outputs:
  home: [HTML, JSON]
disableKinds: [RSS, taxonomy]
cascade:
  - _target: {path: '/docs/**', kind: page}
    toc: false
  - target: {lang: nb}
    params: {maalform: nb}
taxonomies: {}
frontmatter:
  lastmod: ['modified', ':fileModTime', ':default']
markup:
  goldmark:
    extensions: {typographer: {disable: true}, passthrough: {enable: true, delimiters: {block: [['$$', '$$']]}}}
    parser: {attribute: {block: true}}
    renderHooks: {link: {enableDefault: true}}
  highlight: {lineNos: inline}
  tableOfContents: {endLevel: -1}
",
    )]);
    assert_eq!(config.permalinks["page"]["posts"], "/:year/:title/");
    assert_eq!(config.permalinks["term"]["posts"], "/:year/:title/");
    assert_eq!(config.permalinks["section"]["docs"], "/d/:slug/");
    assert_eq!((&config.outputs["home"], &config.outputs["page"]), (&vec!["html".to_string(), "json".into()], &vec!["html".to_string()]));
    assert_eq!(config.disable_kinds, ["rss", "taxonomy"]);
    assert_eq!((config.cascade[0].target.path.as_str(), config.cascade[0].target.kind.as_str()), ("/docs/**", "page"));
    assert_eq!(config.cascade[0].values, serde_json::json!({"toc": false}).as_object().unwrap().clone());
    assert_eq!(config.cascade[1].values, serde_json::json!({"maalform": "nb"}).as_object().unwrap().clone());
    assert!(config.taxonomies.is_empty());
    assert_eq!(
        config.front_matter_dates.lastmod,
        ["modified", ":filemodtime", ":git", "lastmod", "date", "publishdate", "pubdate", "published"]
    );
    let goldmark = &config.markup.goldmark;
    assert_eq!(
        (goldmark.typographer.is_none(), goldmark.attribute_block, goldmark.link_hook),
        (true, true, loft::config::HookUse::Fallback)
    );
    assert_eq!(goldmark.passthrough.as_ref().unwrap().block, [("$$".to_string(), "$$".to_string())]);
    assert_eq!(goldmark.passthrough.as_ref().unwrap().inline, [("\\(".to_string(), "\\)".to_string())]);
    assert_eq!(
        (config.markup.highlight.line_nos, config.markup.highlight.line_numbers_in_table, config.markup.toc.end_level),
        (true, false, 6)
    );
}

#[test]
fn lofts_own_keys_in_either_place() {
    let own = "types.use-cases = 'behov'
search.synonyms = [['barnehage', 'bhg']]
[views]
status = false
search = 'finn'
[views.actors]
when = 'always'
en = 'who'
[[statuses]]
id = 'a'
symbol = 'A'
labels = {nb = 'Først', en = 'First'}
[edit]
'content/utkast' = 'https://example.org/edit/'
[checks]
duplicate-key = 'off'
[actors]
headings = ['Deltar']
[actors.roles.berort]
nb = 'Berørt part'
";
    let nested: String = format!("[params.loft]\n{}", own.replace("[[statuses]]", "[[params.loft.statuses]]"))
        .lines()
        .map(|line| match line.strip_prefix('[').filter(|rest| !rest.starts_with(['p', '['])) {
            Some(rest) => format!("[params.loft.{rest}\n"),
            None => format!("{line}\n"),
        })
        .collect();
    let over = sound(&[("hugo.toml", "title = 'A'"), ("loft.toml", own)]);
    let inside = sound(&[("hugo.toml", &format!("title = 'A'\n{nested}"))]);
    assert_eq!(show(&over, Format::Json), show(&inside, Format::Json));
    let loft = &over.loft;
    assert!(!over.params.contains_key("loft"));
    assert_eq!(loft.types.of_folder("use-cases"), Some("behov"));
    assert_eq!((loft.views.by_id["status"].when, loft.views.by_id["actors"].when), (ViewWhen::Never, ViewWhen::Always));
    assert_eq!((loft.views.by_id["search"].slugs["en"].as_str(), loft.views.by_id["actors"].slugs["en"].as_str()), ("finn", "who"));
    assert_eq!(loft.views.by_id["actors"].slugs["nn"], "aktorer");
    assert_eq!(loft.statuses.find("først").map(|status| status.id.as_str()), Some("a"));
    assert_eq!((loft.edit["content/utkast"].as_str(), loft.checks["duplicate-key"].as_str()), ("https://example.org/edit/", "off"));
    assert!(loft.actors.opens("Deltar").is_some() && loft.actors.opens("Aktører").is_some());
    assert_eq!(loft.actors.role("berort").unwrap().label("nb"), "Berørt part");
    assert_eq!(loft.search.synonyms, [["barnehage", "bhg"]]);
}

#[test]
fn findings_name_file_line_and_remedy() {
    let (config, diags) = site(&[
        (
            "hugo.toml",
            "titel = 'A'\nbaseURL = 'x.no'\nenableGitInfo = 'kanskje'\n\n[privacy.x]\nlimit = 3\n[markup.goldmark.renderer]\nunsfe = true\n",
        ),
        ("config/_default/params.yaml", "a: 1\na: 2\n"),
        ("loft.toml", "ukjent = 1\n[views]\nstatsu = true\nsearch = 4\n[checks]\nduplicat-key = 'av'\n"),
    ]);
    assert!(!config.enable_git_info);
    let expected = "config/_default/params.yaml:2:1: advarsel[duplicate-key]: `a` står allerede på linje 1; den første gjelder.
    Behold bare én av dem.
hugo.toml:1:1: advarsel[key-unknown-near]: `titel` har ingen betydning her.
    Mente du `title`?
hugo.toml:2:11: advarsel[config-base-url]: `baseURL` er ikke en adresse: «x.no».
    Skriv den helt ut: https://example.org/docs/
hugo.toml:3:17: advarsel[field-not-yes-no]: `enableGitInfo` skal være `true` (ja) eller `false` (nei), men er «kanskje».
    Skriv `true` for ja eller `false` for nei, uten anførselstegn.
hugo.toml:5:2: merknad[config-without-effect]: `privacy` er en innstilling for Hugo som ikke endrer noe i Loft.
    Den kan bli stående, for Hugos skyld.
hugo.toml:8:1: advarsel[key-unknown-near]: `unsfe` har ingen betydning her.
    Mente du `unsafe`?
loft.toml:1:1: advarsel[key-unknown]: `ukjent` har ingen betydning her.
    Ta det bort. Egne verdier hører hjemme under `params`.
loft.toml:3:1: advarsel[key-unknown-near]: `statsu` har ingen betydning her.
    Mente du `status`?
loft.toml:4:10: advarsel[config-view]: `search` kan være true, false, et navn i adressen eller et navn per språk.
    Skriv for eksempel `search = false` for å utelate visningen.
loft.toml:6:1: advarsel[key-unknown-near]: `duplicat-key` har ingen betydning her.
    Mente du `duplicate-key`?
loft.toml:6:16: advarsel[field-not-one-of]: `duplicat-key` kan ikke være «av».
    Det kan være `off`, `note`, `warning`, `error`, `false`.";
    assert_eq!(lines(&diags, MessageLang::Nb).join("\n"), expected);
}

#[test]
fn broken_files_still_give_a_configuration() {
    for (path, text) in [
        ("hugo.toml", "title = \n[[["),
        ("hugo.yaml", "title: [\n"),
        ("hugo.json", "{\"title\""),
        ("hugo.yaml", "- a\n"),
        ("hugo.toml", "\u{0}\u{7}"),
    ] {
        let (config, diags) = site(&[(path, text)]);
        assert!(!config.languages.is_empty() && config.base_url == "/", "{text}");
        assert!(diags.iter().any(|diag| diag.path.as_deref() == Some(path) && diag.span.is_some()), "{text}: {diags:?}");
    }
    let (config, diags) = site(&[]);
    assert_eq!((config.languages.len(), diags[0].code), (1, "config-missing"));
}

#[test]
fn the_command_line_comes_last() {
    let file = ConfigFile { path: "hugo.toml".to_string(), bytes: b"baseURL = 'https://a.no'\nbuildFuture = true\n".to_vec() };
    let overrides = Overrides { base_url: Some("https://b.no/x".to_string()), drafts: true, ..Overrides::default() };
    let (config, _) = load(&[file], &overrides);
    assert_eq!(config.base_url, "https://b.no/x/");
    assert_eq!((config.build_drafts, config.build_expired, config.build_future), (true, false, true));
}

#[test]
fn what_is_shown_is_valid_toml_and_reads_the_same() {
    let config = sound(&[("hugo.toml", "title = 'Æ \"ø\"'\n[params]\nlist = [1, 'to']\n[languages.nb]\n[languages.en]\nweight = 1\n")]);
    let shown: toml::Table = toml::from_str(&show(&config, Format::Toml)).expect("valid TOML");
    assert_eq!((shown["title"].as_str(), shown["languages"].as_array().map(Vec::len)), (Some("Æ \"ø\""), Some(2)));
    assert!(shown["loft"]["statuses"]["statuses"].as_array().is_some_and(|statuses| statuses.len() == 6));
}

/// The real site's file is read as it is: its only findings tell of a Hugo theme's absence, which is not
/// this room's to know.
#[test]
fn the_real_sites_file_is_without_a_finding() {
    let corpus = std::env::var("LOFT_CORPUS").unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/corpus").to_string());
    let Ok(text) = std::fs::read_to_string(format!("{corpus}/samt-bu/hugo.toml")) else {
        eprintln!("skipped: no corpus");
        return;
    };
    let config = sound(&[("hugo.toml", &text)]);
    assert_eq!((config.default_language.as_str(), config.languages.len(), config.mounts.len()), ("nb", 2, 12));
    assert_eq!(config.outputs["home"], ["html", "rss", "json"]);
    assert!(config.markup.goldmark.unsafe_html && config.enable_git_info);
    assert_eq!(config.language(&Lang::new("en")).unwrap().params["navswitcherlabel"], "Content");
}

/// Files of a site → the findings about what only Hugo can use.
#[test]
fn what_only_hugo_can_use_is_told_once() {
    let toml = "baseURL = 'https://x.no/'\ntheme = ['here', 'mine', 'gone']\n";
    let files = [
        "layouts/index.html",
        "layouts/_default/single.html",
        "layouts/shortcodes/a.html",
        "themes/here/layouts/x.html",
        "themes/mine/templates/page.html",
    ];
    let site = tempfile::tempdir().unwrap();
    std::fs::write(site.path().join("hugo.toml"), toml).unwrap();
    for file in files {
        std::fs::create_dir_all(site.path().join(file).parent().unwrap()).unwrap();
        std::fs::write(site.path().join(file), "{{ .Title }}").unwrap();
    }
    let told = |site: &std::path::Path| -> Vec<String> {
        let snapshot = loft::input::Input::open_cold(site, Overrides::default()).snapshot(None);
        snapshot.diags.iter().map(|diag| to_text(diag, MessageLang::Nb, Style::Plain).lines().next().unwrap_or("").to_string()).collect()
    };
    let expected = [
        "advarsel[layouts-go]: Malene i `layouts` er skrevet for Hugo; Loft kan ikke kjøre dem og ser bort fra dem.",
        "merknad[layouts-go]: Malene i `themes/here/layouts` er skrevet for Hugo; Loft kan ikke kjøre dem og ser bort fra dem.",
        "merknad[theme-missing]: Temaet `gone` ligger ikke i mappen themes/; Lofts eget tema brukes.",
    ];
    assert_eq!(told(site.path()), expected);
    for file in ["layouts/index.html", "layouts/_default/single.html"] {
        std::fs::remove_file(site.path().join(file)).unwrap();
    }
    assert_eq!(told(site.path()), expected[1..], "shortcodes are told elsewhere");
}
