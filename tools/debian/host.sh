# Debian systems with a host program that has windows, for the tests of its plug-in. Sourced, not run; the caller says
# which packages and which recipe (as in debian.sh), then calls host_main.
#
#   … prepare SUITE               builds the system (once), and gets what a test needs outside of it
#   … where SUITE                 prints its folder; fails where it is not built
#   … enter SUITE FOLDER COMMAND  runs a command in it, which sees FOLDER at the same place
#
# Inside, the network, the X display and the processes are this machine's, and this machine's own files lie in /outside:
# with `chroot /outside` a plug-in can start the hub. Everything is mounted in a mount namespace of the command's own.
# shellcheck shell=bash

# shellcheck source=tools/debian/debian.sh
source "$(dirname "${BASH_SOURCE[0]}")/debian.sh"

host_screen=(xvfb openbox xdotool imagemagick x11-utils)

# A screen of the tests' own, a window manager on it, and a person's hands and eyes: they are this machine's. Two systems
# may be prepared at once.
host_get_screen() {
    local tool lock
    for tool in Xvfb openbox xdotool import xprop; do
        command -v "$tool" >/dev/null && continue
        exec {lock}>"${TMPDIR:-/tmp}/bowerbird-screen.lock"
        flock "$lock"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${host_screen[@]}" >/dev/null
        exec {lock}>&-
        return
    done
}

host_enter() {
    [[ -e $debian_root.ready ]] || debian_lacking "there is no $debian_teller from $1; prepare it first"
    local folder
    folder=$(realpath "${2:?a folder}")
    shift 2
    # What loads icons makes a sandbox of its own, which works in a root that was pivoted to, and in no chroot.
    # shellcheck disable=SC2016
    exec unshare --mount --propagation private bash -c '
        set -euo pipefail
        root=$1 folder=$2
        shift 2
        mount --bind "$root" "$root"
        mkdir -p "$root/outside"
        mount -t proc proc "$root/proc"
        mount --rbind /dev "$root/dev"
        # Places for what is shared are made here and not in the system, which other commands use at the same time.
        mount -t tmpfs tmpfs "$root/tmp"
        mkdir -p "$root$folder"
        mount --bind "$folder" "$root$folder"
        cd "$root"
        pivot_root . outside
        cd /
        exec "$@"
    ' bash "$debian_root" "$folder" "$@"
}

# host_main NAME PROGRAM RECIPE PACKAGES… -- ACTION SUITE …, where PROGRAM tells its version when it is asked for it.
host_main() {
    local name=$1 program=$2 recipe=$3 packages=()
    shift 3
    while [[ $1 != -- ]]; do
        packages+=("$1")
        shift
    done
    shift
    local action=${1:?prepare, where or enter} suite=${2:?a Debian release}
    shift 2
    debian_teller=$name
    debian_place "$name-$suite" "$suite" "$recipe" "${packages[@]}"
    case $action in
    prepare)
        debian_system "$name-$suite" "$suite" "$recipe" "${packages[@]}"
        host_get_screen
        debian_note "$suite has $(chroot "$debian_root" env -i PATH=/usr/bin:/bin "$program" --version | head -n 1)"
        ;;
    where) [[ -e $debian_root.ready ]] && printf '%s\n' "$debian_root" ;;
    enter) host_enter "$suite" "$@" ;;
    *) debian_note "usage: $name.sh prepare SUITE | where SUITE | enter SUITE FOLDER COMMAND…"; exit 2 ;;
    esac
}
