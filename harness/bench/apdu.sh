#!/bin/sh
# One APDU through the harness and through a C program, side by side against the reference card in the virtual reader.
# Needs pcscd with vsmartcard's driver running (and nobody else using slot 0), gcc and libpcsclite-dev.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
reader="${1:-Virtual PCD 00 00}"
port="${2:-35963}"
work=$(mktemp -d)
card=
trap 'test -z "$card" || kill "$card" 2>/dev/null || true; rm -rf "$work"' EXIT INT TERM
gcc -O2 -Wall -Wextra -I/usr/include/PCSC -o "$work/apdu" "$here/native/apdu.c" -lpcsclite
dotnet build "$here/../src/DmSc.Cli/DmSc.Cli.csproj" -c Release -v q -nologo >&2
dotnet build "$here/DmSc.Benchmarks/DmSc.Benchmarks.csproj" -c Release -v q -nologo >&2
dotnet "$here/../src/DmSc.Cli/bin/Release/net10.0/dmsc.dll" serve card --image "$here/../../fixtures/cards/reference.yaml" --vpcd "127.0.0.1:$port" >"$work/card.log" &
card=$!
tries=0
until grep -q poweredon "$work/card.log"; do
    tries=$((tries + 1))
    test "$tries" -lt 100 || { echo "the card was not inserted; does pcscd run with the virtual reader?" >&2; exit 1; }
    sleep 0.2
done
dotnet "$here/DmSc.Benchmarks/bin/Release/net10.0/DmSc.Benchmarks.dll" apdu "$reader" "$work/apdu"
