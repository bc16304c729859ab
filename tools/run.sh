#!/usr/bin/env bash
# run.sh PORT DATA: starts the demo on loopback. Ctrl-C stops it and the simulated homes.
set -euo pipefail
cd "$(dirname "$0")/.."
port=$1
data=$2
if (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null; then
    echo "Port $port is taken. Choose another: make run PORT=$((port + 1))" >&2
    exit 1
fi
if [ -n "${SSH_CONNECTION:-}" ]; then
    echo "From your own machine: ssh -L $port:127.0.0.1:$port $(id -un)@$(hostname)"
else
    echo "If this machine is remote: ssh -L $port:127.0.0.1:$port <user>@<this machine>"
fi
exec build/release/ohmstead serve --demo --data "$data" --listen "127.0.0.1:$port" --web web/dist
