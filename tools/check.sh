#!/usr/bin/env bash
# All that must hold before a change lands, quickest first; stops at the first
# step that does not. Its last line is the sum of the test runs.
set -euo pipefail
cd "$(dirname "$0")/.."

step() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name"
  # Not behind `if` or `||`: there `set -e` would be off inside a function.
  trap 'echo "make check: the step \"'"$name"'\" failed after $((SECONDS - '"$began"')) s" >&2' EXIT
  "$@"
  trap - EXIT
  echo "== $name: $((SECONDS - began)) s"
}

formatted() {
  find src apps tests bench -name node_modules -prune -o -name '*.[ch]pp' -print0 |
    xargs -0 clang-format-14 --dry-run -Werror
}

# The released program needs nothing around it: no library, no file, no name.
stands_alone() {
  make --no-print-directory release
  if [[ $(ldd build/release/sluice 2>&1) != *"not a dynamic executable"* ]]; then
    echo "build/release/sluice wants shared libraries; it must be one static file:" >&2
    ldd build/release/sluice >&2
    return 1
  fi
  if [[ $EUID != 0 ]]; then
    echo "SKIPPED: empty chroot: only root can make one"
    return
  fi
  local empty=build/empty
  rm -rf $empty && mkdir $empty && cp build/release/sluice $empty
  chroot $empty /sluice --version
}

# The package that Lambda gets, made of the released program.
packed_for_lambda() {
  make --no-print-directory lambda
  python3 tests/end_to_end/lambda_package_test.py --sluice build/release/sluice
}

step "format" formatted
step "layers" tools/check_layers.py
step "bans" tools/check_bans.py
step "tests with address and undefined behaviour sanitizers" make --no-print-directory test PRESET=asan
step "tests with thread sanitizer" make --no-print-directory test PRESET=tsan
step "one static program" stands_alone
step "the demo" python3 tests/end_to_end/demo_test.py --sluice build/release/sluice
step "the Lambda package" packed_for_lambda
step "tidy" tools/tidy.py asan

echo "== all steps: $SECONDS s"
tools/run_tests.py --sum build/asan/tests.xml build/tsan/tests.xml
