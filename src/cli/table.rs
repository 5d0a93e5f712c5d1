//! Columns on a terminal.

use std::io::{self, Write};

/// Writes rows under a head, each column as wide as its widest cell; the last is not padded. Control
/// characters that a page may hold never reach the terminal.
pub fn write(out: &mut dyn Write, head: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    let head: Vec<String> = head.iter().map(|title| title.to_string()).collect();
    let clean: Vec<Vec<String>> = std::iter::once(&head).chain(rows).map(|row| row.iter().map(|cell| one_line(cell)).collect()).collect();
    let width = |column: usize| clean.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    for row in &clean {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    Ok(())
}

fn one_line(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").chars().filter(|sign| !sign.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let mut out = Vec::new();
        assert!(
            write(&mut out, &["Ære", "B"], &[vec!["ååååå".to_string(), "x\u{7}\ny".to_string()], vec!["a".to_string(), String::new()]])
                .is_ok()
        );
        assert_eq!(String::from_utf8_lossy(&out), "Ære    B\nååååå  x y\na\n");
    }
}
