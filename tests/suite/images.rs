//! Images as they are published: read by a parser of HTML, and compared with the files themselves.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use loft::config::Overrides;
use loft::input::Input;
use loft::pipeline::{Memo, PictureStore};
use scraper::{Html, Selector};

use crate::support::{Made, corpus, fresh, make};

const CONFIG: &str =
    "baseURL = 'https://example.org/docs/'\ntitle = 'T'\ndefaultContentLanguage = 'nb'\n[markup.goldmark.parser.attribute]\nblock = true\n";

/// A gradient with noise, as a PNG or JPEG by the ending of its name.
fn paint(path: &Path, width: u32, height: u32) {
    let picture = image::RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 13 & 31;
        image::Rgb([(x * 255 / width) as u8, (y * 200 / height + noise) as u8, 90])
    });
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    picture.save(path).expect("a picture");
}

fn write(site: &Path, path: &str, text: impl AsRef<[u8]>) {
    let path = site.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
}

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    let at = site.path();
    write(at, "hugo.toml", CONFIG);
    let body = "![Kart](kart.png)\n\n![Foto](/docs/foto.jpg \"Tittel\")\n\n![Lite](lite.png)\n\n![Tegning](/docs/t.svg)\n\n![Ute](https://example.org/x.png)\n\n![Borte](borte.png)\n\n{{< figure src=\"kart.png\" alt=\"Igjen\" >}}\n";
    write(at, "content/sak/index.md", format!("---\ntitle: Sak\n---\n{body}"));
    paint(&at.join("content/sak/kart.png"), 1600, 900);
    paint(&at.join("content/sak/lite.png"), 120, 80);
    paint(&at.join("static/foto.jpg"), 2000, 1000);
    paint(&at.join("static/ubrukt.png"), 1500, 1000);
    write(at, "static/t.svg", "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 20'/>");
    site
}

/// The attributes of a page's images, by their alternative text.
fn images(made: &Made, page: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let html = Html::parse_document(std::str::from_utf8(&made.files[page]).expect("UTF-8"));
    let selector = Selector::parse("main img").expect("a selector");
    let found = html.select(&selector).map(|image| {
        let attributes: BTreeMap<String, String> =
            image.value().attrs().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        (attributes.get("alt").cloned().unwrap_or_default(), attributes)
    });
    found.collect()
}

/// Address and width of each candidate.
fn candidates(image: &BTreeMap<String, String>) -> Vec<(String, u32)> {
    let one = |candidate: &str| {
        let (address, width) = candidate.trim().split_once(' ').expect("an address and a width");
        (address.to_string(), width.strip_suffix('w').expect("a width").parse().expect("a number"))
    };
    image.get("srcset").map_or_else(Vec::new, |srcset| srcset.split(',').map(one).collect())
}

/// The published file of an address.
fn file<'a>(made: &'a Made, address: &str, base: &str) -> &'a [u8] {
    let path = loft::paths::decode_path(address.strip_prefix(base).unwrap_or_else(|| panic!("{address} is not below {base}")));
    made.files.get(&path).unwrap_or_else(|| panic!("no file {path}"))
}

