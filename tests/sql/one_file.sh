#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# schema.sql, pasted as an SQL editor sends it (one query), makes the same database as a deployment: catalogue, registry and
# what Sqitch says of it. Both beside what a Supabase project has. Prints TAP.
#
#   ADMIN_DATABASE_URL=postgres://postgres@localhost/postgres tests/sql/one_file.sh
#   tests/sql/managed.sh one_file.sh        as an administrator who is no superuser, as on Supabase
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sql=$here/../../sql
admin=${ADMIN_DATABASE_URL:?set ADMIN_DATABASE_URL to a URL that may create databases and roles}
address=${admin%%\?*}
work=$(mktemp -d)
deployed=stagefy_deployed_$$ pasted=stagefy_pasted_$$
url() { echo "${address%/*}/$1${admin#"$address"}"; }
run() { psql -X -q -v ON_ERROR_STOP=1 -d "$(url "$1")" "${@:2}"; }
drop() {
	for name in "$deployed" "$pasted"; do psql -X -q -d "$admin" -c "drop database if exists $name with (force)"; done
	rm -rf "$work"
}
trap drop EXIT
migrations() { (cd "$sql" && PGOPTIONS='-c role=stagefy_owner' sqitch "${@:2}" "db:pg:$(url "$1" | cut -d: -f2-)"); }

for name in "$deployed" "$pasted"; do
	psql -X -q -v ON_ERROR_STOP=1 -d "$admin" -c "create database $name template template0 encoding 'UTF8'"
	run "$name" -f "$here/supabase_shape.sql"
done
run "$deployed" -f "$sql/bootstrap.sql"
migrations "$deployed" --quiet deploy

"$sql/schema.sh" >"$work/schema.sql"
cat >"$work/paste.sql" <<'PASTE'
\set whole `cat "$FILE"`
select :'whole' \gexec
PASTE
FILE=$work/schema.sql run "$pasted" -o /dev/null -f "$work/paste.sql"

# without what depends on the hour
catalogue() {
	pg_dump --schema-only --dbname "$(url "$1")" | sed "s/$1/DATABASE/g" | grep -v '^\\\(un\)\?restrict'
	run "$1" -At -c "select change_id, script_hash, change, note, planned_at, planner_name from sqitch.changes order by committed_at" \
		-c "select d.* from sqitch.dependencies d join sqitch.changes c using (change_id) order by c.planned_at, dependency" \
		-c "select event, change, requires from sqitch.events order by committed_at" -c "select project, uri from sqitch.projects"
}
failed=0
verdict() {
	if [[ $1 == 0 ]]; then echo "ok $2"; else echo "not ok $2"; failed=1; fi
}
if [[ $(run postgres -At -c 'select rolsuper from pg_roles where rolname = current_user') == t ]]; then
	catalogue "$deployed" >"$work/deployed.txt"
	catalogue "$pasted" >"$work/pasted.txt"
	status=0
	diff -u "$work/deployed.txt" "$work/pasted.txt" >"$work/difference" || status=1
	verdict $status "1 - schema.sql makes what a deployment makes"
	[[ $status == 0 ]] || sed 's/^/# /' "$work/difference" | head -60
else
	echo "ok 1 - schema.sql makes what a deployment makes # SKIP only a superuser may dump it all"
fi
status=0
migrations "$pasted" status >"$work/status" || status=1
grep -q 'Nothing to deploy (up-to-date)' "$work/status" || status=1
verdict $status "2 - and Sqitch goes on from there"
[[ $status == 0 ]] || sed 's/^/# /' "$work/status"
status=0
migrations "$pasted" --quiet verify >/dev/null || status=1
verdict $status "3 - where every verification holds"
echo "1..3"
exit $failed
