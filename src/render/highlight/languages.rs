//! Names of languages, as Chroma knows them, → grammars.

use std::collections::HashMap;
use std::sync::LazyLock;

use syntect::parsing::{SyntaxReference, SyntaxSet};

/// Every grammar of syntect and of two-face, unpacked when the first block needs one.
static SET: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// Grammars by what a block may call them, in lower case: an alias before an extension, an extension before a name.
static GRAMMARS: LazyLock<HashMap<String, &SyntaxReference>> = LazyLock::new(|| {
    let syntaxes = SET.syntaxes();
    let names = syntaxes.iter().map(|syntax| (syntax.name.to_lowercase(), syntax));
    let extensions = syntaxes.iter().flat_map(|syntax| syntax.file_extensions.iter().map(move |name| (name.to_lowercase(), syntax)));
    let aliases = ALIASES.iter().filter_map(|(alias, name)| Some((alias.to_string(), SET.find_syntax_by_name(name)?)));
    names.chain(extensions).chain(aliases).collect()
});

pub(super) enum Language {
    Grammar(&'static SyntaxReference),
    /// Known, but without colours: `text`.
    Text,
}

/// Chroma's names that are neither a grammar's name nor one of its file extensions → the grammar's name.
const ALIASES: &[(&str, &str)] = &[
    ("actionscript", "ActionScript"),
    ("apacheconf", "Apache Conf"),
    ("bash", "Bourne Again Shell (bash)"),
    ("batchfile", "Batch File"),
    ("bibtex", "BibTeX"),
    ("c#", "C#"),
    ("clj", "Clojure"),
    ("common-lisp", "Lisp"),
    ("console", "Bourne Again Shell (bash)"),
    ("csharp", "C#"),
    ("css+lasso", "CSS"),
    ("docker", "Dockerfile"),
    ("dosbatch", "Batch File"),
    ("dotenv", "DotENV"),
    ("elixir", "Elixir"),
    ("erlang", "Erlang"),
    ("fsharp", "F#"),
    ("go-html-template", "HTML (Jinja2)"),
    ("go-text-template", "HTML (Jinja2)"),
    ("golang", "Go"),
    ("graphql", "GraphQL"),
    ("gotmpl", "HTML (Jinja2)"),
    ("handlebars", "HTML (Jinja2)"),
    ("haskell", "Haskell"),
    ("hbs", "HTML (Jinja2)"),
    ("hcl", "Terraform"),
    ("html+handlebars", "HTML (Jinja2)"),
    ("html+jinja", "HTML (Jinja2)"),
    ("html+php", "PHP"),
    ("ini", "INI"),
    ("javascript", "JavaScript"),
    ("jinja", "HTML (Jinja2)"),
    ("js", "JavaScript"),
    ("json5", "JSON"),
    ("jsonc", "JSON"),
    ("jsx", "JavaScript (Babel)"),
    ("kotlin", "Kotlin"),
    ("ksh", "Bourne Again Shell (bash)"),
    ("latex", "LaTeX"),
    ("make", "Makefile"),
    ("makefile", "Makefile"),
    ("markdown", "Markdown"),
    ("mysql", "SQL"),
    ("nginx", "nginx"),
    ("objc", "Objective-C"),
    ("objective-c", "Objective-C"),
    ("pgsql", "SQL"),
    ("plpgsql", "SQL"),
    ("postgres", "SQL"),
    ("postgresql", "SQL"),
    ("posh", "PowerShell"),
    ("powershell", "PowerShell"),
    ("protobuf", "Protocol Buffer"),
    ("ps1", "PowerShell"),
    ("pwsh", "PowerShell"),
    ("python", "Python"),
    ("python3", "Python"),
    ("py3", "Python"),
    ("react", "JavaScript (Babel)"),
    ("restructuredtext", "reStructuredText"),
    ("ruby", "Ruby"),
    ("rust", "Rust"),
    ("scss", "SCSS"),
    ("sh", "Bourne Again Shell (bash)"),
    ("shell", "Bourne Again Shell (bash)"),
    ("shell-session", "Bourne Again Shell (bash)"),
    ("sqlite3", "SQL"),
    ("svelte", "Svelte"),
    ("svg", "XML"),
    ("terraform", "Terraform"),
    ("tex", "TeX"),
    ("toml", "TOML"),
    ("ts", "TypeScript"),
    ("tsx", "TypeScriptReact"),
    ("typescript", "TypeScript"),
    ("udiff", "Diff"),
    ("vb.net", "ASP"),
    ("viml", "VimL"),
    ("vim", "VimL"),
    ("vue", "Vue Component"),
    ("xhtml", "HTML"),
    ("xslt", "XML"),
    ("yaml", "YAML"),
    ("yml", "YAML"),
    ("zsh", "Bourne Again Shell (bash)"),
];

/// Names that mean text without colours.
const TEXT: &[&str] = &["no-highlight", "output", "plain", "plaintext", "text", "txt"];

/// Grammars that exist but whose file extensions are words of other languages in Chroma.
const NOT_BY_EXTENSION: &[&str] = &["cls", "inc", "log", "mak", "mo", "mod"];

pub(super) fn set() -> &'static SyntaxSet {
    &SET
}

/// The language of this name; letter case does not count. `None` if nobody knows it.
pub(super) fn find(name: &str) -> Option<Language> {
    let name = name.to_lowercase();
    if name.is_empty() || NOT_BY_EXTENSION.contains(&name.as_str()) {
        return None;
    }
    if TEXT.contains(&name.as_str()) {
        return Some(Language::Text);
    }
    GRAMMARS.get(&name).copied().map(Language::Grammar)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alias_leads_to_a_grammar() {
        let lost: Vec<_> = ALIASES.iter().filter(|(_, grammar)| SET.find_syntax_by_name(grammar).is_none()).collect();
        assert_eq!(lost, Vec::<&(&str, &str)>::new());
    }

    #[test]
    fn names_are_those_that_chroma_knows() {
        let known = "bash c c++ cpp css csharp diff docker dockerfile go golang graphql groovy haskell html html+handlebars http ini java \
                     javascript js json jsx kotlin lua make markdown md nginx perl php powershell ps1 protobuf py python r rb ruby rust scala \
                     scss sh shell sql swift terraform tex toml ts tsx typescript vue xml yaml yml zsh text plaintext";
        let unknown: Vec<_> = known.split_whitespace().filter(|name| find(name).is_none()).collect();
        assert_eq!(unknown, Vec::<&str>::new());
        assert!(find("zzz").is_none());
        assert!(find("").is_none());
    }
}
