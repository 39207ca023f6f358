#!/bin/sh
# build.sh MAVEN ARGUMENTS...: runs Maven, shows which module it is at, and keeps the rest in .run/build.log.
mkdir -p .run
echo "building (log: .run/build.log; the first time downloads libraries, which takes minutes)"
# A pipeline's status is awk's, so Maven's own goes through a file.
{
    "$@" 2>&1
    echo $? > .run/build.status
} | tee .run/build.log | awk '/^\[INFO\] Building .*\[[0-9]+\/[0-9]+\]/ { sub(/^\[INFO\] Building /, "  "); print; fflush() }'
status=$(cat .run/build.status)
rm -f .run/build.status
if [ "$status" != 0 ]; then
    grep -E '^\[ERROR\]' .run/build.log | head -n 20 >&2
    echo "the build failed: see .run/build.log" >&2
fi
exit "$status"
