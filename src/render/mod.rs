//! Views → HTML: the Tera engine, the body's slots, shortcode templates, highlighting.
//!
//! Nothing here sees the site: a template gets the values that the view holds, and no others.
//!
//! ```text
//! ThemeFiles ──Engine::new──▶ Engine
//! (SiteView, PageView) ──Scope::new──▶ Scope ──body(BodyView)──▶ content ──Engine::page──▶ HTML
//! ```

mod body;
mod engine;
mod escape;
mod filters;
pub mod highlight;
pub mod shortcodes;
pub mod theme;
mod values;

pub use body::body;
pub use engine::{Engine, Scope};
pub use highlight::highlight_css;
pub use theme::ThemeFiles;
