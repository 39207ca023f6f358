#!/bin/sh
# until.sh FIRST CHANGE LAST COMMAND...: starts the command, does the change when it has printed FIRST lines, ends it at LAST lines.
first=$1 change=$2 last=$3
shift 3
out=$(mktemp)
"$@" >"$out" 2>&1 &
pid=$!
until [ "$(wc -l <"$out")" -ge "$first" ] && kill -0 $pid; do sleep 0.1; done
sh -c "$change" >/dev/null
while [ "$(wc -l <"$out")" -lt "$last" ] && kill -0 $pid; do sleep 0.1; done
kill $pid
wait $pid
cat "$out"
rm "$out"
