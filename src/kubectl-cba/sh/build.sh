#!/bin/sh
# build.sh MAVEN ARGUMENTS...: builds the plugin into src/kubectl-cba/target, and says what is left to do.
mkdir -p .run
echo "building the plugin (log: .run/plugin.log; the first time downloads libraries)"
if ! "$@" -Dmaven.test.skip=true -pl src/kubectl-cba -am package > .run/plugin.log 2>&1; then
    grep -E '^\[ERROR\]' .run/plugin.log | head -n 5 >&2
    echo "the build failed: see .run/plugin.log" >&2
    exit 1
fi
for script in kubectl-cba kubectl_complete-cba; do
    cp "src/kubectl-cba/$script" "src/kubectl-cba/target/$script" || exit 1
    chmod 755 "src/kubectl-cba/target/$script" || exit 1
done
# A plugin that starts slower is better than none.
sh src/kubectl-cba/sh/archive.sh >> .run/plugin.log 2>&1 || echo "no class archive, so it starts slower: see .run/plugin.log" >&2
echo "built; to use it as kubectl cba:"
echo "  export PATH=\"$(pwd)/src/kubectl-cba/target:\$PATH\""
echo "  source <(kubectl-cba completion bash)    # or zsh"
