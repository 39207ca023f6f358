#!/bin/sh
# Sees to it that there is an nginx that proxy.sh can run: installs it from the system's packages where that is possible, else says what to do.
# PATH is the Makefile's, so that what is found here is what the tests and the local cluster find too.

# Debian 12 has 1.22, Ubuntu 22.04 only 1.18, which does not know "nginx -e".
check_version() {
    version=$(nginx -v 2>&1 | sed -n 's|^nginx version: [^/]*/\([0-9][0-9]*\.[0-9][0-9]*\).*|\1|p')
    major=${version%%.*}
    minor=${version#*.}
    [ -n "$version" ] && [ $((major * 1000 + minor)) -ge 1022 ] && return
    echo "$(command -v nginx) is nginx ${version:-of an unknown version}, and 1.22 or newer is needed." >&2
    echo "https://nginx.org/en/linux_packages.html has newer packages for Debian, Ubuntu, Fedora's relatives and others; or put another" >&2
    echo "nginx before it on PATH." >&2
    exit 1
}

if command -v nginx > /dev/null; then
    check_version
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "nginx is missing, and 1.22 or newer is needed. Install it with the system's packages (Debian: sudo apt-get install nginx-light;" >&2
    echo "Fedora: sudo dnf install nginx) and see that it is on PATH, /usr/sbin or /usr/local/sbin." >&2
    exit 1
fi
echo "nginx is missing: installing Debian's nginx-light (log: .run/apt.log)"
mkdir -p .run
# The package would start a server on port 80, which nobody asked for: policy-rc.d tells it not to.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
    trap 'rm -f "$policy"' EXIT
fi
install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light >> .run/apt.log 2>&1
}
install || { apt-get update -qq >> .run/apt.log 2>&1 && install; } || {
    tail -n 5 .run/apt.log >&2
    echo "nginx could not be installed: see .run/apt.log" >&2
    exit 1
}
check_version
