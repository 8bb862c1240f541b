# Lanes of tests, and a second chance for a few that failed in them. Sourced, not run, after tools/two_at_a_time.sh; the
# caller says `python`, `options` (pytest's) and `caches` (an empty folder), and has a function for each lane.
# shellcheck shell=bash disable=SC2154

# More than these are no accident, and a lane that is broken shall not look like one that is unsteady.
lanes_most_again=5
lanes_again=()

# tests PATH … is what such a function ends with. Whatever ends the caller ends the runs, and what they have started ends
# with them.
tests() {
    exec setpriv --pdeathsig TERM "${python:?}" -m pytest -o cache_dir="${caches:?}/${FUNCNAME[1]}" \
        "${lanes_again[@]}" "${options[@]}" "$@"
}

# in_lanes NAME FUNCTION [NAME FUNCTION …] runs lanes two at a time. Where nothing is wrong but a few tests, these are run
# once more when all lanes have ended, with the machine for themselves. What fails again fails.
in_lanes() {
    local status=0
    two_at_a_time "$@" || status=$?
    # With options, as -x, not all tests may have run.
    if ((status == 0 || ${#options[@]})); then return "$status"; fi
    lanes_second_chance "$@"
}

lanes_second_chance() {
    local name function code status=0 count=0
    local -a failed lanes=()
    while (($#)); do
        name=$1 function=$2 code=${two_codes[$1]}
        shift 2
        ((code)) || continue
        ((code == 1)) || return "$code"
        mapfile -t failed < <(lanes_failed "$function")
        count=$((count + ${#failed[@]}))
        lanes+=("$name" "$function")
    done
    if ((count > lanes_most_again)); then
        printf '\n=== %d tests failed, too many for a second chance\n' "$count"
        return 1
    fi
    set -- "${lanes[@]}"
    while (($#)); do
        lanes_once_more "$1" "$2" || status=$?
        shift 2
    done
    return "$status"
}

lanes_once_more() {
    local code=0 test
    local -a before after
    mapfile -t before < <(lanes_failed "$2")
    printf '\n=== %s: what failed, once more and alone\n' "$1"
    (lanes_again=(--last-failed --last-failed-no-failures none) && "$2") || code=$?
    mapfile -t after < <(lanes_failed "$2")
    for test in "${before[@]}"; do
        if ((code > 1)) || printf '%s\n' "${after[@]}" | grep --quiet --fixed-strings --line-regexp -e "$test"; then
            printf '=== FAILED AGAIN, on its own: %s\n' "$test"
            ((code)) || code=1
        else
            printf '=== UNSTEADY: passed on its own, had failed beside another lane: %s\n' "$test"
        fi
    done
    return "$code"
}

# The tests that failed in a lane when they were run last, one a line.
lanes_failed() {
    local file=$caches/$1/v/cache/lastfailed
    [[ ! -e $file ]] || "$python" -c 'import json, sys; [print(test) for test in json.load(open(sys.argv[1]))]' "$file"
}
