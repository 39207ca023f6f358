# Read by up.sh and down.sh: where they keep what they know of the local cluster's process, and whether a process is that one.
pid_file=.run/cluster.pid
ready=.run/cluster.ready

# The process of the file, into $pid; fails when it is no local cluster of this folder. A number alone says little: after a reboot, or when
# others have started many processes, it may be anybody's.
read_cluster_process() {
    pid=
    read -r pid 2> /dev/null < "$pid_file"
    is_cluster "$pid"
}

# A process that has ended and was not reaped yet has no command line, and so is none.
is_cluster() {
    case $1 in
        '' | *[!0-9]*) return 1 ;;
    esac
    { tr '\0' ' ' < "/proc/$1/cmdline"; } 2> /dev/null | grep -q 'src/e2e/target/cpubound-e2e-[^ ]*\.jar up ' || return 1
    [ "$(readlink "/proc/$1/cwd")" = "$(pwd -P)" ]
}
