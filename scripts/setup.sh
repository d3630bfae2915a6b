#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs the Debian packages that building, testing and scripts/format.sh need. Run as root or with
# sudo available. The preset `tidy` needs clang and clang-tidy, too, which are large.
#
#   scripts/setup.sh [PACKAGE...]    further packages
set -euo pipefail

packages=(
  # build
  cmake ninja-build g++ pkg-config
  portaudio19-dev rapidjson-dev libcli11-dev libsndfile1-dev libhwy-dev libmuparser-dev
  libkissfft-dev libsoxr-dev libmysofa-dev libmpg123-dev libvorbis-dev libogg-dev libebur128-dev libpng-dev
  # test
  clang-format mandoc zsh fish python3-jsonschema
  libgtest-dev libgmock-dev libbenchmark-dev libexpat1-dev
  pulseaudio pulseaudio-utils libasound2-plugins jackd2 libfaketime tmux stress-ng
  "$@"
)

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
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
