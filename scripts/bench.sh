#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures, in one run so that the ratios hold: whole renders against the bare writing of the same file and,
# where they are installed, against sox, ffmpeg and csound doing the same work; the time to the first sound;
# what each kind of voice costs per frame, against two calls of the C library's sine; how exact the tones are.
#
#   scripts/bench.sh [--before REVISION] [--all]
#
# --before builds that revision, too, and prints what it takes in brackets behind what this one takes; --all goes on
# with every benchmark of tests/bench. RUNS=n: median of n runs (5).
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-5}
before=
all=
while (($# > 0)); do
  case $1 in
    --before) before=${2:?--before REVISION} && shift 2 ;;
    --all) all=yes && shift ;;
    *) echo "scripts/bench.sh: what is $1?" >&2 && exit 64 ;;
  esac
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scripts/setup.sh
cmake --preset bench >/dev/null
cmake --build --preset bench --target benchmarks >/dev/null
bbplay=$PWD/build/bench/apps/bbplay/bbplay
if [[ $before ]]; then
  commit=$(git rev-parse "$before^{commit}")
  [[ -d build/before ]] || git clone -q . build/before
  (
    cd build/before
    git fetch -q
    git checkout -q --detach "$commit"
    scripts/setup.sh --build
    cmake --preset bench >/dev/null
    cmake --build --preset bench --target benchmarks >/dev/null
  )
  bbplay_before=$PWD/build/before/build/bench/apps/bbplay/bbplay
fi

cat > "$work/pair.json" <<'JSON'
{"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 3600, "voices": [
  {"synth_function_name": "binaural_beat", "params": {"baseFreq": 202, "beatFreq": 4}}]}]}
JSON
{
  printf '{"global_settings": {"sample_rate": 44100, "crossfade_duration": 3}, "steps": ['
  for step in {0..9}; do
    if ((step > 0)); then printf ','; fi
    printf '{"duration": 362.7, "voices": ['
    printf '{"synth_function_name": "binaural_beat_transition", "is_transition": true, "params": {"startBaseFreq": 200, "endBaseFreq": 190, "startBeatFreq": %d, "endBeatFreq": %d}},' \
      $((14 - step)) $((13 - step))
    printf '{"synth_function_name": "isochronic_tone", "params": {"baseFreq": 150, "beatFreq": %d}},' $((14 - step))
    printf '{"synth_function_name": "monaural_beat_stereo_amps", "params": {"baseFreq": 100, "beatFreq": %d}}' $((14 - step))
    printf ']}'
  done
  printf '], "background_noise": {"params": {"noise_parameters": {"name": "pink"}}, "gain": 0.2}}'
} > "$work/session.json"
cat > "$work/second.json" <<'JSON'
{"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 1, "voices": [
  {"synth_function_name": "binaural_beat", "params": {}}]}]}
JSON

# median_ms COMMAND...: the middle of several runs, in milliseconds of wall clock
median_ms() {
  local i start
  for ((i = 0; i < runs; ++i)); do
    rm -f "$work"/out.*
    start=$(date +%s%N)
    "$@" >/dev/null 2>&1
    echo $((($(date +%s%N) - start) / 1000))
  done | sort -n | awk '{ us[NR] = $1 } END { printf "%.1f", us[int((NR + 1) / 2)] / 1000 }'
}

row() {  # NAME MILLISECONDS SECONDS_OF_AUDIO [MILLISECONDS_BEFORE]
  awk -v name="$1" -v ms="$2" -v audio="$3" -v base="$pair_ms" -v before="${4:-}" 'BEGIN {
    printf "%-44s %10.1f ms %9.0f x", name, ms, audio * 1000 / ms
    printf "  %7.2f%s\n", ms / base, before == "" ? "" : sprintf("   (%.1f ms)", before) }'
}

