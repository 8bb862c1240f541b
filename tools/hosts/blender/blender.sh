#!/bin/bash
# The real Blenders for the tests of the extension: in Debian systems (trixie has 4.3, sid 5.2), of which tools/debian/host.sh
# says what can be asked for, and as modules of Python (bpy-4.2, bpy-5.0), in environments of their own:
#
#   blender.sh prepare bpy-4.2     makes the environment (once); PYTHON names a Python 3.11
#   blender.sh where bpy-4.2       prints its folder; fails where it is not made
#
# They lie beside the systems and under a name that holds a hash of the list that fills them: a gigabyte each is too much
# for every checkout.
set -euo pipefail
cd "$(dirname "$0")/../../.."

# shellcheck source=tools/debian/host.sh
source tools/debian/host.sh
debian_teller=blender

# Blender's modules are for one Python each, and both for this one.
module_python() {
    local candidate
    for candidate in ${PYTHON:+"$PYTHON"} .venv/bin/python python3.11 \
        $(compgen -G "${PYENV_ROOT:-$HOME/.pyenv}/versions/3.11.*/bin/python" | sort -V -r); do
        if [[ $("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) == 3.11 ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

module() {
    local action=$1 name=$2 list=$PWD/requirements/$2.txt python lock
    debian_place "$name" "" "$(<"$list")"
    case $action in
    prepare)
        [[ -e $debian_root.ready ]] && return
        python=$(module_python) || debian_lacking "there is no Python 3.11 here, which $name needs"
        mkdir -p "$(dirname "$debian_root")"
        exec {lock}>"$debian_root.lock"
        flock "$lock"
        [[ -e $debian_root.ready ]] && return
        debian_note "making an environment with $name"
        rm -rf --one-file-system -- "$debian_root"
        "$python" -m venv "$debian_root"
        "$debian_root/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
            --require-hashes -r "$list"
        touch "$debian_root.ready"
        exec {lock}>&-
        ;;
    where) [[ -e $debian_root.ready ]] && printf '%s\n' "$debian_root" ;;
    *) debian_note "usage: blender.sh prepare bpy-VERSION | where bpy-VERSION"; exit 2 ;;
    esac
}

if [[ ${2:-} == bpy-* ]]; then
    module "$1" "$2"
    exit
fi

packages=(blender libgl1-mesa-dri libegl1 fonts-dejavu-core)
# Debian names these neither as needed nor as recommended; without them Blender 5.2 does not start or has no extensions.
[[ ${2:-} == trixie ]] || packages+=(mesa-vulkan-drivers libgl1 libopengl0 python3-cattr python3-requests)
recipe=1  # counted up when debian_finish changes

host_main blender blender "$recipe" "${packages[@]}" -- "$@"
