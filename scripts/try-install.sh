#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Does in a bare Debian 12 what the first screen of README.md says: its commands, as printed, on a fresh clone of this
# repository, and what quickstart.sh says in the end. Then looks whether what the packages bring works: program, manual,
# completions of three shells, types of files, the engine. As root; nothing outside a temporary folder is touched. Needs
# the packages git and mmdebstrap, 3 GB in /var/tmp, and the time of a build.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$(mktemp -d /var/tmp/bbplay-root.XXXXXX)
trap 'rm -rf --one-file-system "$root"' EXIT

mmdebstrap --quiet --variant=minbase bookworm "$root" http://deb.debian.org/debian
cp /etc/resolv.conf "$root/etc/resolv.conf"
printf '#!/bin/sh\nexec "$@"\n' >"$root/usr/local/bin/sudo"  # root needs none
chmod +x "$root/usr/local/bin/sudo"
git clone --quiet . "$root/root/bbplay"
# shellcheck disable=SC2016  # backquotes of Markdown
sed -n '/^```sh installs$/,/^```$/{/^```/!p}' README.md >"$root/root/install.sh"

cat >"$root/root/look.sh" <<'LOOK'
tell() { echo "== $*"; }
tell "$(~/.local/bin/bbplay --version), for root"; ~/.local/bin/bbplay -q --check ~/.local/share/bbplay/tracks/demo.json
tell "$(/usr/bin/bbplay --version), for all"; /usr/bin/bbplay -q --check /usr/share/bbplay/tracks/demo.json
apt-get install -y -qq --no-install-recommends man-db bash-completion zsh fish desktop-file-utils shared-mime-info \
  libglib2.0-bin ./bbplay/build/release/packages/libbbplay-dev_*.deb >/dev/null
for page in 1/bbplay 5/bbplay-track; do
  tell "man ${page#*/}: $(MANPATH=/usr/share/man man "${page%/*}" "${page#*/}" | wc -l) lines"
done
for page in bbplay bbplay-track; do MANPATH=~/.local/share/man man -w "$page"; done
cd /usr/share/bbplay/tracks
tell "bash: $(bash -c '. /usr/share/bash-completion/bash_completion; _completion_loader bbplay || true
  COMP_WORDS=(bbplay --ren); COMP_CWORD=1; _bbplay; echo "${COMPREPLY[@]}"')"
tell "zsh: $(zsh -fc 'autoload -U compinit; compinit -u -d /tmp/zcompdump; echo $_comps[bbplay] $functions_source[_bbplay]')"
tell "fish: $(fish -c 'complete -C "bbplay --ren"; complete -C "bbplay dem"' | cut -f1 | xargs)"
tell "demo.json: $(gio info -a standard::content-type demo.json | sed -n 's/.*content-type: //p')"
grep -q application/x-binaural-track+json=bbplay.desktop /usr/share/applications/mimeinfo.cache
pkg-config --exists bbplay
tell "pkg-config: $(pkg-config --libs bbplay)"
apt-get remove -y -qq bbplay libbbplay-dev >/dev/null
tell "left behind when removed: $(find /usr -name '*bbplay*' | wc -l) files"
LOOK

export root
unshare --mount --pid --fork --kill-child bash -euo pipefail <<'RUN'
mount --rbind /dev "$root/dev"
mount -t proc none "$root/proc"
inside() {
  env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive ${CMAKE_BUILD_PARALLEL_LEVEL:+CMAKE_BUILD_PARALLEL_LEVEL=$CMAKE_BUILD_PARALLEL_LEVEL} \
    chroot "$root" /bin/bash -euo pipefail -c "cd; $1"
}
# apt asks when it is at a terminal; here it is not.
inside 'echo "APT::Get::Assume-Yes true;" >/etc/apt/apt.conf.d/yes; apt-get update -qq; set -x; . ./install.sh'
inside '. ./look.sh'
RUN
