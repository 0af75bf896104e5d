# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What several parts of check and prove do: unit tests of a build, the environment of tests that talk to the
# instance, and a second pool beside the first, with other workers or other options.

# run_units BUILD [VARIABLE=VALUE…]: `make check`, counting the tests inside each program
run_units() {
	local build=$1 status=0 log passed=0 failed=0 n
	shift
	[[ ! -d $build/tests ]] || find "$build/tests" -name '*.trs' -delete # what ran here before
	make -C "$build" -j"$(nproc)" --no-print-directory check "$@" || status=$?
	while read -r log; do
		n=$(sed -n 's/^\[  PASSED  \] \([0-9]*\) test.*/\1/p' "${log%.trs}.log" | tail -1)
		passed=$((passed + ${n:-0}))
		n=$(sed -n 's/^\[  FAILED  \] \([0-9]*\) test.*/\1/p' "${log%.trs}.log" | tail -1)
		# a program that died says nothing of the kind
		if [[ -z $n ]] && ! grep -qE '^:test-result: (PASS|SKIP)' "$log"; then n=1; fi
		failed=$((failed + ${n:-0}))
		if ((${n:-0} > 0)); then tail -n 40 "${log%.trs}.log"; fi
	done < <(find "$build/tests" -name '*.trs')
	count "$passed" "$failed"
	return "$status"
}

# Exports what ./dev env prints, a Node that is new enough, and what it needs to trust the certificate.
test_environment() {
	local line
	while IFS= read -r line; do eval "export $line"; done < <("$ROOT/dev" env)
	PATH=$(node_path)
	export NODE_EXTRA_CA_CERTS=$CA_FILE STAGEFY_DEV=$ROOT/dev STAGEFY_VAR=$VAR
}

# start_beside NAME PROGRAM [OPTION…]: the same database behind other workers, with a socket and a port of their own and
# further lines of options. Tests that are run then ask these. stop_beside NAME stops them.
start_beside() {
	local name=$1 program=$2 run=$RUN/$1 out=$VAR/nginx/$1 port
	shift 2
	"${AS[@]}" mkdir -p "$run" "$out"
	# a name of its own, by which its workers are told from the others
	"${AS[@]}" ln -sf "$program" "$out/stagefy-api"
	program=$out/stagefy-api
	port=$(free_port)
	{
		cat "$CONF"
		printf '%s\n' "RUNTIME_DIR = $run" "LISTEN_PORT = $port" "PUBLIC_URL = https://localhost:$port" "$@"
	} >"$VAR/$name.conf"
	private "$VAR/$name.conf"
	CLEAN+=(STAGEFY_CONF="$VAR/$name.conf")
	start "$name-pool" "$VAR/log/api-$name.log" "$LIBEXEC/again" "$run/multiwatch.pid" \
		spawn-fcgi -n -b 1024 -s "$run/api.sock" -M 0660 -- \
		/usr/bin/multiwatch -f 3 -r 1000000 -t 100 -s TERM -- "$program"
	stagefy nginx --out "$out" --logs "$VAR/log" --temp "$out/temp"
	run_nginx "$name-nginx" "$run" "$out/nginx.conf"
	until port_taken "$port"; do sleep 0.1; done
	test_environment
	export BASE_URL=https://localhost:$port FCGI_SOCKET=$run/api.sock OPTION_FILE=$VAR/$name.conf
	export LOG_FILES="$VAR/log/api-$name.log $VAR/log/nginx.log $VAR/log/nginx-error.log $VAR/log/postgres.log"
	export WORKER_PIDS_COMMAND="pgrep -f ^${program//[^A-Za-z0-9\/_-]/.}"
}

stop_beside() {
	stop "$1-nginx"
	stop "$1-pool" 20
}

start_sanitized_pool() {
	CLEAN+=(UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=abort_on_error=0)
	start_beside sanitized "$VAR/sanitized/stagefy-api"
}

# Stops it and fails when a sanitizer had something to say, leaks at exit included.
stop_sanitized_pool() {
	stop_beside sanitized
	if grep -nE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$VAR/log/api-sanitized.log"; then
		grep -nE -A 25 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$VAR/log/api-sanitized.log" | head -60
		count 0 1
		return 1
	fi
	count 1 0
}

# start_memcheck_pool: workers under valgrind, which are some thirty times slower. stop_memcheck_pool fails when it had
# something to say.
start_memcheck_pool() {
	local folder=$VAR/memcheck
	install -D -m 755 -t "$folder" tests/tools/memcheck
	install -m 644 -t "$folder" tests/tools/memcheck.supp
	printf '#!/bin/sh\nexec %q %q\n' "$folder/memcheck" "$APP/bin/stagefy-api" >"$folder/worker"
	chmod 755 "$folder" "$folder/worker"
	start_beside memcheck "$folder/worker" "CONFINE = off" "REQUEST_DEADLINE_MS = 20000"
}

stop_memcheck_pool() {
	stop_beside memcheck
	if grep -E -m 80 '^==[0-9]+==' "$VAR/log/api-memcheck.log"; then
		count 0 1
		return 1
	fi
	count 1 0
}

# start_faults: for tests/faults a second pool, whose ways to Postgres and to the issuer's keys lead through the test, which
# breaks them. stop_faults ends it.
start_faults() {
	local proxy issuer
	proxy=$(free_port)
	issuer=$(free_port)
	"${AS[@]}" mkdir -p "$RUN/proxied/keys"
	start_beside proxied "$APP/bin/stagefy-api" "DATABASE_URL = postgresql://stagefy_api:$(secret api-password)@127.0.0.1:$proxy/stagefy" \
		"CLERK_JWKS = http://127.0.0.1:$issuer/keys" "KEYS_DIR = $RUN/proxied/keys"
	start proxied-keys "$VAR/log/keys.log" "$LIBEXEC/again" "$RUN/proxied/keys.pid" "$APP/bin/stagefy" keys
	export PROXIED_PORT=${BASE_URL##*:} PROXY_PORT=$proxy ISSUER_PORT=$issuer
	unset OPTION_FILE
	test_environment
}

stop_faults() {
	stop_beside proxied
	stop proxied-keys
}

# start_pooled: a second pool of workers behind PgBouncer in transaction mode, where each transaction gets another
# connection than the one before. stop_pooled ends it.
start_pooled() {
	local port folder=$VAR/pooled
	port=$(free_port)
	mkdir -p "$folder"
	cat >"$folder/pgbouncer.ini" <<-END
		[databases]
		stagefy = host=$RUN port=$(pg_port) dbname=stagefy
		[pgbouncer]
		listen_addr = 127.0.0.1
		listen_port = $port
		unix_socket_dir =
		auth_type = scram-sha-256
		auth_file = $folder/users
		pool_mode = transaction
		default_pool_size = 3
		server_round_robin = 1
	END
	echo "\"stagefy_api\" \"$(secret api-password)\"" >"$folder/users"
	chmod 755 "$folder"
	private "$folder"/{pgbouncer.ini,users}
	start pooled-pgbouncer "$VAR/log/pgbouncer.log" pgbouncer -q "$folder/pgbouncer.ini"
	start_beside pooled "$APP/bin/stagefy-api" PREPARE=off \
		"DATABASE_URL = postgresql://stagefy_api:$(secret api-password)@127.0.0.1:$port/stagefy?pgbouncer=true"
}

stop_pooled() {
	stop_beside pooled
	stop pooled-pgbouncer
}