# earlier METRIC ARGUMENT...: what a metric tells of the revision before, if there is one
earlier() {
  if [[ $before ]]; then "$1" "$bbplay_before" "${@:2}"; fi
}

bbplay_row() {  # NAME SECONDS_OF_AUDIO ARGUMENT...
  row "$1" "$(median_ms "$bbplay" "${@:3}")" "$2" "$(earlier median_ms "${@:3}")"
}

# cell METRIC UNIT ARGUMENT...: what a metric tells of this program, and in brackets of the one before
cell() {
  local now past
  now=$("$1" "$bbplay" "${@:3}")
  past=$(earlier "$1" "${@:3}")
  printf '%11s %s' "$now" "$2"
  if [[ $past ]]; then printf ' (%s)' "$past"; fi
}

# On the disk before it ends, as what bbplay writes is.
write_bare() { dd if=/dev/zero of="$work/out.raw" bs=128k count=4846 status=none conv=fsync; }
pair_ms=$(median_ms "$bbplay" --render "$work/out.wav" --no-cache "$work/pair.json")

printf '%s\n' "$(grep -m1 'model name' /proc/cpuinfo | cut -d: -f2-), $(nproc) cores, $("$bbplay" --version), $(date -I)"
if [[ $before ]]; then printf 'in brackets: %s\n' "$("$bbplay_before" --version)"; fi
printf '%-44s %13s %11s  %s\n' "60 minutes of a 200/204 Hz pair to 16-bit WAV" "wall clock" "real time" "relative"
row "bare file of that size (dd conv=fsync)" "$(median_ms write_bare)" 3600
row "bbplay" "$pair_ms" 3600 "$(earlier median_ms --render "$work/out.wav" --no-cache "$work/pair.json")"
bbplay_row "bbplay --jobs 1" 3600 --render "$work/out.wav" --no-cache --jobs 1 "$work/pair.json"
if command -v sox >/dev/null; then
  row "sox, once" "$(runs=1; median_ms sox -n -r 44100 -c 2 -b 16 "$work/out.wav" synth 3600 sine 200 sine 204 gain -12)" 3600
fi
if command -v ffmpeg >/dev/null; then
  row "ffmpeg, two sine sources, once" "$(runs=1; median_ms ffmpeg -y -loglevel error -f lavfi -i sine=f=200:r=44100:d=3600 \
    -f lavfi -i sine=f=204:r=44100:d=3600 -filter_complex amerge=inputs=2 "$work/out.wav")" 3600
fi
if command -v csound >/dev/null; then
  cat > "$work/pair.csd" <<'CSD'
<CsoundSynthesizer>
<CsOptions>
-d -m0 -s -W
</CsOptions>
<CsInstruments>
sr=44100
ksmps=64
nchnls=2
0dbfs=1
instr 1
  outs poscil(0.25, 200), poscil(0.25, 204)
endin
</CsInstruments>
<CsScore>
i1 0 3600
</CsScore>
</CsoundSynthesizer>
CSD
  row "csound, two poscil" "$(median_ms csound -o "$work/out.wav" "$work/pair.csd")" 3600
