#!/bin/sh
# Gets what the tests of the hub's page need: a Chromium, where we may install one, and the checker of accessibility.
set -eu
cd "$(dirname "$0")/../../.."

if ! command -v chromium >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
    else
        echo "There is no chromium on the PATH: install it (Debian: apt install chromium), or the tests of the page are skipped." >&2
    fi
fi

if sh tools/node.sh has; then
    sh tools/node.sh modules tools/hosts/page
else
    echo "There is no Node.js with npm: the tests of accessibility are skipped." >&2
fi
