#!/bin/sh
# Checks the types of what people run the way Windows and macOS see it, as the Makefile does for Linux. Tests, benchmarks
# and most tools run on Linux alone and are left out; what builds the plug-ins runs wherever a wheel is built.
#
#   other_platforms.sh [FOLDER…]      these folders, or else the whole product
set -eu

bin="${VENV:-.venv}/bin"
if [ $# -eq 0 ]; then
    set -- engine bridge plugins/python_client plugins/python_panel plugins/gimp/bowerbird_gimp plugins/blender \
        tools/build_plugins
fi

failed=0
for platform in win32:Windows darwin:Darwin; do
    printf 'types as %s sees them\n' "${platform#*:}"
    "$bin/mypy" --platform "${platform%:*}" "$@" || failed=1
    "$bin/basedpyright" --pythonpath "$bin/python" --pythonplatform "${platform#*:}" "$@" || failed=1
done
exit "$failed"
