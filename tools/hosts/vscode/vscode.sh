#!/bin/bash
# The real VS Code for the tests of its extension: code-server, which is VS Code's workbench and extension host in a
# browser.
#
#   vscode.sh prepare     gets it (once), and the browser
#   vscode.sh where       prints its folder; fails where it is not there
#
# It lies beside the systems of the other hosts, under a name that holds a hash of what is in it. Nothing that comes
# with a package is run while it is installed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../../.."

# shellcheck source=tools/debian/debian.sh
source tools/debian/debian.sh
debian_teller=vscode
recipe=1  # counted up when `install` changes what ends up in the folder

npm() { sh tools/node.sh npm --prefix "$1" "${@:2}" --ignore-scripts --no-audit --no-fund --loglevel=error; }

# What is inside has lists of its own, with a hash for each package as ours has; they leave out peers that nothing needs.
install() {
    local inner=$debian_root/node_modules/code-server/lib/vscode
    mkdir -p "$debian_root"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$debian_root"
    npm "$debian_root" ci
    npm "$inner" ci --omit=dev --legacy-peer-deps
    npm "$inner/extensions" ci --omit=dev --legacy-peer-deps
}

get_code_server() {
    [[ -e $debian_root.ready ]] && return
    sh tools/node.sh has || debian_lacking "there is no Node.js with npm (make .venv/.bowerbird/dev gets it)"
    local lock
    mkdir -p "$(dirname "$debian_root")"
    exec {lock}>"$debian_root.lock"
    flock --nonblock "$lock" || { debian_note "another one gets it; that is awaited"; flock "$lock"; }
    if [[ ! -e $debian_root.ready ]]; then
        debian_note "getting code-server"
        rm -rf --one-file-system -- "$debian_root"
        install
        touch "$debian_root.ready"
    fi
    exec {lock}>&-
}

version=$(sed -n 's/.*"code-server": "\(.*\)".*/\1/p' "$here/package.json")
debian_place "code-server-$version" "" "$recipe" "$(<"$here/package-lock.json")"
case ${1:-} in
prepare)
    get_code_server
    sh tools/hosts/page/page.sh
    debian_note "code-server $version is there"
    ;;
where) [[ -e $debian_root.ready ]] && printf '%s\n' "$debian_root" ;;
*) debian_note "usage: vscode.sh prepare | where"; exit 2 ;;
esac
