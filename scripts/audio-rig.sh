#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command with a private sound system: one virtual stereo device whose output is recorded.
#
#   scripts/audio-rig.sh [OPTION...] [--] COMMAND [ARG...]
#
#   --rate HZ       rate of the device (default 48000); other rates would be resampled by the server
#   --capture FILE  what the device played, as interleaved native float32, two channels
#   --jack          a JACK server with its dummy driver instead of PulseAudio (nothing is recorded)
#   --signal NAME   send this signal to the command after the seconds of --after; may be repeated
#   --after S       seconds before each signal (default 1)
#   --stop-server S stop the sound server after so many seconds
#
# The command sees the device as ALSA "default". Nothing outside a temporary folder is touched, so
# several rigs can run at once, with or without a sound card. Exit code: that of the command;
# 77 when the sound server does not come up.
set -euo pipefail

rate=48000
capture=
jack=
signals=()
after=1
stop_server=
while (($# > 0)); do
  case $1 in
    --rate) rate=$2; shift 2 ;;
    --capture) capture=$2; shift 2 ;;
    --jack) jack=yes; shift ;;
    --signal) signals+=("$2"); shift 2 ;;
    --after) after=$2; shift 2 ;;
    --stop-server) stop_server=$2; shift 2 ;;
    --) shift; break ;;
    -*) echo "audio-rig: unknown option $1" >&2; exit 64 ;;
    *) break ;;
  esac
done
if (($# == 0)); then echo "audio-rig: no command" >&2; exit 64; fi

# A short path: the socket's name has to fit into 108 bytes.
rig=$(mktemp -d /tmp/bbplay-rig.XXXXXX)
server=
recorder=
command=
# shellcheck disable=SC2317  # reached from the trap
stop() {
  local process=$1
  [[ -n $process ]] || return 0
  kill "$process" 2>/dev/null || true
  wait "$process" 2>/dev/null || true
}
# shellcheck disable=SC2317
clean_up() {
  stop "$command"
  stop "$recorder"
  stop "$server"
  rm -rf "$rig"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# The server must not find, or be found by, the sound system of whoever runs this.
mkdir -m 700 "$rig/home" "$rig/run"
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS PULSE_COOKIE PULSE_SINK
export HOME=$rig/home XDG_RUNTIME_DIR=$rig/run XDG_CONFIG_HOME=$rig/home/.config
export XDG_CACHE_HOME=$rig/home/.cache JACK_NO_START_SERVER=1

give_up() {
  echo "audio-rig: the sound server did not come up" >&2
  sed 's/^/  /' "$rig/server.log" >&2
  exit 77
}

# wait_until SECONDS CONDITION...: polls; gives up when the server has died.
wait_until() {
  local tries=$(($1 * 20))
  shift
  until "$@" >/dev/null 2>&1; do
    kill -0 "$server" 2>/dev/null || give_up
    ((tries-- > 0)) || give_up
    sleep 0.05
  done
}

start_pulseaudio() {
  export PULSE_SERVER=unix:$rig/pulse
  # A stream's client library reads its own configuration: no autostart, no shared memory quirks.
  export PULSE_CLIENTCONFIG=$rig/client.conf PULSE_CONFIG_PATH=$rig/home
  printf 'autospawn = no\nenable-shm = no\n' >"$PULSE_CLIENTCONFIG"
  pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disallow-exit \
    --realtime=no --high-priority=no --log-target=stderr \
    -L "module-native-protocol-unix socket=$rig/pulse auth-anonymous=1" \
    -L "module-null-sink sink_name=rig norewinds=1 format=float32le rate=$rate channels=2" \
    >"$rig/server.log" 2>&1 &
  server=$!
  wait_until 10 pactl get-default-sink

  export ALSA_CONFIG_PATH=$rig/alsa.conf
  cat >"$ALSA_CONFIG_PATH" <<'CONF'
pcm.!default { type pulse hint { show on description "Rig" } }
ctl.!default { type pulse }
CONF

  [[ -n $capture ]] || return 0
  : >"$capture"
  parec --device=rig.monitor --format=float32le --rate="$rate" --channels=2 --raw \
    --latency-msec=50 >>"$capture" 2>"$rig/recorder.log" &
  recorder=$!
  wait_until 10 test -s "$capture"  # the silence before the first sound
}

start_jack() {
  export JACK_DEFAULT_SERVER=rig-$$
  jackd --no-realtime --name "$JACK_DEFAULT_SERVER" -d dummy --rate "$rate" --period 1024 \
    >"$rig/server.log" 2>&1 &
  server=$!
  wait_until 10 jack_lsp
  # PortAudio aborts when ALSA offers nothing at all.
  export ALSA_CONFIG_PATH=$rig/alsa.conf
  echo 'pcm.!default { type null hint { show on description "Nowhere" } }' >"$ALSA_CONFIG_PATH"
}

if [[ $jack ]]; then start_jack; else start_pulseaudio; fi

"$@" <&0 &
command=$!
for signal in "${signals[@]}"; do
  sleep "$after"
  kill -s "$signal" "$command"
done
if [[ $stop_server ]]; then
  sleep "$stop_server"
  stop "$server"
  server=
fi
status=0
wait "$command" || status=$?
# The recorder reads a little behind what was played.
if [[ $recorder ]]; then sleep 0.5; fi
exit "$status"
