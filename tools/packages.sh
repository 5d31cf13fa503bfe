#!/usr/bin/env bash
# tools/packages.sh build|lambda|container|test|check|bench|fuzz: installs the Debian packages
# that this make target misses, and nothing where it misses none.
set -euo pipefail

# One table. A plain word is a package; `command:package` is a package that is
# wanted only where no such command is found, whoever installed it.
packages_of() {
  case $1 in
    build)
      echo g++ cmake ninja-build make:make ccache mold
      echo libboost1.81-dev libboost-url1.81-dev libssl-dev zlib1g-dev libfmt-dev libexpected-dev
      echo nlohmann-json3-dev libpugixml-dev libyaml-cpp-dev libcli11-dev libsqlite3-dev libminizip-dev
      ;;
    lambda) packages_of build && echo python3:python3 ;;
    container) packages_of build && echo ca-certificates ;;
    test) packages_of build && echo libgtest-dev libgmock-dev python3:python3 openssl:openssl ca-certificates ;;
    check) packages_of test && echo clang-tidy-19 clang-format-14 ;;
    bench) packages_of build && echo libbenchmark-dev python3:python3 node:nodejs npm:npm ;;
    fuzz) packages_of build && echo clang libclang-rt-14-dev ;;
    *) fail "'$1' is not a target; it is one of build, lambda, container, test, check, bench, fuzz" ;;
  esac
}

fail() {
  echo "tools/packages.sh: $*" >&2
  exit 2
}

# Those of the packages named that are there. dpkg-query fails where one is not.
installed() {
  { dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null || true; } |
    sed -n 's/^installed //p'
}

# The packages among those in $wanted that are not there, one a line.
missing() {
  local word packages=()
  for word in $wanted; do
    case $word in
      *:*) command -v "${word%%:*}" >/dev/null || packages+=("${word#*:}") ;;
      *) packages+=("$word") ;;
    esac
  done
  comm -13 <(installed "${packages[@]}" | sort -u) <(printf '%s\n' "${packages[@]}" | sort -u)
}

[[ $# == 1 ]] || fail "wants one target: build, lambda, container, test, check, bench or fuzz"
wanted=$(packages_of "$1")
command -v apt-get >/dev/null ||
  fail "this is not Debian (no apt-get); install by hand what these stand for:" $wanted
lacking=$(missing)
[[ -n $lacking ]] || exit 0

as_root=()
if [[ $EUID != 0 ]]; then
  command -v sudo >/dev/null ||
    fail "neither root nor sudo; ask somebody who is root to run: apt-get install" $lacking
  as_root=(sudo)
fi
echo "installing" $lacking
# An unreachable list of somebody else's must not stop us: installing decides.
"${as_root[@]}" apt-get update -qq || true
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
  apt-get install -y -qq --no-install-recommends $lacking >/dev/null ||
  fail "apt-get could not install what 'make $1' needs:" $lacking
