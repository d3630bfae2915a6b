#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From a fresh clone to the first minute of sound: installs what is needed, builds, and renders the
# demo track to a file. Tells what it does; nothing outside this folder is changed, but for packages.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

say "Debian packages (scripts/setup.sh; sudo may ask for a password)"
scripts/setup.sh

say "building Release into build/release"
cmake --preset release >/dev/null
cmake --build --preset release --target bbplay reference  # with its manual pages

out=build/demo.wav
say "rendering data/tracks/demo.json to $out"
build/release/apps/bbplay/bbplay --render "$out" --force --stats data/tracks/demo.json
ls -l "$out"

say "done; now, with headphones:"
cat <<TEXT
  build/release/apps/bbplay/bbplay data/tracks/demo.json    play it
  build/release/apps/bbplay/bbplay --list-devices           when it comes out of the wrong place
  build/release/apps/bbplay/bbplay --help                   everything else
  cmake --install build/release --prefix ~/.local           put bbplay on the PATH
TEXT
