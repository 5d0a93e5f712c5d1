#!/usr/bin/env python3
"""Compare Loft's Markdown with Hugo's, case by case.

usage: markdown_vs_hugo.py [--update] [--show N] [--options "unsafe …"] FILE…

FILE.txt   cases in the format of tests/markdown: a line "@@ name | options", Markdown, a line "@>", HTML.
FILE.md    one case; its front matter is cut off.
--update   writes what tests/suite/markdown.rs expects into the .txt files: Loft's HTML where Hugo agrees with it, else Hugo's.
           Review the difference.

Both sides are normalised as the comparison of whole sites does it: attributes other than those that matter are
dropped, entities decoded, white space folded, and what is inside <pre> is compared as text.
Needs `hugo` on PATH, or its path in HUGO; ends with a message where there is none.
"""
import argparse, difflib, html.parser, json, os, pathlib, re, shutil, subprocess, sys, tempfile

KEEP = {"id", "href", "src", "alt", "title", "align", "start", "checked", "colspan", "rowspan", "open"}
VOID = {"br", "hr", "img", "input", "source", "col", "wbr"}
DROP = {"<div>", "</div>", "<tbody>", "</tbody>"}

# Options by name, as Hugo's configuration has them; the same names as in tests/tools/markdown_html.rs.
CONFIG = {
    "unsafe": {"renderer": {"unsafe": True}},
    "hard_wraps": {"renderer": {"hardWraps": True}},
    "no_typographer": {"extensions": {"typographer": {"disable": True}}},
    "attribute_block": {"parser": {"attribute": {"block": True}}},
    "auto_definition_term_id": {"parser": {"autoDefinitionTermID": True}},
    "github-ascii": {"parser": {"autoIDType": "github-ascii"}},
    "blackfriday": {"parser": {"autoIDType": "blackfriday"}},
    "cjk": {"extensions": {"cjk": {"enable": True, "eastAsianLineBreaks": True}}},
    "extras": {
        "extensions": {
            "strikethrough": False,
            "extras": {name: {"enable": True} for name in ("delete", "insert", "mark", "subscript", "superscript")},
        }
    },
    "passthrough": {
        "extensions": {
            "passthrough": {"enable": True, "delimiters": {"block": [["\\[", "\\]"], ["$$", "$$"]], "inline": [["\\(", "\\)"]]}}
        }
    },
    "no_standalone_image": {"parser": {"wrapStandAloneImageWithinParagraph": False}},
    "emoji": {},
}