#[test]
fn images_have_size_and_versions_and_wait() {
    let site = site();
    let made = fresh(site.path()).1;
    let images = images(&made, "sak/index.html");
    let facts = |alt: &str| ["src", "width", "height", "loading"].map(|name| images[alt].get(name).map_or("", String::as_str));
    assert_eq!(facts("Kart"), ["kart.png", "1600", "900", ""]);
    assert_eq!(facts("Foto"), ["/docs/foto.jpg", "2000", "1000", "lazy"]);
    assert_eq!(facts("Lite"), ["lite.png", "120", "80", "lazy"]);
    assert_eq!(facts("Tegning"), ["/docs/t.svg", "30", "20", "lazy"]);
    assert_eq!(facts("Ute"), ["https://example.org/x.png", "", "", "lazy"]);
    assert_eq!(facts("Borte"), ["borte.png", "", "", "lazy"]);
    assert_eq!(facts("Igjen")[1..3], ["1600", "900"]);
    for alt in ["Lite", "Tegning", "Ute", "Borte"] {
        assert_eq!(images[alt].get("srcset"), None, "{alt}");
    }
    for (alt, original) in [("Kart", 1600), ("Foto", 2000), ("Igjen", 1600)] {
        let candidates = candidates(&images[alt]);
        let widths: Vec<u32> = candidates.iter().map(|(_, width)| *width).collect();
        assert!(widths.len() > 2 && widths.is_sorted() && widths.last() == Some(&original), "{alt}: {widths:?}");
        assert!(images[alt].contains_key("sizes"));
    }
    assert!(!made.files.keys().any(|name| name.starts_with("loft-images/") && name.ends_with(".png")));
}

/// Every candidate is a picture of the width that it says, and of fewer bytes than the one it stands in for.
#[test]
fn candidates_are_what_they_say() {
    let site = site();
    let made = fresh(site.path()).1;
    let images = images(&made, "sak/index.html");
    for (alt, original) in [("Kart", "sak/kart.png"), ("Foto", "foto.jpg")] {
        let mut limit = 0;
        for (address, width) in candidates(&images[alt]) {
            let address = if address.starts_with('/') { address } else { format!("/docs/sak/{address}") };
            let bytes = file(&made, &address, "/docs/");
            assert_eq!(image::load_from_memory(bytes).expect("a picture").width(), width, "{address}");
            assert!(bytes.len() > limit, "{address}: wider and smaller");
            limit = bytes.len();
        }
        assert!(limit <= made.files[original].len());
    }
}

#[test]
fn hugos_body_has_none_of_it() {
    let site = site();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_loft"))
        .args(["list", "--html", "--format", "ndjson", "-s", site.path().to_str().expect("a path")])
        .output()
        .expect("loft runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("<img src=\\\"kart.png\\\" alt=\\\"Kart\\\">"), "{text}");
    assert!(!text.contains("srcset") && !text.contains("width=") && !site.path().join(".loft/pictures").exists());
}

/// With one store, and with another that remembers the first from the disk, and with none.
#[test]
fn a_picture_is_worked_on_once() {
    let site = site();
    let cache = || loft::cache::CacheDir::of(site.path());
    let with =
        |store: PictureStore| make(&mut Input::open_cold(site.path(), Overrides::default()), &Memo::passing().with_pictures(store)).1;
    let first = with(PictureStore::open(cache()));
    let folder = site.path().join(".loft/pictures");
    let files = || -> BTreeMap<String, (std::time::SystemTime, Vec<u8>)> {
        let entries = fs::read_dir(&folder).expect("a cache").flatten();
        let read = |entry: fs::DirEntry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                (entry.metadata().unwrap().modified().unwrap(), fs::read(entry.path()).unwrap()),
            )
        };
        entries.map(read).collect()
    };
    let cached = files();
    assert!(cached.len() > 4, "{:?}", cached.keys());
    let second = with(PictureStore::open(cache()));
    assert_eq!(cached, files(), "nothing is written again");
    assert!(first == second && first == with(PictureStore::in_memory()), "the same bytes wherever they are kept");

    // A file that is gone is made again; one that nobody needs goes.
    let version = cached.keys().find(|name| name.ends_with(".webp")).expect("a version");
    fs::remove_file(folder.join(version)).unwrap();
    assert!(with(PictureStore::open(cache())) == first);
    write(site.path(), "content/sak/index.md", "---\ntitle: Sak\n---\n![Foto](/docs/foto.jpg)\n");
    let fewer = with(PictureStore::open(cache()));
    assert!(fewer.files.len() < first.files.len());
    assert!(!folder.join(version).exists());
    assert!(!fewer.files.keys().any(|name| name.ends_with(".webp")));
}

