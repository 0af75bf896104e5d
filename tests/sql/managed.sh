#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# run.sh as on a managed Postgres: a cluster of its own, where the administrator is no superuser but may create roles and
# databases. Needs the server's programs (PG_BIN); as root, runs them as postgres.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=${PG_BIN:-/usr/lib/postgresql/15/bin}
dir=$(mktemp -d)
pg() (cd "$dir"; if [[ $(id -u) == 0 ]]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi)
[[ $(id -u) != 0 ]] || chown postgres "$dir"

pg "$bin/initdb" -D "$dir/data" -A trust -U postgres --locale=C.UTF-8 -E UTF8 >"$dir/initdb.log"
pg "$bin/pg_ctl" -s -w -D "$dir/data" -l "$dir/log" -o "-c listen_addresses= -c unix_socket_directories=$dir -c fsync=off" start
stop() { pg "$bin/pg_ctl" -s -w -m immediate -D "$dir/data" stop; rm -rf "$dir"; }
trap stop EXIT

psql -X -q -v ON_ERROR_STOP=1 -h "$dir" -U postgres -d postgres -c 'create role manager login createrole createdb' \
	-c 'grant pg_read_all_stats to manager'
# pgTAP is not a trusted extension: a provider would offer it
psql -X -q -v ON_ERROR_STOP=1 -h "$dir" -U postgres -d template1 -c 'create schema t' -c 'create extension pgtap with schema t' \
	-c 'grant create on schema t to manager' -c 'grant usage on schema t to public'
what=run.sh
[[ ${1:-} != one_file.sh ]] || { what=$1; shift; }
ADMIN_DATABASE_URL="postgres://manager@localhost/postgres?host=$dir" TEMPLATE=template1 "$here/$what" "$@"
