#!/bin/sh
# The nginx pod's process: proxy.sh CONFIG_DIRECTORY RUN_DIRECTORY
#
# Runs nginx on the ConfigMap's nginx.conf, loads each new one that "nginx -t" accepts, and keeps RUN_DIRECTORY/status (see
# ProxyStatus). Told to stop (TERM, or QUIT, which the stock images ask for), it is unready at once, serves on until the
# endpoints have gone, and lets nginx finish its requests. Plain POSIX sh: stock images have no more. Most of the loop is
# built into the shell, so that a look costs one process: sleep.

# In looks of 50 ms (while something is under way) or 100 ms.
TAKES=100       # until a reload that shows no new worker counts as failed
TRY_AGAIN=50    # until a configuration that was refused is tried again: the reason may have been a full disk
# Seconds of serving on after being told to stop: until every kube-proxy has taken the pod out of the Service.
SERVE_ON=5
# Old workers, beyond which the next reload waits: each holds memory, and long requests can keep many generations alive.
MOST_OLD_WORKERS=32

log() {
    echo "proxy.sh: $*" >&2
}

die() {
    log "$@"
    exit 1
}

# The hash in the first line of a configuration, into $hash; empty when there is none.
read_hash() {
    hash=
    first=
    read -r first 2> /dev/null < "$1" || return 0
    case $first in
        '# cpubound-config '*) hash=${first#'# cpubound-config '} ;;
    esac
}

listen_on() {
    port=$1
    if [ -n "${CPUBOUND_LISTEN_ADDRESSES:-}" ]; then
        for address in $CPUBOUND_LISTEN_ADDRESSES; do
            case $address in
                *[!0-9a-fA-F.:]*) die "CPUBOUND_LISTEN_ADDRESSES has \"$address\", must be IP addresses" ;;
                *:*) echo "listen [$address]:$port;" ;;
                *) echo "listen $address:$port;" ;;
            esac
        done
    else
        echo "listen $port;"
        # Not its size: every file in /proc says that it has none.
        if read -r _ 2> /dev/null < /proc/net/if_inet6; then
            echo "listen [::]:$port;"
        fi
    fi
}

# What depends on the pod and not on the app.
write_includes() {
    listen_on 8080 > listen-traffic.conf || exit 1
    listen_on 8081 > listen-status.conf || exit 1
    # A root nginx would give its workers to a user that may not read our files; in a pod we are not root.
    if [ "$(id -u)" = 0 ]; then
        echo "user $(id -un) $(id -gn);" > process.conf
    else
        : > process.conf
    fi || die "cannot write to $PWD"
}

# Tests candidate.conf; leaves nginx's words in candidate.err.
accepted() {
    nginx -e stderr -p "$PWD/" -c "$PWD/candidate.conf" -t -q 2> candidate.err
}

# nginx's children into $workers: the workers of all generations.
read_workers() {
    workers=
    read -r workers 2> /dev/null < "/proc/$nginx/task/$nginx/children" || true
}

is_shutting_down() {
    title=
    read -r title 2> /dev/null < "/proc/$1/cmdline" || true
    case $title in
        *'shutting down'*) return 0 ;;
        *) return 1 ;;
    esac
}

# Counts into $old_count the workers of earlier configurations: those in $old that live, and whoever says so by its title.
# In $newcomer stays one that was not there before the last reload.
look_at_workers() {
    read_workers
    still_old=
    old_count=0
    newcomer=
    for worker in $workers; do
        case " $old " in
            *" $worker "*)
                still_old="$still_old $worker"
                old_count=$((old_count + 1))
                ;;
            *)
                if is_shutting_down "$worker"; then
                    still_old="$still_old $worker"
                    old_count=$((old_count + 1))
                else
                    newcomer=$worker
                fi
                ;;
        esac
    done
    old=$still_old
}

# Fails when the file cannot be written; then the old text stays.
write_status() {
    text="running $running
old-workers $old_count"
    if [ -n "$rejected" ]; then
        text="$text
rejected $rejected
$error"
    fi
    if [ "$text" != "$written" ]; then
        { echo "$text" > status.new && mv status.new status; } 2> /dev/null || return 1
        written=$text
    fi
}

reject() {
    rejected=$1
    rejected_for=0
    error=${2:-error nginx gave no reason}
    log "refused $rejected, $running stays: $error"
}

