#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Renders tracks with two builds of bbplay and compares the samples, bit by bit. For changes that must not be heard.
#
#   scripts/same-sound.sh OLD_BBPLAY NEW_BBPLAY TRACK...
#
# Each track's first 30 seconds are rendered as floats, by the new build also with another block size and on one
# thread. Prints a line per track and ends with 1 when any differs.
set -euo pipefail
if (($# < 3)); then
  sed -n '4,9s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
old=$1 new=$2
shift 2

hash_of() {  # BBPLAY TRACK [OPTION...]
  local program=$1 track=$2
  shift 2
  "$program" --render - --format raw --encoding float --no-cache --end 30 "$@" "$track" 2>/dev/null | sha256sum | cut -c1-16
}

differing=0
for track; do
  before=$(hash_of "$old" "$track") || before=failed
  after=$(hash_of "$new" "$track") || after=failed
  blocks=$(hash_of "$new" "$track" --block-size 333 --jobs 1) || blocks=failed
  verdict=same
  if [[ $before != "$after" || $after != "$blocks" || $after == failed ]]; then
    verdict=DIFFERENT
    differing=$((differing + 1))
  fi
  printf '%-9s %s %s\n' "$verdict" "$after" "$track"
done
printf '%d tracks, %d differ\n' "$#" "$differing"
((differing == 0))
