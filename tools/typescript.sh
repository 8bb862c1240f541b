#!/bin/sh
# What is written in TypeScript, with the Node.js that tools/node.sh finds:
#
#   typescript.sh modules     gets what its development needs from npm, unless that is there
#   typescript.sh check       checks style and types
#   typescript.sh test        runs its tests
#   typescript.sh format      lays it out and mends what can be mended by itself
#
# Without Node.js a person is told what was skipped; in CI that is a failure.
set -eu
cd "$(dirname "$0")/.."

folder=plugins/vscode

skip() {
    if [ "${CI:-}" = true ] || [ -n "${BOWERBIRD_NO_SKIPS:-}" ]; then
        echo "$1" >&2
        exit 1
    fi
    echo "SKIPPED: $1" >&2
    exit 0
}

npm() { sh tools/node.sh npm --prefix "$folder" "$@"; }

sh tools/node.sh has || skip "the code in TypeScript: there is no Node.js with npm for it"
case ${1:-} in
modules) sh tools/node.sh modules "$folder" ;;
check | test | format)
    [ -e "$folder/node_modules/.package-lock.json" ] || skip "the code in TypeScript: make .venv/.bowerbird/dev gets what it needs"
    npm run --silent "$1"
    ;;
*) echo "usage: typescript.sh modules | check | test | format" >&2; exit 2 ;;
esac
