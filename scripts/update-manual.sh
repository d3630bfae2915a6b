#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Writes data/parameters.md and data/track.schema.json from the parameter tables of the engine.
set -euo pipefail
cd "$(dirname "$0")/.."

preset="${1:-debug}"
cmake --preset "$preset" >/dev/null
cmake --build --preset "$preset" --target print_manual >/dev/null
"build/$preset/tests/print_manual" >data/parameters.md.new
mv data/parameters.md.new data/parameters.md
"build/$preset/tests/print_manual" schema >data/track.schema.json.new
mv data/track.schema.json.new data/track.schema.json
