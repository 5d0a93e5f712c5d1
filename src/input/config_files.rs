//! Which configuration files a site has, in order of precedence.

use std::fs;
use std::path::Path;

use super::load;
use crate::config::ConfigFile;
use crate::diag::Diag;

const EXTENSIONS: [&str; 4] = ["toml", "yaml", "yml", "json"];
/// Folders whose files Hugo lays over the main one. The environment is always `production`, so that
/// what is previewed is what is published.
const FOLDERS: [&str; 2] = ["config/_default", "config/production"];
/// Far beyond any configuration that a person writes.
const LARGEST: u64 = 4 << 20;

/// Hugo's main file (the first of `hugo.*`, then `config.*`), `config/_default/`, `config/production/`,
/// and last `loft.toml`, with findings for those that cannot be read.
pub(super) fn read(site: &Path) -> (Vec<ConfigFile>, Vec<Diag>) {
    let mut files = Vec::new();
    let mut diags = Vec::new();
    for name in names(site) {
        let disk = site.join(&name);
        let read = fs::metadata(&disk)
            .and_then(|metadata| if metadata.len() > LARGEST { Err(std::io::ErrorKind::FileTooLarge.into()) } else { fs::read(&disk) });
        match read {
            Ok(bytes) => files.push(ConfigFile { path: name, bytes }),
            Err(error) => diags.push(load::unreadable(&name, &error)),
        }
    }
    (files, diags)
}

fn names(site: &Path) -> Vec<String> {
    let main = ["hugo", "config"].iter().flat_map(|stem| EXTENSIONS.map(|extension| format!("{stem}.{extension}")));
    let mut names: Vec<String> = main.filter(|name| site.join(name).is_file()).take(1).collect();
    for folder in FOLDERS {
        let Ok(entries) = fs::read_dir(site.join(folder)) else { continue };
        let mut inside: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.') && name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension)))
            .map(|name| format!("{folder}/{name}"))
            .collect();
        inside.sort();
        names.append(&mut inside);
    }
    names.extend(Some("loft.toml".to_string()).filter(|name| site.join(name).is_file()));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_main_file_counts_and_loft_comes_last() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(site.path().join("config/_default")).unwrap();
        for name in [
            "loft.toml",
            "config.toml",
            "hugo.yaml",
            "config/_default/params.nb.toml",
            "config/_default/menus.json",
            "config/_default/.x.toml",
        ] {
            fs::write(site.path().join(name), name).unwrap();
        }
        let (files, diags) = read(site.path());
        let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(names, ["hugo.yaml", "config/_default/menus.json", "config/_default/params.nb.toml", "loft.toml"]);
        assert_eq!(files[0].bytes, b"hugo.yaml");
        assert!(diags.is_empty());
    }
}
