#!/usr/bin/env bash
# tools/fuzz.sh SECONDS: runs every fuzzer of the fuzz preset for so long. A
# fuzzer x_fuzz starts from the inputs in tests/fuzz/corpus/x and keeps what it
# finds of interest in build/fuzz/corpus/x; what broke it is left in build/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ $1 =~ ^[1-9][0-9]*$ ]] || { echo "make fuzz: SECONDS is '$1'; it wants a whole number from 1" >&2; exit 2; }
mapfile -t fuzzers < <(find build/fuzz -type f -name '*_fuzz' -perm -u+x | sort)
[[ ${#fuzzers[@]} -gt 0 ]] || { echo "make fuzz: build/fuzz has no program named *_fuzz" >&2; exit 1; }
for fuzzer in "${fuzzers[@]}"; do
  name=$(basename "$fuzzer" _fuzz)
  found=build/fuzz/corpus/$name kept=tests/fuzz/corpus/$name
  [[ -d $kept ]] || { echo "make fuzz: $name has no inputs to start from: add some to $kept" >&2; exit 1; }
  mkdir -p "$found"
  echo "== $name, $1 s"
  "$fuzzer" "$found" "$kept" -max_total_time="$1" -timeout=5 -rss_limit_mb=2048 -verbosity=0 \
    -print_final_stats=1 -artifact_prefix="build/fuzz/$name-"
done
echo "nothing broke ${#fuzzers[@]} fuzzers in $1 s each"
