#!/usr/bin/env bash
# Installs the Debian packages that are missing. Asks first when there is someone to ask.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t wanted < tools/packages.txt
# A Node.js that came from elsewhere brings its own npm; Debian's packages would collide with it.
command -v node > /dev/null || wanted+=(nodejs)
command -v npm > /dev/null || wanted+=(npm)

if ! command -v dpkg-query > /dev/null; then
    echo "This set-up knows Debian 12 only. What Ohmstead needs, by Debian's names:" >&2
    printf '  %s\n' "${wanted[@]}" >&2
    echo "Install these by hand, then: cmake --preset release && cmake --build build/release" >&2
    exit 1
fi

missing=()
installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" {print $1}')
for package in "${wanted[@]}"; do
    grep -qxF "$package" <<< "$installed" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

. "${OHMSTEAD_OS_RELEASE:-/etc/os-release}"
if [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ]; then
    echo "This is ${PRETTY_NAME:-an unknown system}, not Debian 12. Missing packages:" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
fi

echo "Missing Debian packages: ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    as_root=(sudo)
    if ! command -v sudo > /dev/null; then
        echo "Run as root: apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
fi
if [ -z "${CI:-}" ] && [ -t 0 ]; then
    read -r -p "Install them now with ${as_root[*]:+${as_root[*]} }apt-get? [Y/n] " answer
    case "$answer" in "" | y | Y | yes) ;; *) exit 1 ;; esac
fi
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" > /dev/null
