//! The effective configuration as text, for `loft config`.

use serde_json::Value;

use super::Config;

/// How [`show`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Toml,
    Json,
}

/// The whole configuration with all defaults, as TOML or JSON.
pub fn show(config: &Config, format: Format) -> String {
    // Both only fail on values that a configuration cannot hold, such as keys that are not text.
    let value = serde_json::to_value(config).map(without_null).unwrap_or_default();
    match format {
        Format::Json => format!("{value:#}\n"),
        Format::Toml => toml::to_string_pretty(&value).unwrap_or_default(),
    }
}

/// TOML has no word for nothing; a field without a value is left out.
fn without_null(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key, without_null(value))).collect()
        }
        Value::Array(items) => items.into_iter().filter(|item| !item.is_null()).map(without_null).collect(),
        other => other,
    }
}
