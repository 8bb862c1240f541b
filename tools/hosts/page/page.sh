#!/bin/sh
# Gets what the tests of the hub's page need: a Chromium, where we may install one, and the checker of accessibility.
set -eu
cd "$(dirname "$0")"

if ! command -v chromium >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
    else
        echo "There is no chromium on the PATH: install it (Debian: apt install chromium), or the tests of the page are skipped." >&2
    fi
fi

if ! command -v npm >/dev/null 2>&1; then
    echo "There is no npm on the PATH: install it, or the tests of accessibility are skipped." >&2
elif [ ! -e node_modules/.package-lock.json ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent
fi
