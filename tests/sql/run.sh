#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Schema tests, in a fresh database of the server that ADMIN_DATABASE_URL names (a superuser's, or a CREATEROLE and
# CREATEDB user's): bootstrap twice, deploy, verify, revert all, nothing left, deploy again, then pgTAP. Prints TAP.
#
#   ADMIN_DATABASE_URL=postgres://postgres@localhost/postgres tests/sql/run.sh [pg_prove option or test file]…
#
# SHAPE=supabase makes the database look like Supabase's before anything else. KEEP=1 leaves the database there. ONCE=1 deploys once, and
# verifies and reverts nothing.
# TEMPLATE names another template database, one with pgTAP where only a superuser may install it.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sql=$here/../../sql
admin=${ADMIN_DATABASE_URL:?set ADMIN_DATABASE_URL to a URL that may create databases and roles}
name=stagefy_test_$$

# the URL of our database: the same server, another name
address=${admin%%\?*}
options=${admin#"$address"}
scheme=${address%%://*}
rest=${address#*://}
url=$scheme://${rest%%/*}/$name$options

psql=(psql -X -q -v ON_ERROR_STOP=1)
"${psql[@]}" -d "$admin" -c "create database $name template ${TEMPLATE:-template0} encoding 'UTF8'"
drop() { "${psql[@]}" -d "$admin" -c "drop database if exists $name with (force)"; }
[[ -n ${KEEP:-} ]] || trap drop EXIT

as_owner() { (cd "$sql" && PGOPTIONS='-c role=stagefy_owner' sqitch --quiet "$@" "db:pg:${url#*:}"); }
# what is ours: everything but the extension and Sqitch's registry
left() {
	"${psql[@]}" -At -d "$url" -c "
		select 'schema ' || nspname from pg_namespace where nspname in ('app', 'internal', 'agency', 'billing', 'correspondence', 'estate', 'events', 'inbox', 'mail', 'media', 'notify', 'studio', 'work')
		union all select 'relation ' || relname from pg_class where relnamespace = 'public'::regnamespace
		union all select 'type ' || typname from pg_type where typnamespace = 'public'::regnamespace and typtype = 'd'
		union all select 'default privileges ' || defaclrole::regrole from pg_default_acl
		          where defaclrole::regrole::text like 'stagefy%' and defaclnamespace = 0"
}
step() { echo "# $1"; }

[[ ${SHAPE:-} != supabase ]] || { step "a database of Supabase's shape"; "${psql[@]}" -d "$url" -f "$here/supabase_shape.sql"; }
step "bootstrap, twice"
# without passwords: roles are the whole cluster's, and an instance may be running on it
for _ in 1 2; do "${psql[@]}" -d "$url" -f "$sql/bootstrap.sql"; done
if [[ -z ${ONCE:-} ]]; then
	step "deploy, verify, revert"
	# up to the first change that says what is to become of rows, some rows, then the rest
	as_owner deploy --to agency/member_names^
	"${psql[@]}" -d "$url" -f "$here/rows_before.sql"
	as_owner deploy
	"${psql[@]}" -d "$url" -f "$here/rows_after.sql"
	as_owner verify >/dev/null
	as_owner revert -y
	[[ -z $(left) ]] || { echo "Bail out! left after revert:"; left; exit 1; }
fi
step "deploy"
as_owner deploy
"${psql[@]}" -d "$url" -f "$here/helpers.sql"

tests=("$@")
[[ ${#tests[@]} -gt 0 && -e ${tests[-1]} ]] || tests+=("$here"/t/*.sql)

TEST_DATABASE_URL=$url pg_prove --psql-bin "$here/psql.sh" "${tests[@]}"
