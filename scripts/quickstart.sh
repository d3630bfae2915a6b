#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# From the sources to the first minute of sound: installs what is needed to build, builds, and renders the
# demo track to a file. Tells what it does; nothing outside this folder is changed, but for packages.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

say "Debian packages (scripts/setup.sh --build; sudo may ask for a password)"
scripts/setup.sh --build

say "building Release into build/release, which takes some minutes"
cmake --preset release -D BUILD_TESTING=OFF >/dev/null
cmake --build --preset release

out=build/demo.wav
say "rendering data/tracks/demo.json to $out"
build/release/apps/bbplay/bbplay --render "$out" --force --stats data/tracks/demo.json
ls -l "$out"

say "done; now, with headphones:"
cat <<TEXT
  build/release/apps/bbplay/bbplay data/tracks/demo.json    play it
  build/release/apps/bbplay/bbplay --list-devices           when it comes out of the wrong place
  build/release/apps/bbplay/bbplay --help                   everything else

To keep it, one of:
  cmake --install build/release --prefix ~/.local           for yourself, with ~/.local/bin on the PATH
  cpack --config build/release/CPackConfig.cmake            for all users, as a Debian package:
    sudo apt-get install ./build/release/packages/bbplay_*.deb
TEXT
