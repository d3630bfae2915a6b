#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prints what the reports in a folder say: tests, failures and seconds of every GoogleTest suite; then
# what CTest saw failing, suites that ended without a report included.
set -euo pipefail

reports=$1
attribute() { sed -n "s/.*<testsuites[^>]* $1=\"\([^\"]*\)\".*/\1/p" "$2" | head -n 1; }

printf '%-24s %8s %8s %8s %10s\n' suite tests failed skipped seconds
tests=0 failed=0 skipped=0
for report in "$reports"/*_tests.xml; do
  [[ -e $report ]] || { echo "no reports in $reports" >&2; exit 1; }
  name=$(basename "$report" _tests.xml)
  n=$(attribute tests "$report")
  f=$(($(attribute failures "$report") + $(attribute errors "$report")))
  s=$(grep -c 'result="skipped"' "$report" || true)
  printf '%-24s %8d %8d %8d %10s\n' "$name" "$n" "$f" "$s" "$(attribute time "$report")"
  tests=$((tests + n)) failed=$((failed + f)) skipped=$((skipped + s))
done
printf '%-24s %8d %8d %8d\n' total "$tests" "$failed" "$skipped"
sed -n 's/.*<testcase name="\([^"]*\)".* status="fail".*/failed: \1/p' "$reports"/ctest*.xml