fi
cached() { XDG_CACHE_HOME="$work/cache" "$bbplay" --check "$work/session.json"; }
echo
bbplay_row "60 minutes, 10 steps, 3 voices, pink noise" 3600 --render "$work/out.wav" --no-cache "$work/session.json"
bbplay_row "  analysis only" 3600 --check --no-cache "$work/session.json"
cached >/dev/null
row "  the same with a cached plan" "$(median_ms cached)" 3600
# What people save: many layers for a long time. CPU seconds of the analysis and of a render with its plan at hand.
cpu_s() {  # COMMAND...
  local TIMEFORMAT='%U %S'
  { time "$@" >/dev/null 2>&1; } 2>&1 | awk '{ printf "%.2f\n", $1 + $2 }'
}
planned_render_cpu_s() {  # PROGRAM TRACK
  XDG_CACHE_HOME="$work/cache" "$1" -q --check "$2" >/dev/null
  XDG_CACHE_HOME="$work/cache" cpu_s "$1" --jobs 1 --render - --format raw "$2"
}
echo
printf '%-44s %12s %12s %9s %12s\n' "sessions (CPU time)" "analysis" "render" "ratio" "real time"
session() {  # NAME HOURS SCRIPT ARGUMENT...
  python3 "tests/bench/$3" "${@:4}" > "$work/long.json"
  local analysis render past
  analysis=$(cpu_s "$bbplay" --check --no-cache "$work/long.json")
  render=$(planned_render_cpu_s "$bbplay" "$work/long.json")
  past=$(earlier cpu_s --check --no-cache "$work/long.json")
  if [[ $past ]]; then past="   ($past s, $(earlier planned_render_cpu_s "$work/long.json") s)"; fi
  awk -v name="$1" -v hours="$2" -v analysis="$analysis" -v render="$render" -v past="$past" 'BEGIN {
    printf "%-44s %10.2f s %10.2f s %7.0f %% %10.0f x%s\n", name, analysis, render, 100 * analysis / render,
      3600 * hours / (analysis + render), past }'
}
session "1 hour, 13 to 26 layers, seed 1" 1 layered_session.py 1
session "1 hour, 13 to 26 layers, seed 2" 1 layered_session.py 2
session "1 hour, 6 steps of 50 layers" 1 layered_session.py 3 --steps 6 --voices 50
session "4 hours, 15 layers" 4 layered_session.py 4 --hours 4 --voices 15
session "1 hour, a scene that moves 8 sources" 1 scene_session.py
session "  the same sources without it" 1 scene_session.py --still
# What metering adds to a render, what a clip at another rate takes, and what a second core gains.
plain=(--jobs 1 --no-cache --render - --format raw)
best_cpu_s() {  # COMMAND...
  local i
  for ((i = 0; i < runs; ++i)); do cpu_s "$@"; done | sort -n | sed -n 1p
}
echo
printf '%-44s %12s %12s %12s\n' "to /dev/null, one thread (CPU time)" "plain" "--loudness" "--stats"
for track in "$work/pair.json" data/tracks/sleep-45min.json; do
  printf '%-44s %s %s %s\n' "$(basename "$track")" "$(cell best_cpu_s s "${plain[@]}" "$track")" \
    "$(cell best_cpu_s s "${plain[@]}" --loudness "$track")" "$(cell best_cpu_s s "${plain[@]}" --stats "$track")"
done
"$bbplay" -q --no-cache --end 1200 --render "$work/clip.flac" "$work/pair.json"
"$bbplay" -q --no-cache --end 1200 --rate 48000 --render "$work/clip48.flac" "$work/pair.json"
clip_track() {  # CLIP
  printf '{"global_settings": {"sample_rate": 48000}, "steps": [{"duration": 1200, "voices": []}],
    "overlay_clips": [{"path": "%s"}]}' "$1" > "$work/clip.json"
}
echo
printf '%-44s %12s\n' "20 minutes of a FLAC clip in a 48 kHz track" "CPU time"
clip_track clip48.flac
printf '%-44s %s\n' "of 48 kHz" "$(cell best_cpu_s s "${plain[@]}" "$work/clip.json")"
clip_track clip.flac
printf '%-44s %s\n' "of 44.1 kHz" "$(cell best_cpu_s s "${plain[@]}" "$work/clip.json")"

