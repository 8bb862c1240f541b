#!/bin/sh
# Makes the virtual environment, with uv where it is installed and with Python's own venv and pip elsewhere.
#
#   environment.sh interpreter      makes the environment unless it is there
#   environment.sh install NAME     installs requirements/NAME.txt and Bowerbird itself into it
#
# VENV is its folder; PYTHON the interpreter to make it from (empty: the first that is new enough).
set -eu

venv=${VENV:?VENV must name the folder of the environment}
asked=${PYTHON:-}
stamps=$venv/.bowerbird

stop() {
    printf 'Bowerbird: %s\n' "$1" >&2
    exit 1
}

version_of() {
    "$1" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_interpreter() {
    if [ -n "$asked" ]; then
        found=$(version_of "$asked") || stop "PYTHON=$asked does not start. Give the path of Python 3.11 or newer."
        is_new_enough "$asked" || stop "PYTHON=$asked is Python $found; Bowerbird needs Python 3.11 or newer."
        interpreter=$asked
        return
    fi
    for interpreter in python3 python3.14 python3.13 python3.12 python3.11 python; do
        if is_new_enough "$interpreter"; then
            return
        fi
    done
    found=$(version_of python3) || stop "no python3 was found. Install Python 3.11 or newer, or name it: make PYTHON=/path/to/python3"
    stop "python3 is Python $found; Bowerbird needs Python 3.11 or newer. If there is a newer one, name it: make PYTHON=/path/to/python3"
}

make_environment() {
    if [ -d "$venv" ] && [ ! -e "$venv/pyvenv.cfg" ] && [ -n "$(ls -A "$venv")" ]; then
        stop "$venv is not a virtual environment and is not empty; move it away or choose another folder with VENV="
    fi
    printf 'Making the environment %s with Python %s\n' "$venv" "$(version_of "$interpreter")"
    if command -v uv >/dev/null; then
        uv venv --quiet --clear --no-project --python "$interpreter" "$venv"
    else
        # Debian ships venv without ensurepip, and its own message is a page long.
        "$interpreter" -c 'import ensurepip, venv' 2>/dev/null ||
            stop "this Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv"
        "$interpreter" -m venv --clear "$venv"
    fi
}

# Scripts and the editable install hold the path of the checkout: a moved one needs a new environment.
identity() {
    printf '%s %s\n' "$(version_of "$venv/bin/python")" "$PWD"
}

case ${1:-} in
interpreter)
    if [ -x "$venv/bin/python" ] && is_new_enough "$venv/bin/python"; then
        wanted=
        if [ -n "$asked" ]; then
            wanted=$(version_of "$asked") || stop "PYTHON=$asked does not start. Give the path of Python 3.11 or newer."
        fi
        same_place=yes
        if [ -e "$stamps/interpreter" ] && [ "$(cat "$stamps/interpreter")" != "$(identity)" ]; then
            same_place=no
        fi
        if [ "$same_place" = yes ] && { [ -z "$wanted" ] || [ "$wanted" = "$(version_of "$venv/bin/python")" ]; }; then
            if [ ! -e "$stamps/interpreter" ]; then
                mkdir -p "$stamps"
                identity >"$stamps/interpreter"
            fi
            exit 0
        fi
    fi
    find_interpreter
    make_environment
    mkdir -p "$stamps"
    identity >"$stamps/interpreter"
    ;;
install)
    name=${2:?which list of requirements/ is to be installed}
    if [ "$name" = rapidocr-onnxruntime ] && ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then
        stop "rapidocr-onnxruntime is for Python 3.11 and 3.12. Name one: make ocr-extra PYTHON=python3.12"
    fi
    printf 'Installing what requirements/%s.txt lists\n' "$name"
    # The lists are complete and hashed: nothing that is not in them can come in.
    if command -v uv >/dev/null; then
        uv pip install --quiet --python "$venv/bin/python" --no-deps --require-hashes \
            -r requirements/build.txt -r "requirements/$name.txt"
        uv pip install --quiet --python "$venv/bin/python" --no-deps --no-build-isolation -e .
    elif "$venv/bin/python" -c 'import pip' 2>/dev/null; then
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
            -r requirements/build.txt -r "requirements/$name.txt"
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
    else
        stop "$venv was made by uv, which is gone, and holds no pip. Remove the folder and run make again."
    fi
    touch "$stamps/$name"
    ;;
*)
    stop "usage: environment.sh interpreter | install NAME"
    ;;
esac
