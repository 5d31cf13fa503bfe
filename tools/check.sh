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

# What is told against the clock, or by slow programs, is told with the release.
stories() {
  local suite status
  rm -f build/release/stories.log
  for suite in lambda_package demo terraform_article terraform_module; do
    status=0
    python3 tests/end_to_end/${suite}_test.py --sluice build/release/sluice 2>&1 |
      tee -a build/release/stories.log || status=$?
    [[ $status == 0 || $status == 77 ]] || return $status
  done
}

step "format" formatted
step "layers" tools/check_layers.py
step "bans" tools/check_bans.py
step "tests with address and undefined behaviour sanitizers" make --no-print-directory test PRESET=asan
step "tests with thread sanitizer" make --no-print-directory test PRESET=tsan
step "one static program" stands_alone
step "the Lambda package" make --no-print-directory lambda
step "stories" stories
step "tidy" tools/tidy.py asan

echo "== all steps: $SECONDS s"
grep -h '^SKIPPED' build/release/stories.log || true
tools/run_tests.py --sum build/asan/tests.xml build/tsan/tests.xml
