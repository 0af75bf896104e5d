# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# psql [ARGUMENT…]: the instance's database as its superuser. Row-level security does not bind a superuser.
pg_running || die "Postgres of $VAR is not running; ./dev up starts it"
PGPASSWORD=$(secret postgres-password) exec psql -h 127.0.0.1 -p "$(pg_port)" -U postgres -d stagefy "$@"
