#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Plays for long under hard conditions, on a virtual sound card, and fails when anything was missed.
#
#   scripts/soak.sh [load [MINUTES]]   a heavy track while every core is busy (default: 10 minutes)
#   scripts/soak.sh keys [SECONDS]     500 random keys on a terminal, then a stop (default: 30 s)
#   scripts/soak.sh                    both
#
# Environment: BBPLAY, the program (default build/release/apps/bbplay/bbplay).
set -euo pipefail
cd "$(dirname "$0")/.."
bbplay=${BBPLAY:-$PWD/build/release/apps/bbplay/bbplay}
work=$(mktemp -d)
clean_up() {
  tmux -L bbplay-soak kill-server 2>/dev/null || true
  [[ -z ${load:-} ]] || kill "$load" 2>/dev/null || true
  rm -rf "$work"
}
trap clean_up EXIT

# Twelve voices at a time, twice that in blends, and noise below.
heavy_track() {
  local minutes=$1 voices="" steps="" i
  for i in 1 2 3; do
    voices+="{\"synth_function_name\": \"binaural_beat\", \"params\": {\"baseFreq\": $((150 + 40 * i)), \"beatFreq\": $((3 + i))}},"
    voices+="{\"synth_function_name\": \"isochronic_tone\", \"params\": {\"baseFreq\": $((120 + 30 * i)), \"beatFreq\": $((4 + i))}},"
    voices+="{\"synth_function_name\": \"spatial_angle_modulation_sam2\", \"params\": {}},"
    voices+="{\"synth_function_name\": \"monaural_beat_stereo_amps\", \"params\": {\"baseFreq\": $((100 + 20 * i)), \"beatFreq\": $((5 + i))}},"
  done
  for ((i = 0; i < minutes; ++i)); do
    steps+="{\"duration\": 64, \"voices\": [${voices%,}]},"
  done
  printf '{"global": {"sample_rate": 44100, "crossfade_duration": 4}, "progression": [%s],\n' "${steps%,}"
  printf '"background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.1}}\n'
}

under_load() {
  local minutes=$1
  heavy_track "$minutes" >"$work/heavy.json"
  "$bbplay" --check "$work/heavy.json"
  stress-ng --cpu 0 --quiet &
  load=$!
  echo "$minutes minutes at 1024 frames with $(nproc) cores busy"
  local status=0
  scripts/audio-rig.sh --rate 44100 -- "$bbplay" --stats --block-size 1024 --no-keys \
    --end "$minutes:00" "$work/heavy.json" 2>"$work/report" || status=$?
  kill "$load"
  load=
  cat "$work/report"
  ((status == 0)) && grep -q ' 0 underruns, 0 late blocks' "$work/report"
}

random_keys() {
  local seconds=$1 count=500 keys=(Space Left Right Up Down Home PageUp PageDown , . + - m i) status=0 i
  local terminal=(tmux -L bbplay-soak) nap
  printf -v nap '0.%03d' $((seconds * 1000 / count - 4))  # sending a key takes the rest
  "${terminal[@]}" -f /dev/null new-session -d -x 200 -y 24 \
    "scripts/audio-rig.sh -- '$bbplay' --loop --stats data/tracks/induction-10-steps.json; echo \$? >'$work/status'; stty -a >'$work/stty'; sleep 2"
  until "${terminal[@]}" capture-pane -p | grep -q xruns; do sleep 0.1; done
  for ((i = 0; i < count; ++i)); do
    "${terminal[@]}" send-keys -- "${keys[RANDOM % ${#keys[@]}]}"
    sleep "$nap"
  done
  "${terminal[@]}" capture-pane -p | grep xruns
  "${terminal[@]}" send-keys q
  until [[ -s $work/stty ]]; do sleep 0.1; done
  "${terminal[@]}" capture-pane -p | grep -v '^$' | tail -5
  status=$(<"$work/status")
  echo "$count keys in about $seconds s; exit code $status, $(grep -o -- '-\?icanon' "$work/stty") $(grep -ow -- '-\?echo' "$work/stty")"
  ((status == 0)) && grep -qw icanon "$work/stty" && ! grep -q -- -icanon "$work/stty"
}

case ${1:-all} in
  load) under_load "${2:-10}" ;;
  keys) random_keys "${2:-30}" ;;
  all) random_keys 30; under_load 10 ;;
  *) echo "soak: unknown test $1" >&2; exit 64 ;;
esac
