#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole plan as one file without a word of psql in it, for those who have only an SQL editor (Supabase's, Neon's):
# roles, every change, and Sqitch's registry as a deployment would have left it, so that `stagefy migrate` goes on from
# there. Needs sqitch, and no database.
#
#   sql/schema.sh >schema.sql        (or: make schema.sql)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# What only psql understands: one-line defaults go, and the blocks that set passwords, which an editor would keep in its history.
without_psql() {
	sed -e '/^\\if .*\\endif$/d' -e '/^\\if/,/^\\endif/d' -e '/^\\/d' -e 's/:api_connections/64/' "$1"
}

# A reset goes back to whoever has the editor; a deployment is the owner's.
as_owner() {
	sed 's/^reset role;/set role stagefy_owner;/' "$1"
}

registry() {
	local made=/usr/share/perl5/App/Sqitch/Engine/pg.sql
	[[ -r $made ]] || made=$(perldoc -lm App::Sqitch::Engine::pg | sed 's/m$/sql/')
	sed -e 's/:"registry"/sqitch/g' -e 's/:tableopts//' "$made"
	echo "insert into sqitch.releases (version, installer_name, installer_email) select 1.1, 'schema.sql', 'stagefy@localhost' where not exists (select from sqitch.releases);"
	echo "insert into sqitch.projects (project, uri, creator_name, creator_email) values ('stagefy', $(quoted "$(sed -n 's/^%uri=//p' sqitch.plan)"), 'schema.sql', 'stagefy@localhost');"
}

quoted() {
	printf "'%s'" "${1//\'/\'\'}"
}

# ID, name, note, time, name and e-mail of the planner, what it requires
plan() {
	SQITCH_USER_CONFIG=/dev/null SQITCH_SYSTEM_CONFIG=/dev/null sqitch plan --no-headers \
		--format $'format:%h\x1f%n\x1f%s\x1f%{date:iso}p\x1f%{name}p\x1f%{email}p\x1f%{ }R' | grep -a $'\x1f'
}

enter() {
	local id=$1 name=$2 note=$3 at=$4 who=$5 mail=$6 requires=$7 planned each list=
	planned="$(quoted "$at"), $(quoted "$who"), $(quoted "$mail")"
	echo "insert into sqitch.changes (change_id, script_hash, change, project, note, committed_at, committer_name, committer_email, planned_at, planner_name, planner_email)"
	echo "values ('$id', '$(sha1sum <"deploy/$name.sql" | cut -d' ' -f1)', '$name', 'stagefy', $(quoted "$note"), clock_timestamp(), 'schema.sql', 'stagefy@localhost', $planned);"
	for each in $requires; do
		echo "insert into sqitch.dependencies (change_id, type, dependency, dependency_id) select '$id', 'require', '$each', change_id from sqitch.changes where change = '$each';"
		list+=${list:+, }"'$each'"
	done
	echo "insert into sqitch.events (event, change_id, change, project, note, requires, committed_at, committer_name, committer_email, planned_at, planner_name, planner_email)"
	echo "values ('deploy', '$id', '$name', 'stagefy', $(quoted "$note"), array[$list]::text[], clock_timestamp(), 'schema.sql', 'stagefy@localhost', $planned);"
}

echo "-- Stagefy's database, from sql/sqitch.plan. Afterwards give the roles their passwords:"
echo "--   alter role stagefy_api password '…'; alter role stagefy_jobs password '…';"
without_psql bootstrap.sql
echo "set role stagefy_owner;"
registry
while IFS=$'\x1f' read -r id name note at who mail requires; do
	echo
	echo "-- ---- $name"
	as_owner "deploy/$name.sql"
	enter "$id" "$name" "$note" "$at" "$who" "$mail" "${requires#Requires: }"
done < <(plan)
echo "reset role;"
