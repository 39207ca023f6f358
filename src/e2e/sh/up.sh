#!/bin/sh
# up.sh COMMAND...: starts the command (the local cluster with the operator) in the background and waits until it is ready.
pid_file=.run/cluster.pid
log=.run/cluster.log
ready=.run/cluster.ready
mkdir -p .run
if [ -f "$pid_file" ] && kill -0 "$(cat "$pid_file")" 2> /dev/null; then
    echo "It runs already (process $(cat "$pid_file"), log $log); make down stops it."
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
while [ ! -f "$ready" ]; do
    if ! kill -0 "$pid" 2> /dev/null; then
        rm -f "$pid_file"
        tail -n 20 "$log" >&2
        echo "it did not start: see $log" >&2
        exit 1
    fi
    lines=$(wc -l < "$log")
    if [ "$lines" -gt "$shown" ]; then
        sed -n "$((shown + 1)),${lines}p" "$log"
        shown=$lines
    fi
    sleep 0.2
done
cat "$ready"
