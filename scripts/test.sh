#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is needed, builds Release and runs every test.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/setup.sh
cmake --preset release
cmake --build --preset release
ctest --preset release
