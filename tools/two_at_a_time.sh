# Work in two lanes, which takes two processors half the time. Sourced, not run.
# shellcheck shell=bash disable=SC2034

# two_at_a_time NAME FUNCTION [NAME FUNCTION …] runs functions, each in a shell of its own, two at a time and in this
# order. What one says is shown when it has ended. All are run to their ends; it fails where any has failed, and what each
# has ended with stands in `two_codes`, by its name.
two_at_a_time() {
    declare -gA two_codes=()
    local -A names=() logs=() begun=()
    local log pid ended code status=0
    while (($# || ${#names[@]})); do
        if (($# && ${#names[@]} < 2)); then
            log=$(mktemp)
            "$2" >"$log" 2>&1 &
            names[$!]=$1 logs[$!]=$log begun[$!]=$SECONDS
            shift 2
            continue
        fi
        # `wait -n` knows nothing of a process that ended while a command ran in front (bash 5.2, under -c); `wait` does.
        ended=''
        while [[ -z $ended ]]; do
            sleep 0.2
            for pid in "${!names[@]}"; do kill -0 "$pid" 2>/dev/null || ended=$pid; done
        done
        code=0
        wait "$ended" || code=$?
        printf '\n=== %s: ended with %d after %d s\n' "${names[$ended]}" "$code" $((SECONDS - begun[$ended]))
        cat "${logs[$ended]}"
        rm -f -- "${logs[$ended]}"
        two_codes[${names[$ended]}]=$code
        ((code == 0)) || status=$code
        unset "names[$ended]" "logs[$ended]" "begun[$ended]"
    done
    return "$status"
}
