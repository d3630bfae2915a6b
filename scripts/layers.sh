#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Checks that the rooms of the house include only what lies below them.
#
#   scripts/layers.sh [FOLDER]   of the project; default: this one
#
# A room is a folder: app/X is apps/bbplay/X, X is lib/X together with its public headers in
# include/bbplay/X. Programs have the public headers only; what they include of lib itself is found
# in no room of theirs, and fails, also in angle brackets. Every other include is an error:
# FILE:LINE: from -> to. So is a header of the operating system outside of the places that speak to it,
# which are what a port to another one replaces. So is a source file that ends neither in .h nor in .cpp: it would not be
# looked at.
set -euo pipefail
cd "${1:-$(dirname "$0")/..}"

# Room: the rooms it may include, besides itself. Top down: `tsort` finds no way around.
rooms='
python/engine:   app/commands app/session app/terminal engine sinks sinks/capture sinks/device sinks/file playback
                 analysis reference reader plan model audio
app:             app/commands app/session app/terminal app/reference
app/commands:    app/service app/live app/desktop app/metering app/session app/spectrogram app/timeline app/terminal
                 engine sinks sinks/device sinks/file playback analysis scheduler reader reference plan model
app/live:        app/desktop app/reference app/session app/terminal sinks sinks/device playback analysis plan model audio
app/service:     app/live app/desktop app/session app/timeline app/terminal sinks sinks/capture sinks/file playback
                 analysis reader reference plan model
app/session:     app/metering app/terminal engine sinks sinks/file playback analysis scheduler reader plan model audio
app/spectrogram: app/drawing app/terminal dsp audio
app/timeline:    app/drawing app/terminal playback plan dsp model
app/terminal:    app/metering app/reference engine sinks/device sinks/file playback reference plan dsp model audio
app/metering:    dsp audio
app/desktop:     sinks model
app/drawing:     model
app/reference:   reference model

sinks:           playback
sinks/capture:   sinks/device playback audio
sinks/device:    sinks playback model
sinks/file:      sinks dsp/filter dsp/noise dsp model audio
playback:        engine analysis scheduler plan dsp/block dsp model audio
engine:          dsp
analysis:        scheduler voices voices/noise plan dsp/block dsp/fft dsp/level dsp model audio
scheduler:       voices voices/noise media plan dsp/block dsp/level dsp model audio
reference/schema: reference reader model
reference:       reader model
reader/session:  reader plan model
reader:          media plan dsp model audio

voices/hrtf:       voices dsp/block dsp/spatial dsp model audio
voices/modulation: voices dsp/block dsp/filter dsp/oscillator dsp/transition dsp model audio
voices/noise:      voices media dsp/block dsp/filter dsp/level dsp/noise dsp/spatial dsp model audio
voices/sam:        voices voices/tonal dsp/block dsp model audio
voices/tonal:      voices dsp/block dsp/fft dsp/filter dsp/noise dsp/oscillator dsp/spatial
                   dsp/transition dsp model audio
voices:            media dsp/block dsp/flanger dsp/noise dsp/oscillator dsp/transition dsp model audio

media:           dsp/filter dsp/level dsp model audio
plan:            model audio
dsp/spatial:     dsp/flanger dsp/fft dsp/filter dsp/oscillator dsp/block dsp/transition dsp model audio
dsp/flanger:     dsp/block model audio
dsp/noise:       dsp/fft dsp/filter dsp/block dsp model audio
dsp/oscillator:  dsp/block dsp/transition dsp model
dsp/block:       dsp/transition dsp model audio
dsp/transition:  expression dsp model audio
dsp/level:       dsp model audio
dsp/fft:         dsp audio
dsp/filter:      model audio
expression:      model
dsp:             model audio
'
# Concern: where headers of POSIX and Linux may be included.
system='
terminal:    apps/bbplay/terminal/console.cpp apps/bbplay/terminal/keyboard.cpp apps/bbplay/terminal/last_words.cpp
             apps/bbplay/terminal/standard_streams.cpp
