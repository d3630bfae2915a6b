#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command with a private sound system: one virtual stereo device whose output is recorded.
#
#   scripts/audio-rig.sh [OPTION...] [--] COMMAND [ARG...]
#
#   --rate HZ       rate of the device (default 48000); other rates would be resampled by the server
#   --capture FILE  what the device played, as interleaved native float32, two channels
#   --jack          a JACK server with its dummy driver instead of PulseAudio (nothing is recorded)
#   --period N      frames per period of the JACK server (default 1024)
#   --channels N    channels of the JACK server (default 2)
#   --pid FILE      write the process id of the command there
#   --start-server WHEN   start the sound server then, with the command running, not before
#   --stop-server WHEN    stop the sound server
#   --restart-server WHEN and start another one
#   --freeze-server WHEN  suspend the sound server (SIGSTOP)
#   --thaw-server WHEN    and continue it
#
# WHEN is a number of seconds after the event before, or a file: the moment at which it exists.
# The command sees the device as ALSA "default". Nothing outside a temporary folder is touched, so
# several rigs can run at once, with or without a sound card. Exit code: that of the command;
# 77 when the sound server does not come up.
set -euo pipefail

rate=48000
capture=
jack=
pid=/dev/null
period=1024
channels=2
start_server=
stop_server=
restart_server=
freeze_server=
thaw_server=
while (($# > 0)); do
  case $1 in
    --rate) rate=$2; shift 2 ;;
    --capture) capture=$2; shift 2 ;;
    --jack) jack=yes; shift ;;
    --pid) pid=$2; shift 2 ;;
    --period) period=$2; shift 2 ;;
    --channels) channels=$2; shift 2 ;;
    --start-server) start_server=$2; shift 2 ;;
    --stop-server) stop_server=$2; shift 2 ;;
    --restart-server) restart_server=$2; shift 2 ;;
    --freeze-server) freeze_server=$2; shift 2 ;;
    --thaw-server) thaw_server=$2; shift 2 ;;
    --) shift; break ;;
    -*) echo "audio-rig: unknown option $1" >&2; exit 64 ;;
    *) break ;;
  esac
done
if (($# == 0)); then echo "audio-rig: no command" >&2; exit 64; fi

# A short path: the socket's name has to fit into 108 bytes.
rig=$(mktemp -d "${TMPDIR:-/tmp}/bbplay-rig.XXXXXX")
server=
recorder=
command=
# shellcheck disable=SC2317  # reached from the trap
stop() {
  local process=$1
  [[ -n $process ]] || return 0
  kill "$process" 2>/dev/null || true
  kill -s CONT "$process" 2>/dev/null || true
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

# wait_for WHEN, see above.
wait_for() {
  if [[ $1 != */* ]]; then
    sleep "$1"
    return
  fi
  # Whoever should have made the file may have ended.
  while [[ ! -e $1 ]] && kill -0 "$command" 2>/dev/null; do sleep 0.05; done
}

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

configure_pulseaudio() {
  export PULSE_SERVER=unix:$rig/pulse
  # A stream's client library reads its own configuration: no autostart, no shared memory quirks.
  export PULSE_CLIENTCONFIG=$rig/client.conf PULSE_CONFIG_PATH=$rig/home
  printf 'autospawn = no\nenable-shm = no\n' >"$PULSE_CLIENTCONFIG"
  cat >"$ALSA_CONFIG_PATH" <<'CONF'
pcm.!default { type pulse hint { show on description "Rig" } }
ctl.!default { type pulse }
CONF
}

run_pulseaudio() {
  pulseaudio -n --daemonize=no --use-pid-file=no --exit-idle-time=-1 --disallow-exit \
    --realtime=no --high-priority=no --log-target=stderr \
    -L "module-native-protocol-unix socket=$rig/pulse auth-anonymous=1" \
    -L "module-null-sink sink_name=rig norewinds=1 format=float32le rate=$rate channels=2" \
    >"$rig/server.log" 2>&1 &
  server=$!
  wait_until 60 pactl get-default-sink
  if [[ $capture ]]; then record; fi
}

# Appends to what was recorded before.
record() {
  local before
  before=$(stat -c %s "$capture")
  parec --device=rig.monitor --format=float32le --rate="$rate" --channels=2 --raw \
    --latency-msec=50 >>"$capture" 2>"$rig/recorder.log" &
  recorder=$!
  # The silence before the first sound.
  wait_until 60 eval "((\$(stat -c %s '$capture') > $before))"
}

configure_jack() {
  export JACK_DEFAULT_SERVER=rig-$$
  # Something that is never chosen: PortAudio aborts when ALSA offers nothing at all.
  echo 'pcm.!default { type null hint { show on description "Nowhere" } }' >"$ALSA_CONFIG_PATH"
}

run_jack() {
  jackd --no-realtime --name "$JACK_DEFAULT_SERVER" -d dummy --rate "$rate" --period "$period" \
    --playback "$channels" >"$rig/server.log" 2>&1 &
  server=$!
  wait_until 60 jack_lsp
}

run_server() {
  if [[ $jack ]]; then run_jack; else run_pulseaudio; fi
}

export ALSA_CONFIG_PATH=$rig/alsa.conf
if [[ $jack ]]; then configure_jack; else configure_pulseaudio; fi
if [[ $capture ]]; then : >"$capture"; fi
if [[ -z $start_server ]]; then run_server; fi

(echo "$BASHPID" >"$pid"; exec "$@") <&0 &
command=$!
if [[ $start_server ]]; then
  wait_for "$start_server"
  run_server
fi
if [[ $stop_server ]]; then
  wait_for "$stop_server"
  stop "$server"
  server=
  stop "$recorder"
  recorder=
  if [[ $restart_server ]]; then
    wait_for "$restart_server"
    run_server
  fi
fi
if [[ $freeze_server ]]; then
  wait_for "$freeze_server"
  kill -s STOP "$server"
  if [[ $thaw_server ]]; then
    wait_for "$thaw_server"
    kill -s CONT "$server"
  fi
fi
status=0
wait "$command" || status=$?
# The recorder reads a little behind what was played.
if [[ $recorder ]]; then sleep 0.5; fi
exit "$status"
