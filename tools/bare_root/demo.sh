#!/bin/sh
# Runs `make demo` inside a bare system and looks at what a person would see.
#
#   demo.sh first    it ends by itself, shows four result lists (one came over HTTP) and says what to do next
#   demo.sh again    it learns nothing anew and shows the same lists (run it without a network)
set -eu

which=${1:?first or again}
shown=$HOME/demo-$which.txt

fail() {
    printf 'demo (%s): %s\n' "$which" "$1" >&2
    exit 1
}

started=$(date +%s)
make demo >"$shown" </dev/null || { cat "$shown"; fail "make demo failed"; }
cat "$shown"
printf 'demo (%s): %s seconds\n' "$which" "$(($(date +%s) - started))"

# The lists are what stands from the first title on.
lists() { sed -n '/By words:/,$p' "$1"; }

# The part of the output that stands under a title, up to the next one.
section() { awk -v title="$1" '/^By |^Over HTTP|^Now with / {inside = index($0, title) == 1} inside' "$shown"; }

for title in 'By words:' 'By picture:' 'By letters in the picture:' 'Over HTTP'; do
    # A hit is a line with its rank and a similarity in percent.
    section "$title" | grep -Eq '^ +1 +[0-9]+ % ' || fail "no hit under \"$title\""
done
grep -q 'bowerbird add' "$shown" || fail "it does not say what to do with one's own pictures"
grep -q 'The hub has stopped' "$shown" || fail "it did not stop its hub"
case $which in
first)
    grep -q 'newly learned' "$shown" || fail "it learned nothing"
    ;;
again)
    grep -q 'Nothing new' "$shown" || fail "it did not find the library up to date"
    lists "$HOME/demo-first.txt" >"$HOME/lists-first.txt"
    lists "$shown" | cmp - "$HOME/lists-first.txt" || fail "the same searches gave other lists"
    ;;
esac
