//! What every page of a language has around it alike: drawn once.

use std::collections::BTreeMap;
use std::sync::Arc;

use tera::Value;

use super::Scope;

/// The parts by their names in templates, where they are `frame.search` and the like, and their own templates. Their values: `site`, `t`.
const PARTS: [(&str, &str); 3] = [("search", "frame_search.html"), (VIEWS, "frame_views.html"), ("footer", "frame_footer.html")];

/// The links to the generated views, as they are on a page that lies in none of them.
const VIEWS: &str = "views";

/// The parts of a language's pages, drawn.
#[derive(Debug)]
pub(super) struct Frame {
    outside_views: Value,
    inside_views: Value,
}

/// The parts for one page. What is not there, the page draws for itself: a part that fails without a page's values, and the links to
/// the views where one of them is the reader's place.
pub(super) fn parts(scope: &Scope, site: &Value, strings: &Value) -> Value {
    let frame = scope.engine.frames.get(scope.site.key(), || Arc::new(Frame::drawn(scope, site, strings)));
    let is_inside = scope.site.views.iter().any(|view| scope.page.url.starts_with(&view.url));
    if is_inside { frame.inside_views.clone() } else { frame.outside_views.clone() }
}

impl Frame {
    fn drawn(scope: &Scope, site: &Value, strings: &Value) -> Frame {
        let draw = |(name, template): &(&'static str, &str)| {
            let html = scope.engine.draw_or_leave(template, site, strings)?;
            Some((*name, Value::safe_string(&html)))
        };
        let parts: BTreeMap<&str, Value> = PARTS.iter().filter_map(draw).collect();
        let mut inside_views = parts.clone();
        inside_views.remove(VIEWS);
        Frame { outside_views: Value::from(parts), inside_views: Value::from(inside_views) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::engine::tests::{engine_with, page, site};
    use crate::memo::Shared;
    use crate::render::Scope;
    use crate::views::{PageView, SiteView, ViewLink};

    /// A page at an address, on a site with a view, with these templates.
    fn drawn(url: &str, files: &[(&str, &str)]) -> String {
        let (engine, diags) = engine_with(files);
        assert_eq!(diags, []);
        let view = ViewLink { id: "status".into(), url: "/status/".into(), title: "Status".into(), is_for_makers: false };
        let site = Shared::new(SiteView { views: vec![view], ..SiteView::clone(&site()) });
        let page = PageView { url: url.into(), ..page() };
        let (html, diags) = engine.page("page.html", &Scope::new(&engine, &site, &page), "", None);
        assert_eq!(diags, []);
        String::from_utf8(html).expect("text")
    }

    #[test]
    fn links_to_views_tell_the_reader_s_place() {
        for (url, link) in [
            ("/behov/", "<li><a href=\"/status/\">Status</a></li>"),
            ("/status/", "<li><a href=\"/status/\" aria-current=\"page\">Status</a></li>"),
            ("/status/2/", "<li><a href=\"/status/\" aria-current=\"true\">Status</a></li>"),
        ] {
            assert!(drawn(url, &[]).contains(link), "{url}");
        }
    }

    #[test]
    fn a_site_has_its_own_footer_drawn_once_and_any_that_needs_the_page_is_left_to_the_page() {
        let own = drawn("/behov/", &[("templates/frame_footer.html", "<footer>{{ site.title }} for alle</footer>")]);
        assert!(own.contains("<footer>Håndboka for alle</footer>") && !own.contains("site-foot"), "{own}");
        let of_page = drawn("/behov/", &[("templates/frame_footer.html", "{{ page.title }}")]);
        assert!(of_page.contains("<footer class=\"site-foot\">"), "{of_page}");
    }
}
