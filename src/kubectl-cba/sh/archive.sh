#!/bin/sh
# archive.sh: writes target/kubectl-cba.jsa, the archive of the classes that the plugin loads, in a run against a local cluster that is
# started for it. Without the archive the plugin works as well, and starts slower.
set -eu
cd "$(dirname "$0")/.."
project=$(cd ../.. && pwd)
target=$(pwd)/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
data=$target/training
archive=$target/kubectl-cba.jsa
rm -rf "$data" "$archive"
mkdir -p "$data"
"$java" -XX:TieredStopAtLevel=1 -jar "$project/src/local-cluster/target/cpubound-local-cluster-0.1.0.jar" \
    --data "$data" --without node,controllers > "$data/cluster.out" 2> "$data/cluster.err" &
cluster=$!
trap 'kill "$cluster" 2> /dev/null; wait "$cluster" 2> /dev/null || true; rm -rf "$data"' EXIT
waited=0
until grep -q KUBECONFIG "$data/cluster.out"; do
    if [ "$waited" -ge 300 ] || ! kill -0 "$cluster" 2> /dev/null; then
        cat "$data/cluster.err" >&2
        echo "the local cluster did not start" >&2
        exit 1
    fi
    waited=$((waited + 1))
    sleep 0.2
done
# The same options as the launcher's: an archive holds for them, and for the jar where it lies.
KUBECONFIG=$data/kubeconfig "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr \
    "-XX:ArchiveClassesAtExit=$data/archive" -cp "$target/kubectl-cba.jar" io.cpubound.cli.training.Training \
    "$project/crds/cpuboundapps.cpubound.io.yaml"
mv "$data/archive" "$archive"
