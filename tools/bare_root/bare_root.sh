#!/bin/bash
# A Debian system with Python, venv, make and nothing else of ours, to prove that the project needs no more.
#
#   bare_root.sh prepare SUITE                  builds the system (once) and lays a clean copy of HEAD into it
#   bare_root.sh run SUITE [--offline] COMMAND  runs a shell command in that copy as an ordinary user
#
# SUITE is a Debian release: trixie has Python 3.13, forky 3.14. Nothing is mounted but in the private mount namespace of
# one run. Where the system is kept, and when it is built anew: tools/debian/debian.sh.
set -euo pipefail

packages=(ca-certificates make python3 python3-venv)
recipe=1  # counted up when debian_finish changes

# shellcheck source=tools/debian/debian.sh
source "$(dirname "$0")/../debian/debian.sh"
debian_teller='bare root'

action=${1:?prepare or run} suite=${2:?a Debian release}
shift 2
copy=/home/person/bowerbird

debian_finish() { chroot "$debian_root" useradd --create-home --shell /bin/sh person; }

debian_place "$suite" "$suite" "$recipe" "${packages[@]}"
root=$debian_root

prepare() {
    debian_system "$suite" "$suite" "$recipe" "${packages[@]}"
    # Names and certificates are the machine's, not the system's.
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    if [[ -n ${PIP_CERT:-} ]]; then
        cp -L "$PIP_CERT" "$root/etc/pip-certificates.pem"
    fi
    rm -rf --one-file-system -- "$root/home/person" "$root"/tmp/*
    mkdir -p "$root$copy" "$root/var/cache/person"
    git archive --format=tar HEAD | tar -x -C "$root$copy"
    chroot "$root" chown -R person:person /home/person /var/cache/person
    debian_note "$suite has $(chroot "$root" python3 --version) and a clean copy of $(git rev-parse --short HEAD)"
}

# What pip and npm were told on this machine holds in the system too; places on this machine's own disk do not exist there.
environment() {
    local name value
    if value=$(sh "$(dirname "$0")/../node.sh" npm config get registry 2>/dev/null); then
        printf 'npm_config_registry=%s\n' "$value"
    fi
    for name in index-url extra-index-url trusted-host timeout; do
        value=$(python3 -m pip config get "global.$name" 2>/dev/null || true)
        value=$(tr ' ' '\n' <<<"$value" | grep -v '^file:' | paste -sd' ' || true)
        if [[ -n $value ]]; then
            name=${name//-/_}
            printf 'PIP_%s=%s\n' "${name^^}" "$value"
        fi
    done
    if [[ -e $root/etc/pip-certificates.pem ]]; then
        printf '%s=/etc/pip-certificates.pem\n' PIP_CERT NODE_EXTRA_CA_CERTS
    fi
}

enter() {
    [[ -e $root.ready && -d $root$copy ]] || debian_lacking "there is no copy in $suite; prepare it first"
    local network=()
    if [[ ${1:-} == --offline ]]; then
        network=(--net)
        shift
    fi
    local settings
    mapfile -t settings < <(environment)
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
            PATH=/usr/bin:/bin LANG=C.UTF-8 CI="${CI:-}" PIP_CACHE_DIR=/var/cache/person/pip \
            npm_config_cache=/var/cache/person/npm "$@" \
            sh -c "cd $copy && $command"
    ' bash "$root" "$copy" "${1:?a command}" "${settings[@]}"
}

case $action in
prepare) prepare ;;
run) enter "$@" ;;
*) debian_note "usage: bare_root.sh prepare SUITE | run SUITE [--offline] COMMAND"; exit 2 ;;
esac
