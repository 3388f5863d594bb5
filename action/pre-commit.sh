#!/bin/sh
# Runs order-contracts for pre-commit: that of PATH, else one that is built once beside these sources, which pre-commit keeps by version.
set -eu

if command -v order-contracts >/dev/null; then
    exec order-contracts "$@"
fi
here=$(cd "$(dirname "$0")/.." && pwd)
program=$here/.bin/bin/order-contracts
[ -f "$program.exe" ] && program=$program.exe
if [ ! -x "$program" ]; then
    command -v cargo >/dev/null || { echo "order-contracts is not on PATH, and there is no cargo to build it with" >&2; exit 2; }
    echo "building order-contracts once, which takes some minutes" >&2
    cargo install --quiet --locked --features cli --bin order-contracts --root "$here/.bin" --path "$here" >&2
    [ -f "$program.exe" ] && program=$program.exe
fi
exec "$program" "$@"
