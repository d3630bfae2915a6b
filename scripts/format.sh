#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Formats every source file in place; with --check only tells which would change.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=(-i)
if [[ "${1:-}" == --check ]]; then mode=(--dry-run -Werror); fi
git ls-files --cached --others --exclude-standard -- '*.h' '*.cpp' | xargs clang-format "${mode[@]}"
