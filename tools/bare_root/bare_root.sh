#!/bin/bash
# A Debian system with Python, venv, make and nothing else of ours, to prove that the project needs no more.
#
#   bare_root.sh prepare SUITE                  builds the system (once) and lays a clean copy of HEAD into it
#   bare_root.sh run SUITE [--offline] COMMAND  runs a shell command in that copy as an ordinary user
#
# SUITE is a Debian release: trixie has Python 3.13, forky 3.14. Systems are kept in BOWERBIRD_ROOTS (default: a folder
# of the user's cache) under a name that holds a hash of what is in them; a file written last tells a finished one.
# Nothing is mounted but in the private mount namespace of one run, so that a system can always be removed safely.
set -euo pipefail

packages=(ca-certificates make python3 python3-venv)
recipe=1  # counted up when the steps below change what ends up in a system

note() { printf 'bare root: %s\n' "$*" >&2; }

# CI must never pass for want of a tool; a person may lack one and is told.
lacking() {
    if [[ ${CI:-} == true ]]; then
        note "$1"
        exit 1
    fi
    note "SKIPPED: $1"
    exit 0
}

action=${1:?prepare or run} suite=${2:?a Debian release}
shift 2
cache=${BOWERBIRD_ROOTS:-${XDG_CACHE_HOME:-$HOME/.cache}/bowerbird-roots}
key=$(printf '%s\n' "$suite" "$recipe" "${packages[@]}" | sha256sum | cut -c1-12)
root=$cache/$suite-$key
copy=/home/person/bowerbird

[[ $(id -u) == 0 ]] || lacking "building and entering another system needs root"

build() {
    if ! command -v debootstrap >/dev/null; then
        [[ ${CI:-} == true ]] || lacking "debootstrap is not installed (apt install debootstrap)"
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq debootstrap >/dev/null
    fi
    local mirror script=() scripts=/usr/share/debootstrap/scripts
    # The mirror is the one that this machine's own packages come from.
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Component: main' | sort -u | head -n 1)
    [[ -n $mirror ]] || lacking "this machine knows no Debian mirror"
    [[ -e $scripts/$suite ]] || script=("$scripts/sid")
    note "building $suite with ${packages[*]}"
    rm -rf --one-file-system -- "$root"
    mkdir -p "$cache"
    local list
    list=$(IFS=,; printf '%s' "${packages[*]}")
    if ! debootstrap --variant=minbase --include="$list" "$suite" "$root" "$mirror" "${script[@]}" >"$root.log" 2>&1; then
        tail -n 20 "$root.log" >&2
        note "debootstrap failed; its whole log is $root.log"
        exit 1
    fi
    chroot "$root" useradd --create-home --shell /bin/sh person
    touch "$root.ready"
}

prepare() {
    [[ -e $root.ready ]] || build
    # Names and certificates are the machine's, not the system's.
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    if [[ -n ${PIP_CERT:-} ]]; then
        cp -L "$PIP_CERT" "$root/etc/pip-certificates.pem"
    fi
    rm -rf --one-file-system -- "$root/home/person" "$root"/tmp/*
    mkdir -p "$root$copy" "$root/var/cache/person"
    git archive --format=tar HEAD | tar -x -C "$root$copy"
    chroot "$root" chown -R person:person /home/person /var/cache/person
    note "$suite has $(chroot "$root" python3 --version) and a clean copy of $(git rev-parse --short HEAD)"
}

# What pip was told on this machine holds in the system too; places on this machine's own disk do not exist there.
pip_environment() {
    local name value
    for name in index-url extra-index-url trusted-host timeout; do
        value=$(python3 -m pip config get "global.$name" 2>/dev/null || true)
        value=$(tr ' ' '\n' <<<"$value" | grep -v '^file:' | paste -sd' ' || true)
        if [[ -n $value ]]; then
            name=${name//-/_}
            printf 'PIP_%s=%s\n' "${name^^}" "$value"
        fi
    done
    if [[ -e $root/etc/pip-certificates.pem ]]; then
        printf 'PIP_CERT=/etc/pip-certificates.pem\n'
    fi
}

enter() {
    [[ -e $root.ready && -d $root$copy ]] || lacking "there is no copy in $suite; prepare it first"
    local network=()
    if [[ ${1:-} == --offline ]]; then
        network=(--net)
        shift
    fi
    local settings
    mapfile -t settings < <(pip_environment)
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child "${network[@]}" bash -c '
        set -euo pipefail
        root=$1 copy=$2 command=$3
        shift 3
        # A machine has something mounted at /, and volumes are told by their mounts.
        mount --bind "$root" "$root"
        mount -t proc proc "$root/proc"
        mount --rbind /sys "$root/sys"
        mount -t tmpfs tmpfs "$root/dev/shm"
        # Without a network there is still a machine to talk to oneself.
        if command -v ip >/dev/null; then ip link set lo up; fi
        exec chroot --userspec=person:person "$root" /usr/bin/env -i HOME=/home/person USER=person \
            PATH=/usr/bin:/bin LANG=C.UTF-8 CI="${CI:-}" PIP_CACHE_DIR=/var/cache/person/pip "$@" \
            sh -c "cd $copy && $command"
    ' bash "$root" "$copy" "${1:?a command}" "${settings[@]}"
}

case $action in
prepare) prepare ;;
run) enter "$@" ;;
*) note "usage: bare_root.sh prepare SUITE | run SUITE [--offline] COMMAND"; exit 2 ;;
esac