# A new configuration: candidate.conf is a snapshot, so what is tested is what runs.
take() {
    cp "$config/nginx.conf" candidate.conf 2> candidate.err || {
        reject "$hash" "error cannot copy it to $PWD"
        return
    }
    read_hash candidate.conf
    if ! accepted; then
        reject "$hash" "$(sed -n 's/^/error /; 1,5p' candidate.err)"
        return
    fi
    # All workers of now are old from here on, and the status says so before nginx hears of it.
    look_at_workers
    before=$old
    old=$workers
    look_at_workers
    if ! write_status || ! mv candidate.conf nginx.conf; then
        old=$before
        reject "$hash" "error cannot write to $PWD"
        return
    fi
    kill -HUP "$nginx"
    loading=$hash
    loading_for=0
}

# One look at everything.
look() {
    look_at_workers
    if [ -n "$loading" ] && [ -n "$newcomer" ]; then
        log "runs $loading"
        running=$loading
        loading=
        rejected=
    fi
    if [ -n "$loading" ] && [ "$loading_for" -lt "$TAKES" ]; then
        loading_for=$((loading_for + 1))
        if [ "$loading_for" -eq "$TAKES" ]; then
            # Still loading: should a worker of it come late, it is seen, and what it replaces counts as old.
            reject "$loading" "error nginx was told to reload and has started no new worker; its log says why"
        fi
    elif [ "$old_count" -lt "$MOST_OLD_WORKERS" ]; then
        look_at_configuration
    fi
    write_status || true
}

look_at_configuration() {
    read_hash "$config/nginx.conf"
    if [ -z "$hash" ]; then
        return
    elif [ "$hash" = "$rejected" ]; then
        rejected_for=$((rejected_for + 1))
        if [ "$rejected_for" -ge "$TRY_AGAIN" ]; then
            take
        fi
    elif [ "$hash" != "${loading:-$running}" ]; then
        take
    else
        rejected=
    fi
}

# Looks more often while something is under way.
nap() {
    if [ -n "$loading" ] || [ "$old_count" -gt 0 ]; then
        sleep 0.05
    else
        sleep 0.1
    fi
}

main() {
    [ $# -eq 2 ] || die "usage: proxy.sh CONFIG_DIRECTORY RUN_DIRECTORY"
    config=$1
    cd "$2" || die "cannot enter the run directory $2"
    nginx -v 2> /dev/null || die "there is no nginx in this image"
    # As many connections as nginx is configured for, as far as this pod may.
    ulimit -S -n 16384 2> /dev/null || ulimit -S -n "$(ulimit -H -n)"
    mkdir -p temp || die "cannot write to $PWD"
    rm -f ready
    write_includes

    cp "$config/nginx.conf" candidate.conf || die "cannot copy $config/nginx.conf to $PWD"
    read_hash candidate.conf
    [ -n "$hash" ] || die "$config/nginx.conf does not begin with its hash"
    accepted || die "nginx refuses $hash: $(cat candidate.err)"
    mv candidate.conf nginx.conf || die "cannot write to $PWD"

    running=$hash
    loading=
    loading_for=0
    rejected=
    rejected_for=0
    error=
    old=
    old_count=0
    written=
    stopping=
    trap 'stopping=yes' TERM QUIT INT
    write_status || die "cannot write to $PWD"
    : > ready || die "cannot write to $PWD"
    nginx -e stderr -p "$PWD/" -c "$PWD/nginx.conf" &
    nginx=$!
    [ -r "/proc/$nginx/task/$nginx/children" ] || die "this kernel does not show a process's children in /proc"
    log "runs $running"

    while [ -z "$stopping" ]; do
        nap
        kill -0 "$nginx" 2> /dev/null || die "nginx has ended"
        look
    done

    log "told to stop: unready, serving on until the endpoints have gone"
    rm -f ready
    naps=0
    while [ "$naps" -lt $((SERVE_ON * 10)) ] && kill -0 "$nginx" 2> /dev/null; do
        sleep 0.1
        look
        naps=$((naps + 1))
    done
    kill -QUIT "$nginx" 2> /dev/null
    # A second signal would end this wait early, and with us, the pod's first process, nginx.
    while kill -0 "$nginx" 2> /dev/null; do
        wait "$nginx"
    done
    log "stopped"
}

main "$@"
exit