signals:     apps/bbplay/terminal/interrupt.cpp apps/bbplay/terminal/interrupt.h
usage:       apps/bbplay/terminal/stats.cpp
memory:      apps/bbplay/terminal/heap.cpp
media keys:  apps/bbplay/desktop/bus.h apps/bbplay/desktop/desktop.cpp apps/bbplay/desktop/media_player.cpp
sleep:       apps/bbplay/desktop/sleep_inhibitor.cpp
network:     apps/bbplay/service/access.cpp apps/bbplay/service/connection.cpp apps/bbplay/service/http_server.cpp
             apps/bbplay/service/library.cpp apps/bbplay/service/listening_socket.cpp
             apps/bbplay/service/render_pipe.cpp
files in:    lib/media/byte_source.cpp lib/reader/asset_path.cpp lib/reader/input_text.cpp
files out:   lib/sinks/file/output_file.cpp lib/sinks/file/unfinished_files.cpp
cache:       lib/playback/files.cpp
devices:     include/bbplay/sinks/device/audio_probe.h lib/sinks/device/audio_probe.cpp
             lib/sinks/device/audio_thread.h lib/sinks/device/silenced_stderr.cpp
libraries:   lib/sinks/dynamic_library.cpp
exit:        apps/python/engine/unlocked.h
'

arrows=$(awk '{ if (/:/) { from = $1; sub(":", "", from); first = 2 } else first = 1
                for (i = first; i <= NF; ++i) print from, $i }' <<<"$rooms")
status=0

if ! tsort <<<"$arrows" >/dev/null; then
  echo "scripts/layers.sh: the table runs in a circle" >&2
  status=1
fi

# Where the compiler would look for private headers of the library.
if grep -rn --include=CMakeLists.txt -E 'target_include_directories|/lib\b' apps |
  grep -E '(SOURCE_DIR\}|\.\.)/lib\b'; then
  echo "scripts/layers.sh: programs include bbplay/... only" >&2
  status=1
fi

if find apps lib include -type f ! -name '*.h' ! -name '*.cpp' ! -name CMakeLists.txt \
  ! -path 'apps/bbplay/service/page/*' ! -path 'apps/python/*.py*' ! -path 'apps/python/*.toml' ! -name py.typed |
  grep .; then
  echo "scripts/layers.sh: sources end in .h or .cpp" >&2
  status=1
fi

folders='(sys|arpa|net|netinet|linux)/[^>]*'
headers='(dirent|dlfcn|fcntl|grp|malloc|netdb|poll|pthread|pwd|sched|signal|spawn|termios|unistd)\.h|csignal'
if grep -rnE --include='*.h' --include='*.cpp' "^[[:space:]]*# *include *<($folders|$headers)>" apps include lib |
  awk -v places="$system" -F: 'index(places " ", " " $1 " ") == 0 && index(places, " " $1 "\n") == 0' | grep .; then
  echo "scripts/layers.sh: the operating system is spoken to in the places of its table only" >&2
  status=1
fi

grep -rnE --include='*.h' --include='*.cpp' '^[[:space:]]*# *include *["<][^">]*/' apps include/bbplay lib |
  awk -v arrows="$arrows" '
    function room_of(path) {
      sub("/?[^/]*$", "", path)  # the file
      if (sub("^apps/bbplay", "app", path)) return path
      if (sub("^apps/python", "python", path)) return path
      if (!sub("^(include/bbplay|lib)/?", "", path)) return ""
      sub("^model/patches$", "model", path)
      return path == "" ? "engine" : path
    }
    function exists(path,   line, found) {
      found = (getline line < path) >= 0
      close(path)
      return found
    }
    BEGIN { n = split(arrows, lines, "\n"); for (i = 1; i <= n; ++i) allowed[lines[i]] = 1 }
    {
      split($0, at, ":")
      included = $0
      sub("^[^\"<]*[\"<]", "", included)
      sub("[\">].*", "", included)
      base = included ~ "^bbplay/" ? "include" : at[1] ~ "^apps" ? "apps/bbplay" : "lib"
      if (at[1] ~ "^apps/python" && exists("apps/python/" included)) base = "apps/python"
      target = base "/" included
      from = room_of(at[1])
      if (exists(target)) to = room_of(target)
      else if ($0 ~ "<" && !exists("lib/" included)) next  # a header of some other library
      else to = "(not a header for this room) " included
      if (from != to && !((from " " to) in allowed)) {
        print at[1] ":" at[2] ": " from " -> " to
        failed = 1
      }
    }
    END { exit failed }' >&2 || status=1

exit "$status"
