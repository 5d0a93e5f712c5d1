#!/bin/sh
# run.sh BENCH [SIZES] [RUNS]: Loft beside Hugo, cold builds in turn. See README.md.
set -eu
bench=${1:?usage: run.sh BENCH [SIZES] [RUNS]}
sizes=${2:-1000 10000}
runs=${3:-5}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$root" && cargo build --release --quiet)
loft=${CARGO_TARGET_DIR:-$root/target}/release/loft
cp -R "$bench/." "$work/"
chmod -R u+w "$work"
for size in $sizes; do
    echo "== $size pages"
    "$work/bench.sh" "$size" "$runs" "${PEERS:-hugo}" --extra "loft|loft|public|$loft build --no-cache --quiet"
done
