#!/bin/sh
# Resolves pyproject.toml into the complete, hashed lists of requirements/, one set of versions for every Python
# and platform, so that what passed on one holds on the others. Needs uv. No address of a registry is written.
# Versions stay as they are while they fit; UPGRADE=1 takes the newest.
set -eu

command -v uv >/dev/null || {
    echo 'Bowerbird: make pins needs uv (https://docs.astral.sh/uv/).' >&2
    exit 1
}

upgrade=
[ -z "${UPGRADE:-}" ] || upgrade=--upgrade

compile() {
    target=$1
    shift
    uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make pins' $upgrade \
        "$@" -o "requirements/$target.txt"
    echo "requirements/$target.txt: $(grep -c '==' "requirements/$target.txt") packages"
}

lists=$(mktemp -d)
trap 'rm -rf "$lists"' EXIT

"${PYTHON:-python3}" - >"$lists/build.in" <<'PYTHON'
import pathlib, tomllib
print(*tomllib.loads(pathlib.Path("pyproject.toml").read_text())["build-system"]["requires"], sep="\n")
PYTHON
compile build "$lists/build.in"
compile runtime pyproject.toml -c requirements/build.txt
compile dev pyproject.toml --group dev -c requirements/runtime.txt

# The extra asks for opencv-python, which writes the same files as the headless build that is already here.
echo "opencv-python ; sys_platform == 'never'" >"$lists/overrides"
compile rapidocr-onnxruntime pyproject.toml --extra rapidocr-onnxruntime --group dev \
    -c requirements/runtime.txt --overrides "$lists/overrides"

# Blender as a module of Python, for the tests of its extension: each is for one Python, and the tests run on Linux.
for version in 4.2 5.0; do
    echo "bpy==$version.*" >"$lists/bpy.in"
    uv pip compile --quiet --python-version 3.11 --python-platform x86_64-manylinux_2_28 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command 'make pins' $upgrade \
        "$lists/bpy.in" -o "requirements/bpy-$version.txt"
done
