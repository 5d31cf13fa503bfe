#!/usr/bin/env bash
# tools/build.sh PRESET: configures and builds one preset of CMakePresets.json.
# Says nothing of a configuration that worked.
set -euo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
cmake --preset "$1" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
cmake --build --preset "$1" --parallel "$(nproc)"
