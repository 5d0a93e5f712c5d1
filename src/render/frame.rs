//! What every page of a language has around it alike: drawn once.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Value;

use super::Scope;
use crate::diag::Diag;

/// The parts by their names in templates, where they are `frame.search` and the like, and their own templates. Their values: `site`, `t`.
const PARTS: [(&str, &str); 3] = [("search", "frame_search.html"), (VIEWS, "frame_views.html"), ("footer", "frame_footer.html")];

/// The links to the generated views, as they are on a page that lies in none of them.
const VIEWS: &str = "views";

/// The parts of a language's pages, drawn.
#[derive(Debug)]
pub(super) struct Frame {
    outside_views: Value,
    inside_views: Value,
    /// What is wrong with a site's own templates of parts.
    diags: Vec<Diag>,
}

/// The parts for one page. What is not there, the page draws for itself: a part that fails without a page's values, and the links to
/// the views where one of them is the reader's place.
pub(super) fn parts(scope: &Scope, site: &Value, strings: &Value, diags: &mut Vec<Diag>) -> Value {
    let frame = scope.engine.frames.get(scope.site.key(), || Arc::new(Frame::drawn(scope, site, strings)));
    diags.extend(frame.diags.iter().cloned());
    let is_inside = scope.site.views.iter().any(|view| scope.page.url.starts_with(&view.url));
    if is_inside { frame.inside_views.clone() } else { frame.outside_views.clone() }
}

impl Frame {
    fn drawn(scope: &Scope, site: &Value, strings: &Value) -> Frame {
        let mut diags = Vec::new();
        let draw = |(name, template): &(&'static str, &str)| match scope.engine.draw_alike(template, site, strings) {
            Ok(html) => Some((*name, Value::safe_string(&html))),
            Err(found) => {
                diags.extend(found);
                None
            }
        };
        let parts: BTreeMap<&str, Value> = PARTS.iter().filter_map(draw).collect();
        let mut inside_views = parts.clone();
        inside_views.remove(VIEWS);
        Frame { outside_views: Value::from(parts), inside_views: Value::from(inside_views), diags }
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::{engine_with, page, site};
    use super::*;
    use crate::memo::Shared;
    use crate::views::{PageView, SiteView, ViewLink};

    /// A page at an address, on a site with a view, with these templates; and what was wrong.
    fn drawn(url: &str, files: &[(&str, &str)]) -> (String, Vec<Diag>) {
        let (engine, mut diags) = engine_with(files);
        let view = ViewLink { id: "status".into(), url: "/status/".into(), title: "Status".into(), is_for_makers: false };
        let site = Shared::new(SiteView { views: vec![view], ..SiteView::clone(&site()) });
        let page = PageView { url: url.into(), ..page() };
        let (html, found) = engine.page("page.html", &Scope::new(&engine, &site, &page), "", None);
        diags.extend(found);
        (String::from_utf8(html).expect("text"), diags)
    }

    #[test]
    fn links_to_views_tell_the_reader_s_place() {
        for (url, link) in [
            ("/behov/", "<li><a href=\"/status/\">Status</a></li>"),
            ("/status/", "<li><a href=\"/status/\" aria-current=\"page\">Status</a></li>"),
            ("/status/2/", "<li><a href=\"/status/\" aria-current=\"true\">Status</a></li>"),
        ] {
            let (html, diags) = drawn(url, &[]);
            assert!(html.contains(link) && diags.is_empty(), "{url}: {diags:?}");
        }
    }

    #[test]
    fn a_site_may_have_its_own_footer() {
        let (own, diags) = drawn("/behov/", &[("templates/frame_footer.html", "<footer>{{ site.title }} for alle</footer>")]);
        assert!(own.contains("<footer>Håndboka for alle</footer>") && !own.contains("site-foot"), "{own}");
        assert_eq!(diags, []);
    }

    #[test]
    fn a_part_that_needs_the_page_is_a_finding_and_the_page_draws_loft_s_own() {
        let (html, diags) = drawn("/behov/", &[("templates/frame_footer.html", "\n{{ page.title }}")]);
        assert!(html.contains("<footer class=\"site-foot\">"), "{html}");
        let places: Vec<_> = diags.iter().map(|diag| (diag.path.as_deref(), diag.span.map(|span| span.line))).collect();
        assert_eq!(places, [(Some("themes/site/templates/frame_footer.html"), Some(2))]);
    }
}
