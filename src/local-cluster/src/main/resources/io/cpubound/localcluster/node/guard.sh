#!/bin/sh
# guard.sh FOLDER: the node's right hand for processes. Each file in FOLDER is named by a process group that the node runs and
# holds when its first process started (in the kernel's ticks) and the boot's id.
#
# First kills what a killed node has left and says "swept". Then sends signals: lines "SIGNAL PID" or "SIGNAL -GROUP". When the
# input ends, the node has gone, in whatever way: kills all that it ran.

trap '' TERM INT HUP QUIT
folder=$1
read -r boot < /proc/sys/kernel/random/boot_id

sweep() {
    for file in "$folder"/*; do
        [ -f "$file" ] || continue
        group=${file##*/}
        started=
        booted=
        read -r started booted < "$file"
        # The number may be another's by now: then its first process started at another time.
        now=
        if read -r stat 2> /dev/null < "/proc/$group/stat"; then
            # The fields after the name, which may hold anything: the 20th of them is the start.
            set -- ${stat##*) }
            shift 19
            now=$1
        fi
        if [ "$booted" = "$boot" ] && [ "${now:-$started}" = "$started" ]; then
            kill -s KILL -- "-$group" 2> /dev/null
        fi
        rm -f "$file"
    done
}

sweep
echo swept
while read -r signal target; do
    kill -s "$signal" -- "$target" 2> /dev/null
done
sweep
