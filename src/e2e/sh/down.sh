#!/bin/sh
# Stops what up.sh started, and waits until it has ended.
. "$(dirname "$0")/cluster-process.sh"
if ! read_cluster_process; then
    rm -f "$pid_file" "$ready"
    echo "Nothing runs."
    exit 0
fi
echo "stopping the local cluster (process $pid)"
kill "$pid"
waited=0
while is_cluster "$pid"; do
    if [ "$waited" -ge 300 ]; then
        echo "it did not stop within 60 s: killing it" >&2
        kill -9 "$pid"
        break
    fi
    waited=$((waited + 1))
    sleep 0.2
done
rm -f "$pid_file" "$ready"
echo "stopped"
