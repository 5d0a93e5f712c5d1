//! Views → HTML: the Tera engine, the body's slots, shortcode templates, highlighting.
//!
//! Nothing here sees the site: a template gets the values that the view holds, and no others.
//!
//! ```text
//! ThemeFiles ──Engine::new──▶ Engine
//! (SiteView, PageView) ──Scope::new──▶ Scope ──body(BodyView)──▶ content ──Engine::page──▶ HTML
//! ```

mod actor;
mod badge;
mod body;
mod engine;
mod escape;
mod file;
mod filters;
mod frame;
mod headings;
pub mod highlight;
mod hosting;
mod hyphens;
mod minify;
pub mod pictures;
pub mod shortcodes;
mod sidebar;
mod summary;
pub mod theme;
mod values;
mod xml;

pub use body::body;
pub use engine::{Engine, Scope};
pub use file::{Body, Rendered, file};
pub use highlight::highlight_css;
pub use hosting::policy;
pub use minify::minify;
pub use theme::ThemeFiles;
