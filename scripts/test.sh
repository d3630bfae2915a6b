#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is needed, builds Release, runs every test and prints a line per suite.
#
#   scripts/test.sh [PRESET]    another preset of CMakePresets.json, e.g. asan-ubsan
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}

scripts/setup.sh
cmake --preset "$preset"
cmake --build --preset "$preset"

# One log per suite; the totals that GoogleTest prints are repeated at the end.
reports=build/$preset/reports
rm -rf "$reports"
mkdir -p "$reports"
status=0
# Playing in real time needs a machine that has time: what fails may try once more, and is named if it does.
GTEST_OUTPUT=xml:$PWD/$reports/ ctest --preset "$preset" --repeat until-pass:2 --output-junit "$PWD/$reports/ctest.xml" || status=$?

scripts/test-summary.sh "$reports"
exit "$status"
