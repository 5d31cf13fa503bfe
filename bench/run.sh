#!/bin/bash
# `make bench`: builds what the bench needs beside build/release/sluice, then
# measures: `sluice publish` (bench/publish.py, which the arguments go to), the
# Lambda function (bench/function.py), `sluice local` (bench/local.py), `sluice
# simulate` (bench/simulate.py), then `sluice plan` (bench/plan.py).
set -euo pipefail
cd "$(dirname "$0")/.."

node_version=20.20.2 # where the machine's own Node is too old for the AWS SDK

# Runs a command; what it prints is shown only where it fails.
quietly() {
  local log
  log=$("$@" 2>&1) || { echo "$log" >&2; return 1; }
}

# The Node to compare with; nothing, and the reason in $without_node, where
# there is none.
find_node() {
  node=$(command -v node || true)
  if [[ -z $node ]] || ! command -v npm >/dev/null; then
    node="" without_node="node and npm are not installed (apt-get install nodejs npm)"
    return
  fi
  if (($("$node" -p 'parseInt(process.versions.node)') < 20)); then
    local arch=x64
    [[ $(uname -m) == aarch64 ]] && arch=arm64
    timeout 300 npm install --prefix build/bench/node --loglevel=error --no-save --ignore-scripts \
      "node-linux-$arch@$node_version" >&2 || true
    node="$PWD/build/bench/node/node_modules/node-linux-$arch/bin/node"
    [[ -x $node ]] || node="" without_node="Node 20 is not here and npm cannot fetch it"
  fi
}

install_packages() {
  [[ node_modules/.package-lock.json -nt package-lock.json ]] ||
    timeout 300 npm ci --loglevel=error --ignore-scripts
}

bundle_handler() {
  local article=examples/article/apps/backlog-per-task-lambda
  (cd $article && install_packages && npm run --silent build) >&2 ||
    node="" without_node="the article's handler cannot be installed or bundled"
}

quietly cmake --preset release -DSLUICE_BENCH=ON
quietly cmake --build build/release --parallel "$(nproc)" --target \
  sluice bootstrap canned_server measured_run sqs_load sqs_server region_days

without_node=""
find_node
if [[ -n $node ]]; then bundle_handler; fi
fauxqs=""
if [[ -n $node ]] && (cd bench/fauxqs && install_packages) >&2; then
  fauxqs=$PWD/bench/fauxqs/node_modules/fauxqs/dist/cli.js
fi
status=0
python3 bench/publish.py --node "$node" --without-node "$without_node" "$@" || status=1
python3 bench/function.py --node "$node" || status=1
python3 bench/local.py --node "$node" --fauxqs "$fauxqs" || status=1
python3 bench/simulate.py || status=1
python3 bench/plan.py || status=1
exit "$status"
