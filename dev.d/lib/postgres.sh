# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The private Postgres cluster in var/pg: a socket in the runtime folder, and a port on loopback for tools that
# know only TCP. Passwords (scram) on both.

PG_BIN=/usr/lib/postgresql/15/bin
# the programs themselves: those of /usr/bin first ask Perl which version is wanted, 30 ms of CPU each time
PATH=$PG_BIN:$PATH
export PGDATA=$VAR/pg

pg_port() { cat "$VAR/state/pg-port"; }

# pg_url ROLE: the address on loopback
pg_url() {
	local password=postgres-password
	[[ $1 == stagefy_api ]] && password=api-password
	[[ $1 == stagefy_jobs ]] && password=jobs-password
	echo "postgresql://$1:$(secret "$password")@127.0.0.1:$(pg_port)/stagefy"
}

# as the run-time user, in a folder that it may enter
pg() { (cd / && "${AS[@]}" env LANG=C.UTF-8 "$PG_BIN/$1" "${@:2}"); }

pg_running() { pg pg_ctl status -D "$PGDATA" >/dev/null 2>&1; }

pg_make() {
	[[ -f $PGDATA/PG_VERSION ]] && return 0
	if ((EUID == 0)); then install -d -m 700 -o "$OWNER" -g "$OWNER" "$PGDATA"; fi
	pg initdb -D "$PGDATA" -U postgres --auth=scram-sha-256 --pwfile="$VAR/secrets/postgres-password" \
		--encoding=UTF8 --locale=C.UTF-8 --data-checksums --no-instructions
}

# Rewritten at each start, since port and runtime folder may have changed.
pg_configure() {
	local conf=$PGDATA/stagefy.conf
	cat >"$conf" <<-END
		listen_addresses = '127.0.0.1'
		port = $(pg_port)
		unix_socket_directories = '$RUN'
		unix_socket_permissions = 0700
		max_connections = 200
		timezone = 'UTC'
		shared_buffers = 256MB
		effective_cache_size = 1GB
		maintenance_work_mem = 128MB
		random_page_cost = 1.1
		wal_compression = lz4
		max_wal_size = 2GB
		checkpoint_timeout = 15min
		jit = off
		# sooner than the workers' lock_timeout, so that a deadlock is seen as one and run again
		deadlock_timeout = 300ms
		# requests are refused with errors by design, and a detail may quote what somebody typed
		log_min_error_statement = panic
		log_error_verbosity = terse
		log_line_prefix = '%m [%p] %q%u@%d '
		fsync = ${STAGEFY_FSYNC:-on}
	END
	if ((EUID == 0)); then chown "$OWNER:$OWNER" "$conf"; fi
	grep -qx "include 'stagefy.conf'" "$PGDATA/postgresql.conf" || echo "include 'stagefy.conf'" >>"$PGDATA/postgresql.conf"
}

pg_start() {
	pg_running && return 0
	if [[ ! -s $VAR/state/pg-port ]] || port_taken "$(pg_port)"; then free_port >"$VAR/state/pg-port"; fi
	pg_configure
	hint "Postgres says why in $VAR/log/postgres.log."
	pg pg_ctl start -s -w -t 60 -D "$PGDATA" -l "$VAR/log/postgres.log" 9>&-
	mark_started postgres
}

pg_stop() {
	[[ -f $PGDATA/PG_VERSION ]] || return 0
	pg_running || return 0
	pg pg_ctl stop -s -w -t 20 -m fast -D "$PGDATA" || pg pg_ctl stop -s -w -m immediate -D "$PGDATA"
}

# admin_psql ARGUMENT…: as the cluster's superuser
admin_psql() {
	PGPASSWORD=$(secret postgres-password) PGOPTIONS=${PGOPTIONS:-} psql -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(pg_port)" -U postgres "$@"
}

pg_prepare() {
	[[ $(admin_psql -d postgres -Atc "select 1 from pg_database where datname = 'stagefy'") == 1 ]] ||
		admin_psql -d postgres -c 'create database stagefy'
}

# Whether the database is the instance's own, and not one that STAGEFY_CONF names.
own_database() { [[ $(option DIRECT_URL) == "$(pg_url postgres)" ]]; }

migrate() {
	local digest
	digest=$(content sql/bootstrap.sql sql/sqitch.plan sql/sqitch.conf sql/deploy sql/verify)$({ secret api-password && secret jobs-password; } | sha256sum)
	fresh "schema" "$digest" && return 0
	note "roles"
	stagefy bootstrap
	note "schema"
	if ! stagefy migrate; then
		if grep -q 'Cannot find change' "$STEP_LOG"; then
			hint "this database was made from sources that this clone does not have (another branch?). Check out those, or forget the data: ./dev reset"
		else
			hint "the change that failed was undone, those before it are in place. Correct it and run the same command again."
		fi
		return 1
	fi
	own_database && stamp schema "$digest"
	return 0
}
