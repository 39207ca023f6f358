#!/bin/sh
# images.sh BASE MAVEN ARGUMENTS...: builds the images as archives on BASE (an archive's path, or a name in a registry), and lists them.
base=$1
shift

fail() {
    echo "images: $1" >&2
    exit 2
}

case $base in
    "") base=eclipse-temurin:17-jre ;;
    *.tar | *.tar.gz | *.tgz | /* | ./* | ../*)
        [ -f "$base" ] || fail "BASE=$base is no file; it must be an image archive (docker save, buildah, ctr images export) or a name in a registry"
        tar -tf "$base" 2>/dev/null | grep -Eqx '(\./)?(manifest|index)\.json' \
            || fail "BASE=$base is no image archive: it holds neither manifest.json nor index.json"
        base=tar://$(cd "$(dirname "$base")" && pwd)/$(basename "$base")
        ;;
esac

mkdir -p .run
echo "building images on $base (log: .run/images.log)"
if ! "$@" -Pimages -Dimage.base="$base" -Dmaven.test.skip=true -pl src/backend,src/operator -am package > .run/images.log 2>&1; then
    grep -E '^\[ERROR\]' .run/images.log | head -n 5 >&2
    fail "the build on $base failed: see .run/images.log"
fi
for archive in src/backend/target/images/*.tar src/operator/target/images/*.tar; do
    name=$(basename "$archive" .tar)
    echo "  cpubound/${name%%-*}:${name#*-}  $(du -m "$archive" | cut -f 1) MB  $archive"
done