class Stream(html.parser.HTMLParser):
    """HTML as a flat list of comparable tokens."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out, self.pre, self.text = [], 0, []

    def flush(self):
        text = "".join(self.text)
        self.text = []
        text = text.strip("\n") if self.pre else re.sub(r"\s+", " ", text).strip()
        if text.strip():
            self.out.append("T:" + text)

    def handle_starttag(self, tag, attrs):
        if self.pre and tag != "pre":
            return
        self.flush()
        self.pre += tag == "pre"
        kept = {key: (value or "") for key, value in attrs if key in KEEP}
        align = re.search(r"text-align: *(\w+)", dict(attrs).get("style") or "")
        if align:
            kept["align"] = align.group(1)
        if tag == "input":
            kept = {"checked": ""} if "checked" in kept else {}
        self.out.append("<" + tag + "".join(f" {key}={kept[key]}" for key in sorted(kept)) + ">")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag in VOID or (self.pre and tag != "pre"):
            return
        self.flush()
        self.pre -= tag == "pre"
        self.out.append("</" + tag + ">")

    def handle_data(self, data):
        self.text.append(data)


def stream(text):
    parser = Stream()
    parser.feed(text)
    parser.close()
    parser.flush()
    return [token for token in parser.out if token not in DROP]


def read_cases(path):
    """[name, options, markdown, html] of each case in a file."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
        return [[str(path), "", re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S), ""]]
    cases = []
    for block in re.split(r"^@@ ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
        head, body = block.split("\n", 1)
        name, _, options = head.partition(" | ")
        markdown, _, expected = ("\n" + body).partition("\n@>\n")
        cases.append([name, options.strip(), markdown[1:], expected])
    return cases


def write_cases(path, cases):
    text = path.read_text(encoding="utf-8")
    head = re.split(r"^@@ ", text, flags=re.M)[0]
    for name, options, markdown, expected in cases:
        head += f"@@ {name}{' | ' + options if options else ''}\n{markdown}\n@>\n{expected.rstrip()}\n\n"
    path.write_text(head.rstrip() + "\n", encoding="utf-8")


def merge(into, other):
    for key, value in other.items():
        if isinstance(value, dict):
            merge(into.setdefault(key, {}), value)
        else:
            into[key] = value


def hugo_html(hugo, cases, options):
    """Hugo's HTML of each case, all with the same options."""
    goldmark = {}
    for option in options.split():
        merge(goldmark, CONFIG[option])
    config = {
        "baseURL": "https://example.org/",
        "disableKinds": ["taxonomy", "term", "rss", "sitemap", "404", "home", "section"],
        "enableEmoji": "emoji" in options.split(),
        "markup": {"goldmark": goldmark},
    }
    with tempfile.TemporaryDirectory() as folder:
        site = pathlib.Path(folder)
        (site / "layouts").mkdir()
        (site / "content").mkdir()
        (site / "hugo.json").write_text(json.dumps(config))
        (site / "layouts/all.html").write_text("{{ .Content }}")
        for number, case in enumerate(cases):
            (site / f"content/c{number}.md").write_bytes(f"---\ntitle: c\n---\n{case[2]}".encode())
        run = subprocess.run([hugo, "--logLevel", "error", "-s", folder], capture_output=True, text=True)
        pages = [site / f"public/c{number}/index.html" for number in range(len(cases))]
        if not any(page.exists() for page in pages):
            sys.exit("Hugo failed:\n" + run.stdout + run.stderr)
        # Hugo writes no file for an empty page
        return [page.read_bytes().decode("utf-8") if page.exists() else "" for page in pages]


def loft_html(loft, cases):
    lines = []
    for name, options, markdown, _ in cases:
        flags = {option: True for option in options.split() if option not in ("github-ascii", "blackfriday")}
        for option in options.split():
            if option in ("github-ascii", "blackfriday"):
                flags["auto_id_type"] = option
        lines.append(json.dumps({"name": name, "markdown": markdown, "options": flags}))
    run = subprocess.run([loft], input="\n".join(lines) + "\n", capture_output=True, text=True, encoding="utf-8")
    if run.returncode:
        sys.exit("Loft failed:\n" + run.stderr)
    return [json.loads(line)["html"] for line in run.stdout.splitlines()]


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("files", nargs="+", type=pathlib.Path)
    ap.add_argument("--update", action="store_true")
    ap.add_argument("--show", type=int, default=10)
    ap.add_argument("--options", default="", help="options for every case, besides its own")
    ap.add_argument("--loft", default="target/debug/examples/markdown_html")
    args = ap.parse_args()
    hugo = os.environ.get("HUGO") or shutil.which("hugo")
    if not hugo:
        print("skipped: hugo is not installed")
        return 0
    by_file = {path: read_cases(path) for path in args.files}
    cases = [case for found in by_file.values() for case in found]
    for case in cases:
        case[1] = " ".join(dict.fromkeys((case[1] + " " + args.options).split()))
    wanted = [None] * len(cases)
    for options in dict.fromkeys(case[1] for case in cases):
        indices = [index for index, case in enumerate(cases) if case[1] == options]
        for index, text in zip(indices, hugo_html(hugo, [cases[index] for index in indices], options)):
            wanted[index] = text
    if args.update:
        for case, want, got in zip(cases, wanted, loft_html(args.loft, cases)):
            if stream(want) != stream(got):
                print(f"differs from Hugo: {case[0]}")
            case[3] = got if stream(want) == stream(got) else want
        for path, found in by_file.items():
            write_cases(path, found)
        return 0
    same = shown = 0
    for case, want, got in zip(cases, wanted, loft_html(args.loft, cases)):
        if stream(want) == stream(got):
            same += 1
        elif shown < args.show:
            shown += 1
            print(f"== {case[0]} | {case[1]}\n{case[2][:600] if not case[0].endswith('.md') else ''}")
            for line in list(difflib.unified_diff(stream(want), stream(got), "Hugo", "Loft", lineterm="", n=1))[2:16]:
                print("   ", line[:200])
    print(f"{same}/{len(cases)} equal")
    return 0 if same == len(cases) else 1


sys.exit(main())
