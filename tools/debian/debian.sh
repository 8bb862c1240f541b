# Debian systems in folders of a cache, for what must run in another system than this machine's. Sourced, not run.
#
# Systems are kept in BOWERBIRD_ROOTS (default: a folder of the user's cache) under a name that holds a hash of what is
# in them; a file written last tells a finished one. Nothing stays mounted in them, so that a system can always be
# removed safely. shellcheck shell=bash

debian_recipe=1  # counted up when the steps below change what ends up in a system

debian_note() { printf '%s: %s\n' "${debian_teller:-debian}" "$*" >&2; }

# CI must never pass for want of a tool; a person may lack one and is told.
debian_lacking() {
    if [[ ${CI:-} == true ]]; then
        debian_note "$1"
        exit 1
    fi
    debian_note "SKIPPED: $1"
    exit 0
}

# The mirror that this machine's own packages come from.
debian_mirror() {
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Component: main' 2>/dev/null | sort -u | head -n 1
}

# What the caller does to a new system once its packages are there.
debian_finish() { :; }

# debian_place NAME SUITE RECIPE PACKAGE… sets debian_root to the system's folder, whether it is there or not.
# RECIPE counts what the caller itself changes in `debian_finish`.
debian_place() {
    local name=$1 cache=${BOWERBIRD_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/bowerbird-roots} key
    key=$(printf '%s\n' "$2" "$debian_recipe" "${@:3}" | sha256sum | cut -c1-12)
    debian_root=$cache/$name-$key
}

# debian_build PACKAGE… fills the system's folder anew, in a mount namespace of its own.
debian_build() {
    set -euo pipefail
    rm -rf --one-file-system -- "$debian_root"
    # debootstrap resolves no alternatives and no versioned cycles: apt gets what is not in a minimal system.
    debootstrap --variant=minbase "$suite" "$debian_root" "$mirror" "${script[@]}"
    chroot "$debian_root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 \
        apt-get install -y -qq --no-install-recommends "$@"
    debian_finish
    chroot "$debian_root" apt-get clean
    touch "$debian_root.ready"
}

# debian_system takes what debian_place takes, and builds the system if it is not there.
debian_system() {
    debian_place "$@"
    local suite=$2
    shift 3
    [[ $(id -u) == 0 ]] || debian_lacking "building and entering another system needs root"
    [[ -e $debian_root.ready ]] && return
    if ! command -v debootstrap >/dev/null; then
        [[ ${CI:-} == true ]] || debian_lacking "debootstrap is not installed (apt install debootstrap)"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap >/dev/null
    fi
    local mirror script=() scripts=/usr/share/debootstrap/scripts lock
    mirror=$(debian_mirror)
    [[ -n $mirror ]] || debian_lacking "this machine knows no Debian mirror"
    [[ -e $scripts/$suite ]] || script=("$scripts/sid")
    mkdir -p "$(dirname "$debian_root")"
    exec {lock}>"$debian_root.lock"
    flock --nonblock "$lock" || { debian_note "another build of $suite is awaited"; flock "$lock"; }
    if [[ ! -e $debian_root.ready ]]; then
        debian_note "building $suite with $*"
        # debootstrap mounts things in the new system: in a namespace they go when it ends, however that is. The lock is
        # held by every process of the build, so that one which outlives this script is awaited by the next.
        # shellcheck disable=SC2016
        if ! unshare --mount --propagation private bash -c "
            $(declare -p debian_root suite mirror script)
            $(declare -f debian_finish debian_build)"'
            debian_build "$@"' bash "$@" >"$debian_root.log" 2>&1; then
            tail -n 20 "$debian_root.log" >&2
            debian_note "it could not be built; the whole log is $debian_root.log"
            exit 1
        fi
    fi
    exec {lock}>&-
}
