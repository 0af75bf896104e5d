# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# status: what runs. Exit status 0 when all of it does, 3 when some or nothing.
[[ -d $VAR/run ]] || die "there is no instance in $VAR; ./dev up makes one"
follow_options
result=0
printf 'instance  %s\naddress   %s\n' "$VAR" "$BASE_URL"
if pg_running; then
	printf 'postgres  runs (process %s, port %s)\n' "$(head -1 "$PGDATA/postmaster.pid")" "$(pg_port)"
else
	printf 'postgres  stopped\n'
	result=3
fi
for name in keys pool jobs nginx; do
	if pid=$(process_id "$name"); then
		printf '%-8s  runs (process %s)\n' "$name" "$pid"
	else
		printf '%-8s  stopped\n' "$name"
		result=3
	fi
done
if ((result == 0)); then
	printf 'health    %s\n' "$(ask /api/health --max-time 5 || echo none)"
fi
exit "$result"
