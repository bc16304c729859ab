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

# What apt-get says as counts that move on: in place on a terminal, a line every so often in a log.
show_progress() {
    local line upgraded new of=? got=0 unpacked=0 ready=0 every=25
    [ -t 1 ] && every=1
    while IFS= read -r line; do
        case "$line" in
            *" newly installed, "*)
                read -r upgraded _ new _ <<< "$line"
                of=$((upgraded + new))
                continue
                ;;
            "Need to get "*) echo "$line" && continue ;;
            Get:*) got=$((got + 1)) ;;
            "Unpacking "*) unpacked=$((unpacked + 1)) ;;
            "Setting up "*) ready=$((ready + 1)) ;;
            *) continue ;;
        esac
        if [ $(((got + unpacked + ready) % every)) -eq 0 ] || [ "$ready" = "$of" ]; then
            [ -t 1 ] && printf '\r\033[K'
            printf '[packages of %s: %d fetched, %d unpacked, %d ready]' "$of" "$got" "$unpacked" "$ready"
            [ -t 1 ] || echo
        fi
    done
    [ -t 1 ] && echo
    return 0
}

echo "Reading Debian's lists of packages"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env LC_ALL=C DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -q --no-install-recommends "${missing[@]}" | show_progress
