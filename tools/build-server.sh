#!/usr/bin/env bash
# build-server.sh PRESET [TARGET...]: configures once, then builds with visible progress.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
shift
if [ ! -f "build/$preset/build.ninja" ]; then
    cmake --preset "$preset" > "/tmp/ohmstead-configure.$$" || { cat "/tmp/ohmstead-configure.$$"; exit 1; }
    rm -f "/tmp/ohmstead-configure.$$"
fi
NINJA_STATUS='[server %f/%t] ' cmake --build "build/$preset" ${1:+--target} "$@"
