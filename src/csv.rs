//! Comma-separated values as RFC 4180 has them, safe to open in a spreadsheet.

use std::io::{self, Write};

/// One record with its line break. A field with a comma, quotation mark or line break is quoted; one that a
/// spreadsheet would take for a formula gets an apostrophe in front, numbers apart.
pub fn record<F: AsRef<str>>(fields: impl IntoIterator<Item = F>) -> String {
    let mut line = String::new();
    for (number, field) in fields.into_iter().enumerate() {
        if number > 0 {
            line.push(',');
        }
        push(&mut line, field.as_ref());
    }
    line.push_str("\r\n");
    line
}

/// Writes one record.
pub fn write<F: AsRef<str>>(out: &mut dyn Write, fields: impl IntoIterator<Item = F>) -> io::Result<()> {
    out.write_all(record(fields).as_bytes())
}

fn push(line: &mut String, field: &str) {
    let is_formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && field.parse::<f64>().is_err();
    let guard = if is_formula { "'" } else { "" };
    if field.contains([',', '"', '\n', '\r']) {
        line.extend(["\"", guard, &field.replace('"', "\"\""), "\""]);
    } else {
        line.extend([guard, field]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_that_need_it_are_quoted_or_guarded() {
        for (fields, expected) in [
            (&["a", "b, c", "sa \"d\"", "", "e\nf"][..], "a,\"b, c\",\"sa \"\"d\"\"\",,\"e\nf\"\r\n"),
            (&["=1+1", "@SUM(A1)", "+47 22", "-5", "-5.5", "- a", "\tx"], "'=1+1,'@SUM(A1),'+47 22,-5,-5.5,'- a,'\tx\r\n"),
            (&["=HYPERLINK(\"x\")"], "\"'=HYPERLINK(\"\"x\"\")\"\r\n"),
            (&["\r=1"], "\"'\r=1\"\r\n"),
            (&[""], "\r\n"),
        ] {
            assert_eq!(record(fields), expected);
        }
    }
}
