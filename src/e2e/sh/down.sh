#!/bin/sh
# Stops what up.sh started, and waits until it has ended.
pid_file=.run/cluster.pid
if [ ! -f "$pid_file" ] || ! kill -0 "$(cat "$pid_file")" 2> /dev/null; then
    rm -f "$pid_file" .run/cluster.ready
    echo "Nothing runs."
    exit 0
fi
pid=$(cat "$pid_file")
echo "stopping the local cluster (process $pid)"
kill "$pid"
waited=0
while kill -0 "$pid" 2> /dev/null; do
    if [ "$waited" -ge 300 ]; then
        echo "it did not stop within 60 s: killing it" >&2
        kill -9 "$pid"
        break
    fi
    waited=$((waited + 1))
    sleep 0.2
done
rm -f "$pid_file" .run/cluster.ready
echo "stopped"