#[test]
fn pictures_with_faults_are_told_and_published_as_they_are() {
    let site = site();
    let at = site.path();
    let mut huge = fs::read(at.join("content/sak/kart.png")).unwrap();
    huge[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let whole = fs::read(at.join("content/sak/kart.png")).unwrap();
    let files: [(&str, Vec<u8>); 5] = [
        ("static/side.png", b"<!doctype html><title>404</title>".to_vec()),
        ("static/farlig.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec()),
        ("content/sak/enorm.png", huge),
        ("content/sak/halv.png", whole[..whole.len() / 2].to_vec()),
        ("content/sak/tom.jpg", Vec::new()),
    ];
    files.iter().for_each(|(path, bytes)| write(at, path, bytes));
    write(at, "content/sak/index.md", "---\ntitle: Sak\n---\n![a](enorm.png) ![b](halv.png) ![c](tom.jpg) ![d](/docs/farlig.svg)\n");
    let made = fresh(at).1;
    let told: Vec<(&str, &str)> = made
        .diags
        .iter()
        .filter(|diag| diag.code.starts_with("image-"))
        .map(|diag| (diag.path.as_deref().unwrap_or(""), diag.code))
        .collect();
    assert_eq!(
        told,
        [
            ("content/sak/enorm.png", "image-too-large"),
            ("content/sak/halv.png", "image-damaged"),
            ("content/sak/tom.jpg", "image-unreadable"),
            ("static/farlig.svg", "image-script"),
            ("static/side.png", "image-unreadable"),
        ]
    );
    for (path, bytes) in &files {
        let out = path.split_once('/').expect("a folder").1;
        assert_eq!(made.files[out].as_slice(), bytes.as_slice(), "{path}");
    }
    let images = images(&made, "sak/index.html");
    assert_eq!(images["a"]["width"], "30000");
    assert!(!images["a"].contains_key("srcset") && !images["c"].contains_key("width"));
}

#[test]
fn two_threads_and_one_make_the_same() {
    let site = site();
    let make =
        || make(&mut Input::open_cold(site.path(), Overrides::default()), &Memo::passing().with_pictures(PictureStore::in_memory())).1;
    let pool = |threads: usize| rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
    assert!(pool(1).install(make) == pool(4).install(make));
}

/// The real site's images, with their sizes read from the files by hand.
#[test]
fn every_image_of_the_real_site_has_its_size() {
    let Some(corpus) = corpus("sizes of the real site's images") else { return };
    let made = fresh(&corpus.join("samt-bu")).1;
    let (mut sized, mut with_versions, mut spared) = (0, 0, 0i64);
    for page in made.files.keys().filter(|name| name.ends_with(".html")) {
        for image in images(&made, page).values() {
            let src = &image["src"];
            if src.starts_with("https://") {
                continue;
            }
            let url = if src.starts_with('/') {
                src.clone()
            } else {
                format!("/{}/{src}", page.trim_end_matches("index.html").trim_end_matches('/'))
            };
            let path = loft::paths::decode_path(&loft::paths::clean(&url)).trim_start_matches('/').to_string();
            let Some(bytes) = made.files.get(&path) else {
                assert!(!image.contains_key("width"), "{page}: {src} has a size and no file");
                continue;
            };
            // A PNG has its size in bytes 16 to 24.
            let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes")).to_string();
            assert_eq!((&image["width"], &image["height"]), (&side(16), &side(20)), "{page}: {src}");
            sized += 1;
            if let Some((address, _)) = candidates(image).first() {
                with_versions += 1;
                spared += bytes.len() as i64 - file(&made, address, "/").len() as i64;
            }
        }
    }
    assert!(sized >= 12 && with_versions >= 10, "{sized} images, {with_versions} with versions");
    assert!(spared > 2_000_000, "a phone is spared {spared} bytes");
}
