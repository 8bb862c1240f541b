#!/bin/bash
# Debian systems with the real Blender, for the tests of its extension: trixie has Blender 4.3, sid 5.2.
#
#   blender.sh prepare SUITE               builds the system (once), and gets what a test needs outside of it
#   blender.sh where SUITE                 prints its folder; fails where it is not built
#   blender.sh enter SUITE FOLDER COMMAND  runs a command in it, which sees FOLDER at the same place
#
# Inside, the network, the X display and the processes are this machine's, and this machine's own files lie in /outside:
# with `chroot /outside` the extension can start the hub. Everything is mounted in a namespace of the command's own.
set -euo pipefail

# shellcheck source=tools/debian/debian.sh
source "$(dirname "$0")/../../debian/debian.sh"
debian_teller=blender

action=${1:?prepare, where or enter} suite=${2:?a Debian release}
shift 2

packages=(blender libgl1-mesa-dri libegl1 fonts-dejavu-core)
# Debian names these neither as needed nor as recommended; without them Blender 5.2 does not start or has no extensions.
[[ $suite == trixie ]] || packages+=(mesa-vulkan-drivers libgl1 libopengl0 python3-cattr python3-requests)
recipe=1  # counted up when debian_finish changes
outside=(xvfb openbox xdotool imagemagick x11-utils)

debian_place "blender-$suite" "$suite" "$recipe" "${packages[@]}"

prepare() {
    debian_system "blender-$suite" "$suite" "$recipe" "${packages[@]}"
    local tool
    for tool in Xvfb openbox xdotool import xprop; do
        if ! command -v "$tool" >/dev/null; then
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${outside[@]}" >/dev/null
            break
        fi
    done
    debian_note "$suite has $(chroot "$debian_root" env -i PATH=/usr/bin:/bin blender --version | head -n 1)"
}

enter() {
    [[ -e $debian_root.ready ]] || debian_lacking "there is no Blender from $suite; prepare it first"
    local folder
    folder=$(realpath "${1:?a folder}")
    shift
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

case $action in
prepare) prepare ;;
where) [[ -e $debian_root.ready ]] && printf '%s\n' "$debian_root" ;;
enter) enter "$@" ;;
*) debian_note "usage: blender.sh prepare SUITE | where SUITE | enter SUITE FOLDER COMMAND…"; exit 2 ;;
esac
