#!/usr/bin/env bash
# run.sh PORT DATA: starts the demo on loopback. Ctrl-C stops it and the simulated homes.
# run.sh --check-port PORT: only whether the port is free, for before a build of minutes.
set -euo pipefail
cd "$(dirname "$0")/.."
check_port() {
    if (exec 3<> "/dev/tcp/127.0.0.1/$1") 2> /dev/null; then
        echo "Port $1 is taken. Choose another: make run PORT=$(($1 + 1))" >&2
        exit 1
    fi
}
if [ "$1" = --check-port ]; then
    check_port "$2"
    exit
fi
port=$1
data=$2
check_port "$port"
if [ -n "${SSH_CONNECTION:-}" ]; then
    echo "From your own machine: ssh -L $port:127.0.0.1:$port $(id -un)@$(hostname)"
else
    echo "If this machine is remote: ssh -L $port:127.0.0.1:$port <user>@<this machine>"
fi
exec build/release/ohmstead serve --demo --data "$data" --listen "127.0.0.1:$port" --web web/dist