two_threads() {  # NAME TRACK [FORMAT]
  local -a render=(--no-cache --render - --format "${3:-raw}" "$2")
  awk -v name="$1" -v one="$(median_ms "$bbplay" "${render[@]}" --jobs 1)" \
    -v two="$(median_ms "$bbplay" "${render[@]}" --jobs 2)" \
    -v one_before="$(earlier median_ms "${render[@]}" --jobs 1)" \
    -v two_before="$(earlier median_ms "${render[@]}" --jobs 2)" 'BEGIN {
      printf "%-44s %10.1f ms %10.1f ms %9.2f x", name, one, two, one / two
      if (one_before != "") printf "   (%.1f ms %.1f ms %.2f x)", one_before, two_before, one_before / two_before
      print "" }'
}
echo
printf '%-44s %13s %13s %11s\n' "to /dev/null, analysis too (wall clock)" "--jobs 1" "--jobs 2" "gain"
for track in data/tracks/*.json; do two_threads "$(basename "$track")" "$track"; done
of_one_voice() {  # VOICE PARAMETERS
  printf '{"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 600, "voices": [
    {"synth_function_name": "%s", "params": %s}]}]}' "$1" "$2" > "$work/voice.json"
}
for voice in isochronic_tone qam_beat spatial_angle_modulation noise_generator noise_swept_notch; do
  of_one_voice "$voice" '{}'
  two_threads "10 minutes of $voice" "$work/voice.json"
done
of_one_voice binaural_beat '{"flangeEnable": true}'
two_threads "10 minutes of a flanger" "$work/voice.json"
of_one_voice binaural_beat '{"spatialEnable": true}'
two_threads "10 minutes of a place" "$work/voice.json"
of_one_voice binaural_beat '{"freqOscRangeL": 3, "freqOscFreqL": 2, "freqOscSkewL": 0.4}'
two_threads "10 minutes of a skewed vibrato" "$work/voice.json"
python3 tests/bench/layered_session.py 3 --steps 6 --voices 50 > "$work/long.json"
two_threads "1 hour, 6 steps of 50 layers" "$work/long.json"
two_threads "1 hour of a pair to FLAC" "$work/pair.json" flac
if command -v csound >/dev/null; then
  # The same kinds of work written for csound; its scores last ten minutes, too.
  export SADIR=${SADIR:-/usr/share/csound/hrtf}
  echo
  printf '%-44s %12s %12s %9s\n' "10 minutes to 16-bit WAV (CPU time)" "csound" "bbplay" "ratio"
  beside_csound() {  # NAME SCORE VOICE PARAMETERS
    printf '{"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 600, "voices": [
      {"synth_function_name": "%s", "params": %s}]}]}' "$3" "$4" > "$work/voice.json"
    local theirs ours
    theirs=$(cpu_s csound -o "$work/out.wav" "tests/bench/peers/$2.csd")
    ours=$(cpu_s "$bbplay" --force --render "$work/out.wav" --no-cache "$work/voice.json")
    awk -v name="$1" -v theirs="$theirs" -v ours="$ours" \
      'BEGIN { printf "%-44s %10.2f s %10.2f s %7.1f x\n", name, theirs, ours, theirs / ours }'
  }
  beside_csound "QAM beat; two poscil, two butterlp" am_lowpass qam_beat '{}'
  beside_csound "tone around the head; hrtfmove2" head spatial_angle_modulation '{}'
  beside_csound "3 sweeps of 10 notches; pinker, 60 butterbr" notches noise_swept_notch \
    '{"sweeps": [[1000, 10000], [500, 1000], [1850, 3350]], "notch_q": 25, "casc": 10}'
fi
echo
# Until a PulseAudio null sink behind ALSA asks for the first block: median of several plays.
first_callback_ms() {  # OPTION...
  scripts/audio-rig.sh --rate 44100 -- bash -c 'play=$1 runs=$2 track=$3
    "$play" -q --check "$track"
    for ((i = 0; i < runs; ++i)); do "$play" --stats --duration 0.2 "${@:4}" "$track"; done' \
    - "$bbplay" "$runs" "$work/session.json" "$@" 2>&1 |
    sed -n 's/.*asked for sound \([0-9.]*\) ms.*/\1/p' | sort -n |
    awk '{ ms[NR] = $1 } END { printf "%.1f", ms[int((NR + 1) / 2)] }'
}
printf '%-44s %10s ms\n' "  played: start to first callback" "$(first_callback_ms --no-cache)"
printf '%-44s %10s ms\n' "  the same with a cached plan" "$(first_callback_ms)"
printf '%-44s %10s ms\n' "starting the process (--version)" "$(median_ms "$bbplay" --version)"
bbplay_row "one second, from process start" 1 --render "$work/out.wav" --no-cache "$work/second.json"

