#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a command with a private sound system: a virtual stereo device, the sink "rig" that is described
# as "Rig Headphones", whose output is recorded, and another one, "desk", the "Rig Loudspeakers".
#
#   scripts/audio-rig.sh [OPTION...] [--] COMMAND [ARG...]
#
#   --rate HZ       rate of the device (default 48000); other rates would be resampled by the server
#   --capture FILE  what the device played, as interleaved native float32
#   --pipewire      PipeWire instead of PulseAudio
#   --jack          a JACK server with its dummy driver instead of PulseAudio (nothing is recorded)
#   --period N      frames per period of the JACK server (default 1024)
#   --channels N    channels of the device, up to 8 (default 2)
#   --pid FILE      write the process id of the command there
#   --start-server WHEN   start the sound server then, with the command running, not before
#   --stop-server WHEN    stop the sound server
#   --restart-server WHEN and start another one
#   --freeze-server WHEN  suspend the sound server (SIGSTOP)
#   --thaw-server WHEN    and continue it
#
# WHEN is a number of seconds after the event before, or a file: the moment at which it exists.
# The command sees the device as ALSA "default", too. Nothing outside a temporary folder is touched, so
# several rigs can run at once, with or without a sound card. Exit code: that of the command;
# 77 when the sound server does not come up.
set -euo pipefail

rate=48000
capture=
jack=
pipewire=
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
    --pipewire) pipewire=yes; shift ;;
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
servers=()
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
  stop_servers
  rm -rf "$rig"
}
# shellcheck disable=SC2317
stop_servers() {
  local process
  for process in "${servers[@]}"; do stop "$process"; done
  servers=()
}
# shellcheck disable=SC2317
signal_servers() {
  local process
  for process in "${servers[@]}"; do kill -s "$1" "$process"; done
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
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS PULSE_COOKIE PULSE_SINK PIPEWIRE_REMOTE
export HOME=$rig/home XDG_RUNTIME_DIR=$rig/run XDG_CONFIG_HOME=$rig/home/.config
export XDG_CACHE_HOME=$rig/home/.cache XDG_STATE_HOME=$rig/home/.state JACK_NO_START_SERVER=1

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
    kill -0 "${servers[@]}" 2>/dev/null || give_up
    ((tries-- > 0)) || give_up
    sleep 0.05
  done
}

configure_pulseaudio() {
  if [[ $pipewire ]]; then PULSE_SERVER=unix:$rig/run/pulse/native; else PULSE_SERVER=unix:$rig/pulse; fi
  export PULSE_SERVER
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
    -L "module-null-sink sink_name=rig $null_sink norewinds=1 sink_properties='$rig_words'" \
    -L "module-null-sink sink_name=desk $null_sink norewinds=1 sink_properties='$desk_words'" \
    >"$rig/server.log" 2>&1 &
  servers=($!)
  wait_until 60 pactl get-default-sink
  if [[ $capture ]]; then record; fi
}

# What is heard there is not the business of real devices.
configure_pipewire() {
  mkdir -p "$XDG_CONFIG_HOME"/pipewire/pipewire.conf.d "$XDG_CONFIG_HOME"/wireplumber/{main,bluetooth}.lua.d
  cat >"$XDG_CONFIG_HOME/pipewire/pipewire.conf.d/rig.conf" <<CONF
context.properties = { default.clock.rate = $rate default.clock.allowed-rates = [ $rate ] }
CONF
  cat >"$XDG_CONFIG_HOME/wireplumber/main.lua.d/60-rig.lua" <<'CONF'
alsa_monitor.enabled = false
v4l2_monitor.enabled = false
libcamera_monitor.enabled = false
default_access.properties["enable-flatpak-portal"] = false  -- which needs a session bus
CONF
  echo 'bluez_monitor.enabled = false' >"$XDG_CONFIG_HOME/wireplumber/bluetooth.lua.d/60-rig.lua"
}

run_pipewire() {
  local program
  for program in pipewire wireplumber pipewire-pulse; do
    "$program" >>"$rig/server.log" 2>&1 &
    servers+=($!)
    if [[ $program == pipewire ]]; then wait_until 60 test -S "$rig/run/pipewire-0"; fi
  done
  wait_until 60 pactl info
  pactl load-module module-null-sink sink_name=rig "$null_sink" "sink_properties='$rig_words'" >/dev/null
  pactl load-module module-null-sink sink_name=desk "$null_sink" "sink_properties='$desk_words'" >/dev/null
  wait_until 60 pactl set-default-sink rig
  if [[ $capture ]]; then record; fi
}

# Appends to what was recorded before.
record() {
  local before
  before=$(stat -c %s "$capture")
  parec --device=rig.monitor --format=float32le --rate="$rate" --channels="$channels" --channel-map="$map" --raw \
    --latency-msec=50 >>"$capture" 2>"$rig/recorder.log" &
  recorder=$!
  # The silence before the first sound.
  wait_until 60 eval "((\$(stat -c %s '$capture') > $before))"
}

configure_jack() {
  # No sound server besides.
  export PULSE_SERVER=unix:$rig/nowhere
  export JACK_DEFAULT_SERVER=rig-$$
  # Something that is never chosen: PortAudio aborts when ALSA offers nothing at all.
  echo 'pcm.!default { type null hint { show on description "Nowhere" } }' >"$ALSA_CONFIG_PATH"
}

run_jack() {
  jackd --no-realtime --name "$JACK_DEFAULT_SERVER" -d dummy --rate "$rate" --period "$period" \
    --playback "$channels" >"$rig/server.log" 2>&1 &
  servers=($!)
  wait_until 60 jack_lsp
}

run_server() {
  if [[ $jack ]]; then run_jack; elif [[ $pipewire ]]; then run_pipewire; else run_pulseaudio; fi
}

export ALSA_CONFIG_PATH=$rig/alsa.conf
map=$(cut -d , -f "-$channels" <<<front-left,front-right,rear-left,rear-right,front-center,lfe,side-left,side-right)
if ((channels == 1)); then map=mono; fi
null_sink="format=float32le rate=$rate channels=$channels channel_map=$map"
rig_words='device.description="Rig Headphones"'
desk_words='device.description="Rig Loudspeakers"'
if [[ $jack ]]; then configure_jack; else configure_pulseaudio; fi
if [[ $pipewire ]]; then configure_pipewire; fi
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
  stop_servers
  stop "$recorder"
  recorder=
  if [[ $restart_server ]]; then
    wait_for "$restart_server"
    run_server
  fi
fi
if [[ $freeze_server ]]; then
  wait_for "$freeze_server"
  signal_servers STOP
  if [[ $thaw_server ]]; then
    wait_for "$thaw_server"
    signal_servers CONT
  fi
fi
status=0
wait "$command" || status=$?
# The recorder reads a little behind what was played.
if [[ $recorder ]]; then sleep 0.5; fi
exit "$status"
