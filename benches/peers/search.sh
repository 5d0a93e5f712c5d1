#!/bin/sh
# search.sh SITE QUERIES.jsonl [ROUNDS]: Loft's search beside Pagefind's, on the same pages. Time and memory of making them,
# bytes on disk, and bytes that a browser fetches to load the search, for a first query and for those after it.
# SITE is a folder that Loft builds; QUERIES has lines of {"id", "lang", "query"}. Needs node, and Chromium as tests/browser does.
# LOFT names a program that is built already; WORK a folder to work in (memory, say) instead of a temporary one.
set -eu
site=${1:?usage: search.sh SITE QUERIES.jsonl [ROUNDS]}
queries=${2:?usage: search.sh SITE QUERIES.jsonl [ROUNDS]}
rounds=${3:-3}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d "${WORK:-${TMPDIR:-/tmp}}/loft-search-XXXXXX")
trap 'rm -rf "$work"' EXIT

loft=${LOFT:-}
if [ -z "$loft" ]; then
    (cd "$root" && cargo build --release --quiet)
    loft=${CARGO_TARGET_DIR:-$root/target}/release/loft
fi
cp -R "$site" "$work/with"
cp -R "$site" "$work/without"
printf '\n[search]\nenabled = false\n' >> "$work/without/loft.toml"
(cd "$work" && npm init -y > /dev/null && npm install --silent --no-audit pagefind@1.6.0)

measured() { # NAME COMMAND…: a line in the table of figures: name, seconds, seconds of processor, KiB
    name=$1
    shift
    /usr/bin/time -f "%e %U %S %M" "$@" > /dev/null 2> "$work/log" || true
    tail -n 1 "$work/log" | awk -v name="$name" '{ print name, $1, $2 + $3, $4 }' >> "$work/figures"
}

for round in $(seq "$rounds"); do
    rm -rf "$work/loft" "$work/pagefind" "$work/with/search-index" "$work/with/.loft" "$work/without/.loft"
    measured build-without "$loft" build --quiet --no-cache -s "$work/without" -d "$work/pagefind"
    measured build-with "$loft" build --quiet --no-cache -s "$work/with" -d "$work/loft"
    # The index of `loft search`: what a first question takes more than the next.
    measured ask-first "$loft" search -s "$work/with" samtykke
    measured ask-again "$loft" search -s "$work/with" samtykke
    rm "$work/pagefind/_headers" # its WebAssembly needs a weaker policy than Loft's
    measured pagefind "$work/node_modules/.bin/pagefind" --site "$work/pagefind" --root-selector main
done

awk '
    { count[$1]++; wall[$1, count[$1]] = $2; processor[$1, count[$1]] = $3; memory[$1] = $4 > memory[$1] ? $4 : memory[$1] }
    function median(list, name,   n, i, j, keep, sorted) {
        n = count[name]
        for (i = 1; i <= n; i++) { keep = list[name, i]; for (j = i - 1; j > 0 && sorted[j] > keep; j--) sorted[j + 1] = sorted[j]; sorted[j + 1] = keep }
        return sorted[int((n + 1) / 2)]
    }
    END {
        print "| | wall s | processor s | memory MiB |"
        print "|---|---|---|---|"
        split("build-without build-with ask-first ask-again pagefind", names, " ")
        for (n = 1; n <= 5; n++) printf "| %s | %.2f | %.2f | %d |\n", names[n], median(wall, names[n]), median(processor, names[n]), memory[names[n]] / 1024
        for (kind = 1; kind <= 2; kind++) {
            for (n = 1; n <= 5; n++) now[names[n]] = kind == 1 ? median(wall, names[n]) : median(processor, names[n])
            export = now["build-with"] - now["build-without"]; index_ = now["ask-first"] - now["ask-again"]
            printf "%s: export %.2f s, index %.2f s, together %.0f %% of the build without; of Pagefind %.0f %%\n", kind == 1 ? "wall" : "processor", export, index_, 100 * (export + index_) / now["build-without"], 100 * (export + index_) / now["pagefind"]
        }
        printf "memory: %.0f %% of Pagefind\n", 100 * memory["build-with"] / memory["pagefind"]
    }' "$work/figures"
echo "on disk: loft $(du -sb "$work/loft/search-data" | cut -f1) bytes in $(find "$work/loft/search-data" -type f | wc -l) files, pagefind $(du -sb "$work/pagefind/pagefind" | cut -f1) in $(find "$work/pagefind/pagefind" -type f | wc -l)"
node "$root/benches/peers/search.mjs" "$work/loft" "$work/pagefind" "$queries"