# One line of a benchmark: nanoseconds of CPU time per frame, and relative to two calls of sin().
ns_per_frame() {  # BUILD PROGRAM FILTER FRAMES_PER_ITERATION
  "$1/tests/bench/$2_bench" --benchmark_filter="^$3\$" --benchmark_format=csv --benchmark_min_time=0.3 2>/dev/null |
    awk -F, -v frames="$4" '/^"/ { printf "%.2f", $4 / frames }'
}
two_sines=$(ns_per_frame build/bench scheduler yardstick_two_sin 4096)
kernel() {  # NAME PROGRAM FILTER FRAMES_PER_ITERATION
  local past=
  if [[ $before ]]; then past=$(ns_per_frame build/before/build/bench "${@:2}"); fi
  awk -v name="$1" -v ns="$(ns_per_frame build/bench "${@:2}")" -v base="$two_sines" -v past="$past" 'BEGIN {
    printf "%-44s %10.2f ns %9.0f x  %7.2f%s\n", name, ns, 1e9 / 44100 / ns, ns / base,
      past == "" ? "" : sprintf("   (%.2f ns)", past) }'
}
printf '\n%-44s %13s %11s  %s\n' "One stereo frame, one core" "CPU time" "real time" "relative"
kernel "two calls of sin()" scheduler yardstick_two_sin 4096
kernel "copying it (memcpy)" scheduler yardstick_memcpy 4096
kernel "binaural beat" tonal_voices play/binaural_plain 256
kernel "binaural beat, moving" tonal_voices play/binaural_sweep 256
kernel "isochronic tone" tonal_voices play/isochronic_plain 256
kernel "monaural beat" tonal_voices play/monaural_plain 256
kernel "stereo AM" modulation_voices render/stereo_am 256
kernel "QAM beat with its filter" modulation_voices render/qam_beat 256
kernel "tone around the head" sam head_steady/4/44100 256
kernel "flanger" effects Flanger/defaults/reference 256
kernel "spatialiser" effects Spatializer/head/reference 256
kernel "coloured noise" noise colored_noise 2048
kernel "coloured noise as a voice" noise voice/0/0 256
kernel "noise generator" noise voice/4/0 256
kernel "noise generator, moving" noise voice/5/0 256
kernel "noise, 3 sweeps of 10 notches" noise voice/2/0 256
kernel "the same, moving" noise voice/3/0 256
kernel "clip converted from 44.1 to 48 kHz" dsp conversion/44100/48000/0 24000
kernel "the same, stretched to whole frames" dsp conversion/44100/48000/100 24000
kernel "scheduler with one binaural beat" scheduler scheduler/1 4096
kernel "scheduler with 1000 binaural beats" scheduler scheduler/1000 4096

printf '\nTones of the 60 minutes, half scale\n'
accuracy() {  # NAME OPTION...
  "$bbplay" -q --no-cache --force --level 0.5 "${@:2}" --render "$work/out.wav" "$work/pair.json"
  printf '%-28s ' "$1"
  build/bench/tests/bench/tone_accuracy "$work/out.wav" 200 204
}
accuracy "16 bit, cut off (reference)" --encoding pcm16
accuracy "16 bit, rounded (corrected)" --encoding pcm16 --fidelity corrected
accuracy "24 bit" --encoding pcm24
accuracy "float" --encoding float

if [[ $all ]]; then
  for program in build/bench/tests/bench/*_bench; do "$program" --benchmark_min_time=0.1; done
fi
