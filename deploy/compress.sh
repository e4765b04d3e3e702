#!/usr/bin/env bash
# Puts a .br and a .gz beside each file of a folder, for the server to send as they are. Only what changed is done
# again; what lost its file goes. Pictures and fonts in woff2 are compressed already.
set -euo pipefail
SITE=${1:?the folder}

each() { find "$SITE" -type f \( -name '*.js' -o -name '*.wasm' -o -name '*.css' -o -name '*.svg' -o -name '*.html' -o -name '*.json' -o -name '*.txt' -o -name '*.webmanifest' -o -name '*.ico' \) -print0; }

squeeze() {
    if [ ! "$1.br" -nt "$1" ]; then brotli -q 11 -f -k -o "$1.new" -- "$1" && mv "$1.new" "$1.br" && touch "$1.br"; fi
    if [ ! "$1.gz" -nt "$1" ]; then gzip -9 -n -c -- "$1" >"$1.new" && mv "$1.new" "$1.gz" && touch "$1.gz"; fi
}
export -f squeeze

find "$SITE" -type f \( -name '*.br' -o -name '*.gz' \) -print0 | while IFS= read -r -d '' made; do
    [ -e "${made%.*}" ] || rm -- "$made"
done
each | xargs -0 -r -n 1 -P "$(nproc)" bash -c 'squeeze "$1"' squeeze
