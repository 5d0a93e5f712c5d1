#!/usr/bin/env python3
"""Write Hugo's own view of tests/site: tests/site.oracle.ndjson, one page a line, sorted by language and address.

usage: site_vs_hugo.py [SITE] [ORACLE] [FILES]

Of a site with templates of its own, its own shortcodes are used, not its render hooks, and FILES lists all that Hugo writes:

    site_vs_hugo.py tests/hugo-site tests/hugo-site.oracle.ndjson tests/hugo-site.files

A small layout lists what Hugo knows of each page; nothing of it is Loft's. Shortcodes that Hugo does not have get an
empty template, and the text of pages that use them (`loft_only: true`) is left out. Review the difference before it is
taken in: the test holds Loft against this file. Needs `hugo` on PATH, or its path in HUGO.
"""
import json, os, pathlib, re, shutil, subprocess, sys, tempfile

LIST = """{{- range $page := site.Pages -}}
{{- $resources := slice -}}{{- range .Resources -}}{{- $resources = $resources | append .RelPermalink -}}{{- end -}}
{{- $children := slice -}}{{- range .Pages -}}{{- $children = $children | append .RelPermalink -}}{{- end -}}
{{- $ancestors := slice -}}{{- range .Ancestors -}}{{- $ancestors = $ancestors | append .RelPermalink -}}{{- end -}}
{{- $translations := dict -}}{{- range .Translations -}}{{- $translations = merge $translations (dict .Language.Lang .RelPermalink) -}}{{- end -}}
{{- $file := "" -}}{{- with .File -}}{{- $file = .Path -}}{{- end -}}
{{- $html := .Content -}}{{- if .Params.loft_only -}}{{- $html = "" -}}{{- end -}}
{{- dict "url" .RelPermalink "kind" .Kind "file" $file "lang" .Language.Lang "title" .Title "linkTitle" .LinkTitle "weight" .Weight
  "children" $children "ancestors" $ancestors "translations" $translations "resources" $resources "aliases" .Aliases
  "html" $html "loftOnly" (not (not .Params.loft_only)) "date" .Date "lastmod" .Lastmod "draft" .Draft
  "params" .Params | jsonify }}
{{ end -}}
"""


def hugo():
    found = os.environ.get("HUGO") or shutil.which("hugo")
    if not found:
        sys.exit("hugo is not on PATH; set HUGO to its path")
    return found


def shortcodes(site):
    """Names of the shortcodes that the site's Markdown calls."""
    text = "\n".join(path.read_text("utf-8", "replace") for path in site.rglob("*.md"))
    return set(re.findall(r"\{\{[<%]\s*/?\s*([\w-]+)", text))


OF_HUGO = {"details", "figure", "gist", "highlight", "instagram", "param", "qr", "ref", "relref", "vimeo", "x", "youtube"}


def build(site, files=None):
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder, "site")
        shutil.copytree(site, work, ignore=shutil.ignore_patterns("public", ".loft", "search-index", "themes", "README.md"))
        layouts = work / "layouts"
        if layouts.is_dir():
            (layouts / "index.json").write_text(LIST)
            # Links and headings as Hugo itself writes them.
            shutil.rmtree(layouts / "_default/_markup", ignore_errors=True)
            config = []
        else:
            (layouts / "_shortcodes").mkdir(parents=True)
            (layouts / "all.html").write_text("{{ .Kind }}")
            (layouts / "home.json").write_text(LIST)
            for name in shortcodes(site) - OF_HUGO:
                (layouts / "_shortcodes" / f"{name}.html").write_text("{{ if false }}{{ .Inner }}{{ end }}" if closes(site, name) else "")
            (work / "oracle.toml").write_text('[outputs]\nhome = ["HTML", "JSON"]\n[security]\nallowContent = [".*"]\n')
            config = ["--config", "hugo.toml,oracle.toml"]
        run = subprocess.run([hugo(), *config, "-d", "public"], cwd=work, capture_output=True, text=True)
        if run.returncode:
            sys.exit(run.stdout + run.stderr)
        if files:
            written = [path.relative_to(work / "public").as_posix() for path in (work / "public").rglob("*") if path.is_file()]
            pathlib.Path(files).write_text("".join(f"{path}\n" for path in sorted(written)))
        return [json.loads(line) for path in sorted(work.glob("public/**/index.json")) for line in path.read_text("utf-8").splitlines() if line]


def closes(site, name):
    return any(re.search(r"\{\{[<%]\s*/\s*" + re.escape(name) + r"\b", path.read_text("utf-8", "replace")) for path in site.rglob("*.md"))


def row(page):
    page["ancestors"].reverse()
    page["resources"] = sorted(filter(None, page["resources"]))
    page["aliases"] = sorted(page["aliases"] or [])
    if page.pop("loftOnly"):
        page["html"] = None
    return page


def main():
    tests = pathlib.Path(__file__).resolve().parent.parent
    site = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else tests / "site"
    oracle = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else tests / "site.oracle.ndjson"
    pages = [row(page) for page in build(site, sys.argv[3] if len(sys.argv) > 3 else None)]
    pages.sort(key=lambda page: (page["lang"], page["url"], page["file"]))
    with open(oracle, "w", encoding="utf-8") as out:
        for page in pages:
            out.write(json.dumps(page, ensure_ascii=False, sort_keys=True) + "\n")
    print(f"{len(pages)} pages, {sum(bool(page['file']) for page in pages)} with a file, to {oracle}")


main()
