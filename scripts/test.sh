#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is needed, looks at who includes whom, builds Release with the checks of the standard library, runs
# every test and prints a line per suite.
#
#   scripts/test.sh [PRESET]    another preset of CMakePresets.json, e.g. asan-ubsan
#   scripts/test.sh --all       the same, what is shipped (the preset release), Clang and 64-bit Arm: hours on two cores
set -euo pipefail
cd "$(dirname "$0")/.."

if [[ ${1:-} == --all ]]; then
  for preset in checked release clang-14 clang-19; do scripts/test.sh "$preset"; done
  exec scripts/test-arm64.sh
fi
preset=${1:-checked}

case $preset in
  clang-*) scripts/setup.sh "$preset" ;;  # called like its package
  tidy) scripts/setup.sh clang clang-tidy ;;
  *) scripts/setup.sh ;;
esac
scripts/layers.sh
cmake --preset "$preset"
cmake --build --preset "$preset"

# One report per suite; the totals that GoogleTest prints are repeated at the end.
reports=build/$preset/reports
rm -rf "$reports"
mkdir -p "$reports"
export GTEST_OUTPUT=xml:$PWD/$reports/
status=0
ctest --preset "$preset" -j2 -LE real-time --output-junit "$PWD/$reports/ctest.xml" || status=$?

# Playing in real time needs a machine that has time: these suites, and no others, may try once more.
play() {
  rm -f "$reports"/device_tests*.xml
  ctest --preset "$preset" -L real-time --output-junit "$PWD/$reports/ctest_real_time.xml"
}
if ! play; then
  echo 'A suite that plays failed; they try once more.'
  play || status=$?
fi

# A minute for every fuzz target.
if [[ $preset == asan-ubsan ]]; then scripts/fuzz.sh 60 || status=$?; fi

scripts/test-summary.sh "$reports"
exit "$status"
