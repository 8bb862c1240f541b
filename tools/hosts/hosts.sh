#!/bin/bash
# Tests the plug-ins in their real hosts, two runs at a time: hosts.sh PYTHON HOSTS [OPTION …]
#
#   hosts.sh .venv/bin/python "gimp vscode" -x      HOSTS names gimp, blender, vscode or several; options are pytest's
#   hosts.sh - "gimp blender vscode"                gets the hosts alone
#
# A host that is not to be had is told, and its tests say that they skip; where skips are forbidden they fail. A few tests
# that failed are run once more on their own (lanes.sh), unless there are options.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tools/two_at_a_time.sh
source tools/two_at_a_time.sh
# shellcheck source=tools/hosts/lanes.sh
source tools/hosts/lanes.sh

python=${1:?the Python of the environment, or -} hosts=${2:?gimp, blender, vscode or several}
shift 2
# What lanes.sh wants to know.
# shellcheck disable=SC2034
options=("$@") caches=$(mktemp -d)
trap 'rm -rf -- "$caches"' EXIT

get_gimp() {
    bash tools/hosts/gimp/gimp.sh prepare trixie
    bash tools/hosts/gimp/gimp.sh prepare forky
}
gimp_trixie() { tests tests/hosts/harness tests/hosts/gimp -k 'not forky'; }
gimp_forky() { BOWERBIRD_SCREENSHOTS='' tests tests/hosts/gimp -k forky; }

get_blender() {
    bash tools/hosts/blender/blender.sh prepare trixie
    bash tools/hosts/blender/blender.sh prepare bpy-4.2
    # Debian's unstable release cannot be built on each day. 5.0 is then the newest Blender, and that is said.
    bash tools/hosts/blender/blender.sh prepare sid || {
        printf 'blender: SKIPPED: there is no Blender 5.2\n'
        bash tools/hosts/blender/blender.sh prepare bpy-5.0
    }
}
# 4.3 alone: it is the one whose window is tested in full.
blender_window() { BOWERBIRD_BLENDERS=trixie tests tests/hosts/blender; }
blender_others() {
    local newest=sid
    bash tools/hosts/blender/blender.sh where sid >/dev/null || newest=bpy-5.0
    BOWERBIRD_BLENDERS=bpy-4.2,$newest tests tests/hosts/blender
}

get_vscode() { bash tools/hosts/vscode/vscode.sh prepare; }
# What the view does by itself is tested without an editor, and that takes as long as all the rest.
vscode_window() { tests tests/hosts/vscode --ignore-glob='*/test_view_*.py'; }
vscode_view() { tests tests/hosts/vscode/test_view_*.py; }

getting=() runs=()
if [[ " $hosts " == *' gimp '* ]]; then
    getting+=("GIMP" get_gimp)
    runs+=("GIMP 3.0" gimp_trixie "GIMP 3.2" gimp_forky)
fi
if [[ " $hosts " == *' blender '* ]]; then
    getting+=("Blender" get_blender)
    runs+=("Blender 4.3" blender_window "Blender 4.2 and 5" blender_others)
fi
if [[ " $hosts " == *' vscode '* ]]; then
    getting+=("VS Code" get_vscode)
    runs+=("VS Code" vscode_window "VS Code's view" vscode_view)
fi
two_at_a_time "${getting[@]}"
if [[ $python != - ]]; then in_lanes "${runs[@]}"; fi
