//! Terms of a taxonomy. `tags: skole, helse` is one term with a comma in it, to Hugo as to Loft, which is seldom what was meant.

use serde_json::Value;

use crate::check::Facts;
use crate::diag::Diag;
use crate::site::taxonomies_of;

pub fn check(facts: &Facts<'_>, found: &mut Vec<Diag>) {
    let config = &facts.site.config;
    for (page, doc) in facts.written() {
        for taxonomy in taxonomies_of(config, config.language_index(&page.lang)) {
            let field = taxonomy.plural.to_lowercase();
            let Some(Value::String(text)) = page.params.get(&field) else { continue };
            let terms: Vec<&str> = text.split(',').map(str::trim).filter(|term| !term.is_empty()).collect();
            if terms.len() > 1 && doc.meta.places.contains_key(&field) {
                let diag = Diag::warning("terms-in-one-text")
                    .with("field", &field)
                    .with("text", text)
                    .with("list", format!("\"{}\"", terms.join("\", \"")));
                found.push(facts.at_field(page, &field, diag));
            }
        }
    }
}
