#!/usr/bin/env bash
# Fails when a C++ file is not formatted, or when a file holds what must not be committed.
set -euo pipefail
cd "$(dirname "$0")/../.."
mapfile -t files < <(git ls-files '*.cpp' '*.hpp')
[ ${#files[@]} -gt 0 ] || { echo "no source found"; exit 1; }
clang-format-19 --dry-run --Werror "${files[@]}"
if git grep -nIE '\b(TODO|FIXME|XXX|HACK)\b' -- '*.cpp' '*.hpp' '*.ts' '*.py' '*.sh' '*.html' ':!tests/lint/format.sh'; then
    echo "left-over markers" >&2
    exit 1
fi
if git grep -nE 'registry\.npmjs|"resolved":' -- '*.json' '.npmrc'; then
    echo "a registry's address" >&2
    exit 1
fi
echo "${#files[@]} files are formatted"
