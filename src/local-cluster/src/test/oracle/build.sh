#!/bin/sh
# Builds the oracle as $1 with Go and structured-merge-diff from Debian (golang-1.19-go, golang-k8s-sigs-structured-merge-diff-dev).
# Says on one line what is missing and exits with 3 when it cannot be built here.
set -eu
out=$1
here=$(cd "$(dirname "$0")" && pwd)
library=/usr/share/gocode/src/sigs.k8s.io/structured-merge-diff
PATH=$PATH:/usr/lib/go-1.19/bin
command -v go > /dev/null || { echo "no Go (apt-get install golang-1.19-go)"; exit 3; }
[ -d $library/merge ] || { echo "no structured-merge-diff (apt-get install golang-k8s-sigs-structured-merge-diff-dev)"; exit 3; }
# Debian has version 4 without the 4 in its path, which Go finds only from inside a module.
mkdir -p "$out.gopath/src/sigs.k8s.io/structured-merge-diff"
ln -sfn $library "$out.gopath/src/sigs.k8s.io/structured-merge-diff/v4"
export GO111MODULE=off GOFLAGS= GOPATH="$out.gopath:/usr/share/gocode" GOCACHE="${GOCACHE:-$out.cache}"
exec go build -o "$out" "$here/oracle.go"
