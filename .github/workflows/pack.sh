#!/bin/sh
# Packs the program that was built for $TARGET: order-contracts-$TARGET-$GITHUB_REF_NAME.tar.gz, as action/find.sh and `cargo binstall`
# look for it.
set -eu

name=order-contracts-$TARGET-$GITHUB_REF_NAME
program=target/$TARGET/release/order-contracts
[ -f "$program.exe" ] && program=$program.exe
rm -rf "dist/$name"
mkdir -p "dist/$name"
cp "$program" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "dist/$name/"
"$program" man --out "dist/$name/man"
"$program" completions --out "dist/$name/completions"
tar -C dist -czf "dist/$name.tar.gz" "$name"
