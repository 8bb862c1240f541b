#!/bin/bash
# Debian systems with the real GIMP, for the tests of its plug-in: trixie has GIMP 3.0, forky 3.2. What can be asked for:
# tools/debian/host.sh.
set -euo pipefail

# shellcheck source=tools/debian/host.sh
source "$(dirname "$0")/../../debian/host.sh"

packages=(
    gimp gir1.2-gtk-3.0 python3-gi-cairo fonts-dejavu-core adwaita-icon-theme librsvg2-common
    dbus at-spi2-core gir1.2-atspi-2.0
)
recipe=1  # counted up when debian_finish changes

host_main gimp gimp-console "$recipe" "${packages[@]}" -- "$@"
