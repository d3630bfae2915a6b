#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Tries the examples for systemd (scripts/try-units.sh) and cron: lets a real cron daemon play a line of the crontab on
# a virtual sound card. As root, for the daemon; it sees a spool folder of its own. Needs the packages cron and systemd.
# Takes two or three minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
build=${1:-build/release}
work=$(mktemp -d /tmp/bbplay-services.XXXXXX)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/usr" >/dev/null
scripts/try-units.sh "$build"
mkdir "$work/tracks"
cp data/tracks/demo.json "$work/tracks/night.json"

# The evening's line, moved to the next minute; its --until to a few seconds after that.
run_cron() {
  local begin end
  begin=$(date -d '+70 seconds' +'%M %H')
  end=$(date -d "$(date -d '+70 seconds' +%H:%M)" +%s)
  end=$(date -d "@$((end + 5))" +%H:%M:%S)
  {
    printf '%s=%s\n' XDG_RUNTIME_DIR "$XDG_RUNTIME_DIR" PULSE_SERVER "$PULSE_SERVER" \
      PULSE_CLIENTCONFIG "$PULSE_CLIENTCONFIG" ALSA_CONFIG_PATH "$ALSA_CONFIG_PATH" \
      PATH "$work/usr/bin:/usr/bin:/bin" HOME "$work" SHELL /bin/sh
    sed -n '/^30 22/p' data/cron/crontab.example |
      sed "s|^30 22|$begin|; s|--until 23:30|--until $end|; s|--fade-out 30|--fade-out 2 --stats|; s|-q ||" |
      sed "s|\$| >$work/cron.log 2>\&1; echo ended with \$? >>$work/cron.log|"
  } >"$work/crontab"
  unshare --mount bash -euc "
    mount -t tmpfs none /var/spool/cron
    mount -t tmpfs none /etc/cron.d
    mount --bind /dev/null /etc/crontab
    mkdir /var/spool/cron/crontabs
    install -m 600 '$work/crontab' /var/spool/cron/crontabs/root
    cron -f & daemon=\$!
    trap 'kill \$daemon' EXIT
    for ((i = 0; i < 1000; ++i)); do
      if grep -qs 'ended with' '$work/cron.log'; then break; fi
      sleep 0.1
    done"
}
export -f run_cron
export work
scripts/audio-rig.sh -- bash -euc run_cron
sed 's/^/cron: /' "$work/cron.log"
grep -q 'ended with 0' "$work/cron.log"
