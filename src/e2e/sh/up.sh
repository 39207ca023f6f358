#!/bin/sh
# up.sh COMMAND...: starts the command (the local cluster with the operator) in the background and waits until it is ready.
. "$(dirname "$0")/cluster-process.sh"
log=.run/cluster.log
# In seconds. The command gives up by itself when the operator is not ready after 3 minutes; this is for one that hangs.
limit=${UP_LIMIT:-240}
mkdir -p .run
if read_cluster_process; then
    echo "It runs already (process $pid, log $log); make down stops it."
    [ -f "$ready" ] && cat "$ready"
    exit 0
fi
rm -f "$ready"
: > "$log"
setsid nohup "$@" > "$log" 2>&1 < /dev/null &
pid=$!
echo "$pid" > "$pid_file"
trap 'kill "$pid" 2> /dev/null; rm -f "$pid_file"; exit 130' INT TERM
shown=0
looks=0
while [ ! -f "$ready" ]; do
    if ! is_cluster "$pid"; then
        rm -f "$pid_file"
        tail -n 20 "$log" >&2
        echo "it did not start: see $log" >&2
        exit 1
    fi
    if [ "$looks" -ge $((limit * 5)) ]; then
        tail -n 20 "$log" >&2
        echo "it was not ready within $limit s: see $log" >&2
        sh "$(dirname "$0")/down.sh" >&2
        exit 1
    fi
    looks=$((looks + 1))
    lines=$(wc -l < "$log")
    if [ "$lines" -gt "$shown" ]; then
        sed -n "$((shown + 1)),${lines}p" "$log"
        shown=$lines
    fi
    sleep 0.2
done
cat "$ready"
