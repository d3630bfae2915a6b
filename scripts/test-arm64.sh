#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds for 64-bit Arm with Debian's cross compiler and runs there, under qemu, the tests of the engine, all golden
# cases included, and the program: other block sizes and numbers of threads do not change a sample of the example tracks.
#
#   scripts/test-arm64.sh [CTEST OPTION...]    e.g. -R '^dsp'
#
# The Arm libraries are unpacked to build/arm64-root and nothing of the system changes; a package installed for
# two architectures would have to have one version, and many of them could not be installed beside themselves.
set -euo pipefail
cd "$(dirname "$0")/.."
root=build/arm64-root

tools=(g++-aarch64-linux-gnu mmdebstrap qemu-user)
if ((EUID != 0)); then tools+=(uidmap); fi
libraries=(
  libc6-dev libstdc++-12-dev
  portaudio19-dev libpulse-dev libsystemd-dev rapidjson-dev libcli11-dev libsndfile1-dev libhwy-dev libmuparser-dev
  libkissfft-dev libmysofa-dev libmpg123-dev libvorbis-dev libopus-dev libogg-dev libflac-dev libebur128-dev libpng-dev
  libgtest-dev libgmock-dev libexpat1-dev
)

scripts/setup.sh "${tools[@]}"
if [[ ! -e $root/complete ]]; then
  rm -rf "$root"
  mkdir -p "$root"
  mmdebstrap --quiet --variant=extract --architectures=arm64 --include="$(IFS=,; echo "${libraries[*]}")" \
    bookworm - http://deb.debian.org/debian | tar -x -C "$root" --exclude=./dev --no-same-owner
  touch "$root/complete"
fi

cmake --preset arm64
cmake --build --preset arm64
ctest --preset arm64 --timeout 7200 "$@"  # an emulator takes its time

program=build/arm64/bbplay-under-qemu
printf '#!/bin/sh\nexec qemu-aarch64 -L %q %q "$@"\n' "$PWD/$root" "$PWD/build/arm64/apps/bbplay/bbplay" >"$program"
chmod +x "$program"
scripts/same-sound.sh "$program" "$program" data/tracks/*.json
