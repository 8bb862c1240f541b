#!/bin/bash
# Tests the plug-in in both GIMPs at once, which takes two processors half the time: side_by_side.sh PYTHON [OPTION …].
# What the second one says is shown when the first has ended.
set -euo pipefail
here=$(dirname "$0")
python=${1:?the Python of the environment}
shift

log=$(mktemp)
trap 'kill ${other:+"$other"} 2>/dev/null || true; rm -f -- "$log"' EXIT

bash "$here/gimp.sh" prepare trixie
bash "$here/gimp.sh" prepare forky

# Whatever ends this script ends both, and what they have started ends with them.
leash=(setpriv --pdeathsig TERM)
BOWERBIRD_SCREENSHOTS='' "${leash[@]}" "$python" -m pytest "$@" tests/hosts/gimp -k forky >"$log" 2>&1 &
other=$!
status=0
"${leash[@]}" "$python" -m pytest "$@" tests/hosts/gimp -k 'not forky' || status=$?
wait "$other" || status=$?
other=
cat "$log"
exit "$status"
