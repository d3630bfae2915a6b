#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures 60 s of every noise colour against the reference's spectra and levels: a table of
# deviations, and failure when one is out of tolerance. Takes a few seconds once it is built.
set -euo pipefail
cd "$(dirname "$0")/.."

cmake --preset release >/dev/null
cmake --build --preset release --target noise_table
build/release/tests/dsp/noise_table
