#!/bin/sh
# WBXML through the harness and through libwbxml, side by side in one run. Needs gcc and libwbxml2-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
# shellcheck disable=SC2046
gcc -O2 -Wall -Wextra $(pkg-config --cflags libwbxml2) -o "$work/wbxml" "$here/native/wbxml.c" -lwbxml2
dotnet build "$here/DmSc.Benchmarks/DmSc.Benchmarks.csproj" -c Release -v q -nologo >&2
dotnet "$here/DmSc.Benchmarks/bin/Release/net10.0/DmSc.Benchmarks.dll" wbxml "$work/wbxml"
