#!/bin/sh
# Finds the program: the input `binary`, then PATH, then a release with its checksum. Prints nothing found as an empty output, and
# then what the sources are called, for the cache of a build.
set -eu

found() {
    "$1" --version >/dev/null || { echo "::error::the program does not run: $2"; exit 2; }
    printf 'program=%s\n' "$1" >> "$GITHUB_OUTPUT"
    echo "order-contracts: $2"
    exit 0
}

if [ -n "${INPUT_BINARY:-}" ]; then
    case $INPUT_BINARY in
        /*) program=$INPUT_BINARY ;;
        *) program=$GITHUB_WORKSPACE/$INPUT_BINARY ;;
    esac
    [ -x "$program" ] || { echo "::error::the input binary names no program"; exit 2; }
    found "$program" "the input binary"
fi

if program=$(command -v order-contracts); then
    found "$program" "found on PATH"
fi

if [ -n "${INPUT_VERSION:-}" ]; then
    # It becomes part of URLs and file names.
    case $INPUT_VERSION in
        *[!0-9A-Za-z.+-]*) echo "::error::the input version is no version"; exit 2 ;;
    esac
    case "$RUNNER_OS/$RUNNER_ARCH" in
        Linux/X64) target=x86_64-unknown-linux-gnu ;;
        Linux/ARM64) target=aarch64-unknown-linux-gnu ;;
        macOS/ARM64) target=aarch64-apple-darwin ;;
        macOS/X64) target=x86_64-apple-darwin ;;
        Windows/X64) target=x86_64-pc-windows-msvc ;;
        *) target= ;;
    esac
    name=order-contracts-$target-$INPUT_VERSION
    archive=$name.tar.gz
    folder=$RUNNER_TEMP/order-contracts-release
    mkdir -p "$folder"
    if [ -n "$target" ] && gh release download "$INPUT_VERSION" --repo "$ACTION_REPOSITORY" --dir "$folder" --clobber \
        --pattern "$archive" --pattern SHA256SUMS; then
        cd "$folder"
        # Exactly one line, for exactly this file.
        grep -F "  $archive" SHA256SUMS | grep -x "[0-9a-f]\{64\}  $archive" > wanted || {
            echo "::error::the release has no checksum for this platform"; exit 2; }
        if command -v sha256sum >/dev/null; then
            sha256sum -c wanted >/dev/null
        else
            shasum -a 256 -c wanted >/dev/null
        fi || { echo "::error::the checksum of the downloaded release is wrong"; exit 2; }
        tar -xzf "$archive"
        program=$folder/$name/order-contracts
        [ -f "$program.exe" ] && program=$program.exe
        found "$program" "release $INPUT_VERSION"
    fi
    echo "::warning::the release could not be downloaded; the program is built from source"
fi

# The same sources make the same program.
if command -v sha256sum >/dev/null; then hash=sha256sum; else hash='shasum -a 256'; fi
cd "$GITHUB_ACTION_PATH"
# shellcheck disable=SC2086 # a program and its arguments
sources=$(find Cargo.toml Cargo.lock build.rs src openapi -type f | LC_ALL=C sort | tr '\n' '\0' | xargs -0 $hash | $hash | cut -c1-32)
printf 'program=\nsources=%s\n' "$sources" >> "$GITHUB_OUTPUT"
