#!/bin/bash
# Debian systems with the real GIMP, for the tests of its plug-in: trixie has GIMP 3.0, forky 3.2.
#
#   gimp.sh prepare SUITE               builds the system (once), and gets what a test needs outside of it
#   gimp.sh where SUITE                 prints its folder; fails where it is not built
#   gimp.sh enter SUITE FOLDER COMMAND  runs a command in it, which sees FOLDER at the same place
#
# Inside, the network, the X display and the processes are this machine's, and this machine's own files lie in /outside:
# with `chroot /outside` a plug-in can start the hub. Everything is mounted in a mount namespace of the command's own.
set -euo pipefail

packages=(
    gimp gir1.2-gtk-3.0 python3-gi-cairo fonts-dejavu-core adwaita-icon-theme librsvg2-common
    dbus at-spi2-core gir1.2-atspi-2.0
)
recipe=1  # counted up when debian_finish changes
outside=(xvfb openbox xdotool imagemagick x11-utils)

# shellcheck source=tools/debian/debian.sh
source "$(dirname "$0")/../../debian/debian.sh"
debian_teller=gimp

action=${1:?prepare, where or enter} suite=${2:?a Debian release}
shift 2
debian_place "gimp-$suite" "$suite" "$recipe" "${packages[@]}"

prepare() {
    debian_system "gimp-$suite" "$suite" "$recipe" "${packages[@]}"
    local tool
    for tool in Xvfb openbox xdotool import xprop; do
        if ! command -v "$tool" >/dev/null; then
            apt-get update -qq
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${outside[@]}" >/dev/null
            break
        fi
    done
    debian_note "$suite has $(chroot "$debian_root" env -i PATH=/usr/bin:/bin gimp-console --version)"
}

enter() {
    [[ -e $debian_root.ready ]] || debian_lacking "there is no GIMP from $suite; prepare it first"
    local folder
    folder=$(realpath "${1:?a folder}")
    shift
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

case $action in
prepare) prepare ;;
where) [[ -e $debian_root.ready ]] && printf '%s\n' "$debian_root" ;;
enter) enter "$@" ;;
*) debian_note "usage: gimp.sh prepare SUITE | where SUITE | enter SUITE FOLDER COMMAND…"; exit 2 ;;
esac
