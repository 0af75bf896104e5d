#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What authenticate adds to a request: CPU time of the server's processes per transaction, as pgbench sends it in one
# pipeline. CPU and not rates, since a rate also measures who else uses the machine. Needs load.sql in the database, a
# server on this machine, and a URL that may read its postmaster.pid:
#
#   ADMIN_DATABASE_URL=postgres://… sql/bench/hot_path.sh [rounds] [seconds]
set -euo pipefail
admin=${ADMIN_DATABASE_URL:?set ADMIN_DATABASE_URL to a superuser URL of a database with sql/bench/load.sql in it}
rounds=${1:-5} seconds=${2:-3}
pgbench=${PG_BIN:-/usr/lib/postgresql/15/bin}/pgbench
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
ask() { psql -X -At -d "$admin" -c "$1"; }
postmaster=$(ask "select split_part(pg_read_file('postmaster.pid'), E'\n', 1)")

# one member of one agency; every script asks for its rows
agency=$(ask "select bench.id('a', 100)") user=$(ask "select bench.id('u', 993)") session=$(ask "select bench.id('s', 993)")
property=$(ask "select bench.id('p', 497500)") request=$(ask 'select app.uuid7()')
columns='id, owner_id, external_ref, reference, title, status, property_type, transaction, address, city, state, zip_code, country,
 latitude, longitude, price, currency, bedrooms, bathrooms, living_area, lot_area, sqft, year_built, energy_class, features, contact_id,
 cover_media_id, media_count, published_at, version, created_at, updated_at'
columns=${columns//$'\n'/}
get="select $columns from properties t where t.agency_id = '$agency' and t.deleted_at is null and t.id = '$property';"
list="select $columns from properties t where t.agency_id = '$agency' and t.deleted_at is null order by t.created_at desc, t.id desc limit 26;"
admit() { echo "select * from app.authenticate('https://issuer.bench.example', $1, $2, $3, null, null, 15, '$request', '192.0.2.1');"; }
script() { printf '%s\n' '\startpipeline' "${@:2}" '\endpipeline' >"$work/$1.sql"; }

script 'select_1' 'select 1;'
script 'authenticate' "$(admit "'user_993'" null "'$agency'")"
script 'authenticate_session' "$(admit "'$user'" "'$session'" "'$agency'")"
script 'authenticate_no_agency' "$(admit "'user_993'" null null)"
script 'get' "$get"
script 'authenticate_get' "$(admit "'user_993'" null "'$agency'")" "$get"
script 'list' "$list"
script 'authenticate_list' "$(admit "'user_993'" null "'$agency'")" "$list"
names=(select_1 authenticate authenticate_session authenticate_no_agency get authenticate_get list authenticate_list)

# user and system time of the postmaster's children, gone ones included, in clock ticks
ticks() {
	awk -v parent="$postmaster" '{ sub(/^.*\) /, ""); if ($2 == parent) sum += $12 + $13 } END { print sum + 0 }' /proc/[0-9]*/stat 2>/dev/null
	awk '{ sub(/^.*\) /, ""); print $14 + $15 }' "/proc/$postmaster/stat"
}
measure() {
	local before after n options=
	# a statement alone needs the context from somewhere: from the session
	[[ $1 == get || $1 == list ]] && options="-c app.agency_id=$agency -c app.user_id=$user -c app.role=agent -c app.reads=all"
	before=$(ticks | paste -sd+ | bc)
	n=$(PGOPTIONS="$options -c role=stagefy_api -c plan_cache_mode=force_generic_plan -c search_path=public" \
		"$pgbench" -n -M prepared -c 4 -j 1 -T "$seconds" -f "$work/$1.sql" "$admin" 2>"$work/err" |
		sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p')
	grep -q ERROR "$work/err" && { cat "$work/err"; exit 1; }
	sleep 0.3
	after=$(ticks | paste -sd+ | bc)
	echo "$(((after - before) * 1000000 / $(getconf CLK_TCK))) $n" | awk '{ printf "%.1f\n", $1 / $2 }' >>"$work/$1.us"
}
for ((round = 0; round < rounds; round++)); do
	for name in "${names[@]}"; do measure "$name"; done
done
median() { sort -n "$work/$1.us" | sed -n "$(((rounds + 1) / 2))p"; }
for name in "${names[@]}"; do
	us=$(median "$name")
	printf '%-24s %7s us   %5.1f × select 1\n' "$name" "$us" "$(bc -l <<<"$us / $(median select_1)")"
done
