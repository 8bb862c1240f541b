#!/bin/sh
# Adds the libraries of requirements/reference.txt to the environment VENV, which holds requirements/dev.txt already:
# what is there stays as it is, or the comparison would be with another product than the one that is tested.
set -eu

venv=${VENV:?VENV must name the folder of the environment}
list=requirements/reference.txt
kept=$(mktemp)
trap 'rm -f "$kept"' EXIT

printf 'Installing what %s lists; torch is large\n' "$list"
# Constraints must not carry hashes: they would be demanded of the libraries too.
sed -n 's/^\([A-Za-z0-9._-]*==[^ ]*\).*/\1/p' requirements/dev.txt >"$kept"
if command -v uv >/dev/null; then
    uv pip install --quiet --python "$venv/bin/python" -r "$list" -c "$kept"
else
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list" -c "$kept"
fi
touch "$venv/.bowerbird/reference"
