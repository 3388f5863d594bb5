#!/bin/sh
# Runs the comparison once, with a report for each reader, and puts the summary into the page of the job. Its exit code becomes an
# output: comments are written whatever it is.
set -eu

folder=$RUNNER_TEMP/order-contracts
rm -rf "$folder"
mkdir -p "$folder/upload"

# What the pull request changes is what its merge commit adds to its first parent. Without one (a push, or a checkout of the head),
# it is what came since the branches parted.
base=${INPUT_BASE:-}
if [ -z "$base" ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
    if [ "$(git rev-parse HEAD)" = "$GITHUB_SHA" ]; then
        # A shallow checkout has no parents.
        git rev-parse -q --verify 'HEAD^1^{commit}' >/dev/null || git fetch -q --no-tags --depth=2 origin "$GITHUB_SHA"
        if git rev-parse -q --verify 'HEAD^2^{commit}' >/dev/null; then
            base=$(git rev-parse 'HEAD^1')
        fi
    fi
    if [ -z "$base" ]; then
        git rev-parse -q --verify "refs/remotes/origin/$GITHUB_BASE_REF" >/dev/null ||
            git fetch -q --no-tags origin "+refs/heads/$GITHUB_BASE_REF:refs/remotes/origin/$GITHUB_BASE_REF"
        base=$(git merge-base HEAD "refs/remotes/origin/$GITHUB_BASE_REF") || {
            echo "::error::the history that was checked out does not reach the base branch: use actions/checkout with fetch-depth: 0"
            exit 2
        }
    fi
elif [ -z "$base" ]; then
    case ${EVENT_BEFORE:-} in
        '' | *[!0]*) base=${EVENT_BEFORE:-} ;;
        # A new branch has no commit before it.
        *) base= ;;
    esac
    case $base in
        *[!0-9a-f]*)
            echo "::error::the commit before the push is not named by its hash"
            exit 2
            ;;
    esac
    if [ -n "$base" ] && ! git rev-parse -q --verify "$base^{commit}" >/dev/null; then
        git fetch -q --no-tags --depth=1 origin -- "$base" || {
            echo "::error::the commit before the push cannot be fetched, so that there is nothing to compare with: give the input base"
            exit 2
        }
    fi
fi

set -- check
[ -z "$base" ] || set -- "$@" "--base=$base"
[ -z "${INPUT_CONFIG:-}" ] || set -- "$@" "--config=$INPUT_CONFIG"
[ -z "${INPUT_FAIL_ON:-}" ] || set -- "$@" "--fail-on=$INPUT_FAIL_ON"
set -- "$@" --format=github --report "json=$folder/upload/report.json" --report "markdown=$folder/upload/comment.md" \
    --report "summary=$folder/summary.md"
html=
# A program of an earlier release has no HTML report.
if [ "${INPUT_HTML:-}" = true ] && "$PROGRAM" check --help | grep -qw html; then
    html=$folder/report.html
    set -- "$@" --report "html=$html"
fi
sarif=
if [ "${INPUT_SARIF:-}" = true ]; then
    sarif=$folder/report.sarif
    set -- "$@" --report "sarif=$sarif"
fi
set -- "$@" --
while IFS= read -r line; do
    [ -z "$line" ] || set -- "$@" "$line"
done <<END
${INPUT_CONTRACTS:-}
END

code=0
"$PROGRAM" "$@" || code=$?
# What is neither a finding nor a clean run is an error, whatever its number.
[ "$code" -le 1 ] || code=2
if [ -f "$folder/summary.md" ]; then
    cat "$folder/summary.md" >> "$GITHUB_STEP_SUMMARY"
fi
written() {
    if [ -f "$2" ]; then printf '%s=%s\n' "$1" "$2" >> "$GITHUB_OUTPUT"; fi
}
printf 'code=%s\n' "$code" >> "$GITHUB_OUTPUT"
written report-json "$folder/upload/report.json"
written report-html "$html"
written report-sarif "$sarif"
written comment "$folder/upload/comment.md"
if [ -f "$folder/upload/report.json" ]; then printf 'report-folder=%s\n' "$folder/upload" >> "$GITHUB_OUTPUT"; fi
