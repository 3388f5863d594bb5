#!/bin/sh
# Builds the program from the sources of this action, unless the cache has it.
set -eu

root=$RUNNER_TEMP/order-contracts-build
program=$root/bin/order-contracts
[ -f "$program.exe" ] && program=$program.exe
if [ -x "$program" ] && "$program" --version >/dev/null; then
    echo "order-contracts: from the cache"
else
    command -v cargo >/dev/null || { echo "::error::there is no cargo to build the program with: install Rust, or set the input binary or version"; exit 2; }
    echo "::notice::order-contracts is built from source, which takes some minutes once; the inputs version and binary avoid it"
    cargo install --locked --features cli --bin order-contracts --root "$root" --path "$GITHUB_ACTION_PATH"
    [ -f "$program.exe" ] && program=$program.exe
fi
printf 'program=%s\n' "$program" >> "$GITHUB_OUTPUT"
