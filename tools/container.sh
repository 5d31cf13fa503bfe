#!/usr/bin/env bash
# tools/container.sh PROGRAM: builds the image sluice:latest of a static program
# and this machine's certificates, by whichever builder is here.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() {
  echo "tools/container.sh: $*" >&2
  exit 2
}

[[ $# == 1 && -x $1 ]] || fail "wants the program; make container gives build/release/sluice"
certificates=/etc/ssl/certs/ca-certificates.crt
[[ -r $certificates ]] || fail "no $certificates; apt-get install ca-certificates"

context=build/container
rm -rf $context
mkdir -p $context
install -m 755 "$1" $context/sluice
install -m 644 $certificates $context/ca-certificates.crt

for builder in buildah podman docker; do
  command -v $builder >/dev/null || continue
  exec $builder build -t sluice -f deploy/container/Containerfile $context
done
fail "neither buildah nor podman nor docker is here; its context is ready in $context"
