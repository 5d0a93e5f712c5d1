//! Comma-separated values as RFC 4180 has them.

use std::io::{self, Write};

/// Writes one record. Fields with a comma, quotation mark or line break are quoted.
pub fn record<'a>(out: &mut dyn Write, fields: impl IntoIterator<Item = &'a str>) -> io::Result<()> {
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match field.contains([',', '"', '\n', '\r']) {
            true => write!(out, "\"{}\"", field.replace('"', "\"\""))?,
            false => out.write_all(field.as_bytes())?,
        }
    }
    out.write_all(b"\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_that_need_it_are_quoted() {
        let mut out = Vec::new();
        assert!(record(&mut out, ["a", "b, c", "sa \"d\"", "", "e\nf"]).is_ok());
        assert_eq!(String::from_utf8_lossy(&out), "a,\"b, c\",\"sa \"\"d\"\"\",,\"e\nf\"\r\n");
    }
}
