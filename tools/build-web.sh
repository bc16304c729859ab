#!/usr/bin/env bash
# Installs the web app's dependencies when its lock file changed, and builds it when a source did.
set -euo pipefail
cd "$(dirname "$0")/../web"
stamp=node_modules/.installed-from
if ! cmp -s package-lock.json "$stamp"; then
    echo "[web] installing dependencies"
    npm ci --no-audit --no-fund --loglevel=error
    cp package-lock.json "$stamp"
fi
newest=dist/index.html
if [ ! -f "$newest" ] ||
    [ -n "$(find src public package-lock.json angular.json tsconfig*.json -newer "$newest" -print -quit)" ]; then
    echo "[web] building"
    npm run --silent build
    touch "$newest"
fi
