#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Gives every fuzz target of tests/fuzz made-up inputs for a while, with AddressSanitizer and UndefinedBehaviorSanitizer.
#
#   scripts/fuzz.sh SECONDS [TARGET...]    of: track curve session decoder plan options configuration http
#
# Needs Clang 19. What crashes a target is kept in build/fuzz/found; a copy of it in tests/fuzz/corpus makes every test
# run try it. What widens the search is kept in build/fuzz/corpus for the next time.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:?scripts/fuzz.sh SECONDS [TARGET...]}
shift
targets=("$@")
[[ $# -gt 0 ]] || targets=(track curve session decoder plan options configuration http)

scripts/setup.sh clang-19 libclang-rt-19-dev llvm-19
cmake --preset fuzz
cmake --build --preset fuzz --target "${targets[@]/#/fuzz_}"

export ASAN_SYMBOLIZER_PATH=/usr/bin/llvm-symbolizer-19
export HOME=/nonexistent XDG_CONFIG_HOME=/nonexistent
export LSAN_OPTIONS=suppressions=$PWD/tests/support/leaks_of_libraries.txt:print_suppressions=0
mkdir -p build/fuzz/found
status=0
for target in "${targets[@]}"; do
  kept=build/fuzz/corpus/$target
  mkdir -p "$kept"
  # What the program says is not what is looked at; what the fuzzer says goes into a log.
  log=build/fuzz/$target.log
  if "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -close_fd_mask=1 \
    -artifact_prefix="build/fuzz/found/$target-" "$kept" "tests/fuzz/corpus/$target" >"$log" 2>&1; then
    printf '%-14s held: %s\n' "$target" "$(grep -o 'Done [0-9]* runs in [0-9]* second(s)' "$log" | tail -n 1)"
  else
    printf '%-14s FAILED: %s\n' "$target" "$log"
    tail -n 40 "$log"
    status=1
  fi
done
exit "$status"
