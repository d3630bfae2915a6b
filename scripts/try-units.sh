#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tries the systemd units as they are installed: verifies them, and lets a manager of a user's services, as a login
# starts it, play a track on a sound server of its own, stop it softly, leave alone what stays wrong, and start the
# player that a phone steers when it is called. As root, which gives the user `nobody` control groups and hides folders
# of the system from view. Needs the packages systemd and curl.
#
#   scripts/try-units.sh [BUILD]    default: build/release
set -euo pipefail

# Everything stands in a file system of its own, which no unit hides as it hides /tmp and homes.
start_manager() {
  for hierarchy in "${hierarchies[@]}"; do
    mkdir "$hierarchy"
    chown -R nobody: "$hierarchy"
    echo $$ >"$hierarchy/cgroup.procs"
  done
  mount -t tmpfs -o mode=755 none /opt
  mkdir -p /run/systemd
  mount -t tmpfs none /run/systemd
  mkdir /run/systemd/system  # the mark of a machine that systemd has started
  cmake --install "$build" --prefix /opt >/dev/null
  cp scripts/audio-rig.sh "$0" data/tracks/demo.json /opt
  # As the README prints it.
  # shellcheck disable=SC2016  # backquotes of Markdown
  sed -n '/^```sh systemd$/,/^```$/{/^```/!p}' README.md >/opt/start.sh
  install -d -o nobody -g nogroup /opt/rigs
  env -i PATH="$PATH" TMPDIR=/opt/rigs XDG_DATA_HOME=/opt/share \
    setpriv --reuid nobody --regid nogroup --clear-groups \
    /opt/audio-rig.sh -- bash /opt/try-units.sh --as-user
}

property() { systemctl --user show --value --property "$1" "bbplay@$2"; }

# wait_until CONDITION...: for ten seconds.
wait_until() {
  for ((i = 0; i < 100; ++i)); do
    if "$@" >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  echo "try-units: in vain: $*" >&2
  tail -n 20 "$HOME/manager.log" >&2
  exit 1
}

streams() { pactl list short sink-inputs | wc -l; }
one_stream() { [[ $(streams) == 1 ]]; }
plays() { [[ $(property SubState "$1") == running ]] && one_stream; }
failed() { [[ $(property ActiveState "$1") == failed ]]; }

# state_of UNIT
state_of() { systemctl --user show --value --property SubState "$1"; }

# The socket waits; the first call starts the player.
serves() {
  local page=http://127.0.0.1:8765
  echo "bbplay-serve: socket $(state_of bbplay-serve.socket), service $(state_of bbplay-serve.service)"
  [[ $(state_of bbplay-serve.socket) == listening && $(state_of bbplay-serve.service) == dead ]]
  curl -fs --max-time 20 "$page/tracks" | grep -o '"id":[^,]*night.json"'
  curl -fs --max-time 20 --json '{"track": "night.json"}' "$page/play" >/dev/null
  wait_until one_stream
  systemctl --user reload bbplay-serve.service
  sleep 1
  echo "bbplay-serve: $(state_of bbplay-serve.service), streams of the sound server: $(streams)"
  one_stream
  local begin=$SECONDS
  systemctl --user stop bbplay-serve.service
  echo "bbplay-serve: stopped within $((SECONDS - begin)) s, with $(
    systemctl --user show --value --property ExecMainStatus bbplay-serve.service)"
  [[ $((SECONDS - begin)) -ge 4 ]]
  [[ $(streams) == 0 && $(systemctl --user show --value --property ExecMainStatus bbplay-serve.service) == 0 ]]
}

# fails_once NAME STATUS
fails_once() {
  systemctl --user start "bbplay@$1" || true
  wait_until failed "$1"
  sleep 6  # longer than RestartSec
  local end
  end="$(property ActiveState "$1") with $(property ExecMainStatus "$1"), started again $(property NRestarts "$1") times"
  echo "bbplay@$1: $end"
  [[ $end == "failed with $2, started again 0 times" ]]
}

as_user() {
  mkdir -p "$HOME/tracks" "$XDG_CONFIG_HOME/bbplay" "$XDG_CONFIG_HOME/systemd/user/bbplay@broken.service.d"
  cp /opt/demo.json "$HOME/tracks/night.json"
  echo '{"steps": [' >"$HOME/tracks/invalid.json"
  printf '[Service]\nExecStart=\nExecStart=sh -c "exit 70"\n' \
    >"$XDG_CONFIG_HOME/systemd/user/bbplay@broken.service.d/exec.conf"
  SYSTEMD_LOG_TARGET=console /lib/systemd/systemd --user --unit=basic.target >"$HOME/manager.log" 2>&1 &
  manager=$!
  trap 'kill "$manager"; wait "$manager" || true' EXIT
  wait_until systemctl --user list-units

  bash -euxo pipefail /opt/start.sh
  [[ $(systemctl --user is-active bbplay@night.timer) == active ]]
  echo "bbplay@night.timer: next on $(systemctl --user show --value --property NextElapseUSecRealtime bbplay@night.timer)"
  wait_until plays night
  sleep 2
  echo "bbplay@night: $(property SubState night), streams of the sound server: $(streams), plans in the cache: $(
    find "$XDG_CACHE_HOME/bbplay" -type f | wc -l)"
  plays night
  [[ -n $(ls "$XDG_CACHE_HOME/bbplay") ]]
  local begin=$SECONDS
  systemctl --user stop bbplay@night
  echo "bbplay@night: stopped within $((SECONDS - begin)) s, $(property ActiveState night)"
  [[ $(property ActiveState night) == inactive && $((SECONDS - begin)) -ge 9 ]]

  serves
  fails_once invalid 65
  fails_once missing 66
  fails_once broken 70
  echo 'BBPLAY_OPTIONS=--no-such-option' >"$XDG_CONFIG_HOME/bbplay/service.env"
  fails_once night 64
}

if [[ ${1:-} == --as-user ]]; then
  as_user
  exit
fi

cd "$(dirname "$0")/.."
build=${1:-build/release}
hierarchies=()
for folder in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  if [[ -e $folder/cgroup.procs ]]; then hierarchies+=("$folder/bbplay-units-$$"); fi
done
work=$(mktemp -d /tmp/bbplay-units.XXXXXX)
clean_up() {
  rm -rf "$work"
  for folder in "${hierarchies[@]}"; do
    if [[ -e $folder ]]; then find "$folder" -depth -type d -exec rmdir {} \; ; fi
  done
}
trap clean_up EXIT

cmake --install "$build" --prefix "$work/usr" >/dev/null
units=$work/usr/share/systemd/user
for unit in "$units"/*; do
  instance=${unit/@/@night}
  if [[ $instance != "$unit" ]]; then cp "$unit" "$instance"; fi
  XDG_RUNTIME_DIR=$work SYSTEMD_UNIT_PATH=$units: systemd-analyze --user verify "$instance"
  echo "${instance##*/} is in order"
done
for unit in bbplay@night bbplay-serve; do
  exposure=$(XDG_RUNTIME_DIR=$work systemd-analyze --user --offline=true security "$units/$unit.service" |
    sed -n 's/.*exposure level for [^:]*: \([0-9.]*\).*/\1/p')
  echo "$unit.service: exposure $exposure"
  [[ ${exposure%.*} -lt 4 ]]
done

export build
export -f start_manager
unshare --mount bash -euo pipefail -c "hierarchies=(${hierarchies[*]}); start_manager" scripts/try-units.sh
