#!/usr/bin/env bash
# Runs a program beside a private PostgreSQL of its own, which listens on a socket in a temporary folder alone and ends with it:
#   deploy/postgres.sh target/release/nexus serve      DATABASE_URL names the empty database `nexus`
set -euo pipefail

initdb=$(command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' | tail -n 1) \
    || { echo "PostgreSQL is missing: install the package postgresql" >&2; exit 1; }
bin=$(dirname "$(readlink -f "$initdb")")
folder=$(mktemp -d "${TMPDIR:-/tmp}/nexus-pg-XXXXXX")

# PostgreSQL refuses to run as root: then it runs as its own user, or as nobody.
as_owner=()
if [ "$(id -u)" = 0 ]; then
    owner=$(id -u postgres 2>/dev/null || id -u nobody)
    chown "$owner" "$folder"
    as_owner=(setpriv "--reuid=$owner" --regid="$(id -g "$owner" 2>/dev/null || echo "$owner")" --clear-groups)
fi

program=
server=
finish() {
    [ -z "$program" ] || { kill -TERM "$program" && wait "$program"; } 2>/dev/null || true
    [ -z "$server" ] || { kill -INT "$server" && wait "$server"; } 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 143' TERM
trap 'exit 130' INT

cd "$folder"
"${as_owner[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$folder/log" 2>&1 \
    || { cat "$folder/log" >&2; exit 1; }
"${as_owner[@]}" "$bin/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c max_connections=100 >>"$folder/log" 2>&1 &
server=$!
for _ in $(seq 100); do
    "$bin/psql" -h "$folder" -U postgres -qc 'create database nexus' 2>/dev/null && ready=yes && break
    sleep 0.1
done
[ "${ready:-}" = yes ] || { cat "$folder/log" >&2; exit 1; }
cd "$OLDPWD"

export DATABASE_URL="postgres://postgres@localhost/nexus?host=${folder//\//%2F}"
"$@" &
program=$!
wait "$program"
