#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages that building, testing and scripts/format.sh need. Run as root or with
# sudo available. Other compilers are installed by who needs them: `scripts/test.sh clang-14`.
#
#   scripts/setup.sh [PACKAGE...]            to build and to test; and further packages
#   scripts/setup.sh --build [PACKAGE...]    only to build, install and package
#
# Nothing that is installed is removed. The tests bring the sound servers PulseAudio and JACK; where a desktop has
# chosen packages that exclude them, apt says so and ends.
set -euo pipefail

packages=(
  cmake ninja-build g++ pkg-config dpkg-dev file
  portaudio19-dev libpulse-dev libsystemd-dev rapidjson-dev libcli11-dev libsndfile1-dev libhwy-dev libmuparser-dev
  libkissfft-dev libmysofa-dev libmpg123-dev libvorbis-dev libopus-dev libogg-dev libflac-dev libpng-dev
)
if [[ ${1:-} == --build ]]; then
  shift
else
  packages+=(
    pybind11-dev python3-dev python3-numpy python3-pytest
    git python3 clang-format mandoc zsh fish python3-jsonschema
    libgtest-dev libgmock-dev libbenchmark-dev libexpat1-dev libebur128-dev
    pulseaudio pulseaudio-utils libasound2-plugins pipewire wireplumber pipewire-pulse jackd2 libfaketime tmux stress-ng
    dbus playerctl python3-dbusmock chromium chromium-driver
    # what is packaged, and the recipes of the README
    lintian desktop-file-utils appstream shared-mime-info libglib2.0-bin
    ffmpeg jq make parallel curl
  )
fi
packages+=("$@")

if ! command -v dpkg-query >/dev/null; then
  echo "scripts/setup.sh: no Debian here; install what these packages contain: ${packages[*]}" >&2
  exit 69
fi
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi

as_root=()
if ((EUID != 0)); then as_root=(sudo); fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-remove --no-install-recommends "${missing[@]}" >/dev/null
