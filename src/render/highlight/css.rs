//! The style sheet of highlighted code: light and dark in one, by the `color-scheme` that the theme sets.

/// Background, text, marked line, line numbers: light, dark.
const GROUND: [(&str, &str, &str); 4] =
    [("bg", "#f3f3f4", "#1e2022"), ("fg", "#24292f", "#dfe3e8"), ("hl", "#e3e8f0", "#262d36"), ("ln", "#5c636d", "#9aa3ad")];

/// Colours by variable: light, dark. Each has at least 4.5:1 against its ground and its marked line.
const COLOURS: [(&str, &str, &str); 9] = [
    ("comment", "#57606a", "#9aa3ad"),
    ("keyword", "#a1112b", "#ff8f87"),
    ("string", "#0a4a7a", "#a5d6ff"),
    ("number", "#0550ae", "#7cc0ff"),
    ("name", "#6132b4", "#d2a8ff"),
    ("type", "#7f3d05", "#ffb066"),
    ("tag", "#0c5427", "#7ee787"),
    ("added", "#0c5427", "#7ee787"),
    ("removed", "#a1112b", "#ff8f87"),
];

/// Class → variable. Chroma's finer classes are here too, for pages made with its style sheets in mind.
const CLASSES: [(&str, &[&str]); 9] = [
    ("comment", &["c", "ch", "cm", "c1", "cs", "cp", "cpf"]),
    ("keyword", &["k", "kd", "kn", "kp", "kr", "ow", "err"]),
    ("string", &["s", "sa", "sb", "sc", "dl", "sd", "s2", "s1", "sh", "sx", "sr", "ss"]),
    ("number", &["m", "mb", "mf", "mh", "mi", "il", "mo", "kc", "no", "se", "si"]),
    ("name", &["nf", "fm", "nd", "nb", "bp"]),
    ("type", &["kt", "nc", "nn", "nv", "vc", "vg", "vi"]),
    ("tag", &["nt", "na", "nl"]),
    ("added", &["gi"]),
    ("removed", &["gd"]),
];

const LAYOUT: &str = "\
.chroma{background:var(--hl-bg);color:var(--hl-fg);tab-size:4}
.highlight{overflow-x:auto}
.chroma .line{display:flex}
.chroma .hl{display:block;background:var(--hl-hl)}
.chroma .line.hl{display:flex}
.chroma .lntable{border-spacing:0;margin:0;width:auto}
.chroma .lntd{vertical-align:top;padding:0;border:0}
.chroma .lntd:last-child{width:100%}
.chroma .lnt,.chroma .ln{white-space:pre;user-select:none;margin-right:.4em;padding:0 .4em;color:var(--hl-ln)}
.chroma .lnlinks{color:inherit;text-decoration:none}
.chroma .gh,.chroma .gu{color:var(--hl-name);font-weight:600}
.chroma .gs{font-weight:600}
.chroma .ge{font-style:italic}
";

/// The whole sheet. The variables (`--hl-bg`, `--hl-fg`, `--hl-keyword` …) are for themes to set anew.
pub fn highlight_css() -> String {
    let mut css = String::from("/* Highlighted code. Class names are Chroma's. */\n");
    let variables: Vec<String> =
        GROUND.iter().chain(&COLOURS).map(|(name, light, dark)| format!("--hl-{name}:light-dark({light},{dark})")).collect();
    css.push_str(&format!(":root{{{}}}\n", variables.join(";")));
    css.push_str(LAYOUT);
    for (variable, classes) in CLASSES {
        let selectors: Vec<String> =
            classes.iter().flat_map(|class| [format!(".chroma .{class}"), format!(".code-inline .{class}")]).collect();
        css.push_str(&format!("{}{{color:var(--hl-{variable})}}\n", selectors.join(",")));
    }
    css
}

#[cfg(test)]
mod tests {
    use super::super::classes;
    use super::*;

    /// Relative luminance of `#rrggbb`, as WCAG 2 defines it.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal")) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_colour_can_be_read_on_its_ground_and_on_a_marked_line() {
        let grounds = [GROUND[0], GROUND[2]];
        for (name, light, dark) in COLOURS.iter().chain([&GROUND[1], &GROUND[3]]) {
            for ground in grounds {
                assert!(contrast(light, ground.1) >= 4.5, "{name} on light {}: {:.2}", ground.0, contrast(light, ground.1));
                assert!(contrast(dark, ground.2) >= 4.5, "{name} on dark {}: {:.2}", ground.0, contrast(dark, ground.2));
            }
        }
    }

    #[test]
    fn every_class_has_a_rule() {
        let css = highlight_css();
        let bare: Vec<_> = classes::all().filter(|class| !css.contains(&format!(".chroma .{class}"))).collect();
        assert_eq!(bare, Vec::<&str>::new());
    }

    #[test]
    fn braces_balance() {
        let css = highlight_css();
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }
}
