#!/bin/sh
# search.sh SITE QUERIES.jsonl: Loft's search beside Pagefind's, on the same pages. Time and memory of making them, bytes
# on disk, and bytes that a browser fetches to load the search, for a first query and for those after it.
# SITE is a folder that Loft builds; QUERIES has lines of {"id", "lang", "query"}. Needs node, and Chromium as tests/browser does.
set -eu
site=${1:?usage: search.sh SITE QUERIES.jsonl}
queries=${2:?usage: search.sh SITE QUERIES.jsonl}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$root" && cargo build --release --quiet)
loft=${CARGO_TARGET_DIR:-$root/target}/release/loft
cp -R "$site" "$work/site"
(cd "$work" && npm init -y > /dev/null && npm install --silent --no-audit pagefind@1.6.0)

measured() { # NAME COMMAND…
    name=$1
    shift
    /usr/bin/time -f "$name: %e s, processor %U s, %M KiB" "$@" > /dev/null 2> "$work/log" || true
    tail -n 1 "$work/log"
}

measured "loft build with search" "$loft" build --quiet --no-cache -s "$work/site" -d "$work/loft"
printf '\n[search]\nenabled = false\n' >> "$work/site/loft.toml"
measured "loft build without" "$loft" build --quiet --no-cache -s "$work/site" -d "$work/pagefind"
rm "$work/pagefind/_headers" # its WebAssembly needs a weaker policy than Loft's
measured "pagefind" "$work/node_modules/.bin/pagefind" --site "$work/pagefind" --root-selector main
echo "on disk: loft $(du -sb "$work/loft/search-data" | cut -f1), pagefind $(du -sb "$work/pagefind/pagefind" | cut -f1) bytes"
node "$root/benches/peers/search.mjs" "$work/loft" "$work/pagefind" "$queries"
