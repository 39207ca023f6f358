#!/bin/sh
# Sees to it that there is an nginx: installs it from the system's packages where that is possible, else says what is missing.
PATH=$PATH:/usr/sbin:/usr/local/sbin
command -v nginx > /dev/null && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get > /dev/null; then
    echo "nginx is missing. Install it with the system's packages (Debian, Ubuntu: sudo apt-get install nginx-light;" >&2
    echo "Fedora: sudo dnf install nginx; macOS: brew install nginx) and see that it is on PATH." >&2
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
