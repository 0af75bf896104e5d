# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The programs around Postgres: the issuers' keys, the pools of workers and job workers, nginx. In the order of starting.

start_keys() {
	start keys "$VAR/log/keys.log" "$LIBEXEC/again" "$RUN/keys.pid" "$APP/bin/stagefy" keys
}

# The socket is made once by spawn-fcgi and shared by all workers; multiwatch replaces one that ends, and `again`
# replaces multiwatch.
start_pool() {
	local workers
	workers=$(stagefy workers)
	start pool "$VAR/log/api.log" "$LIBEXEC/again" "$RUN/multiwatch.pid" \
		spawn-fcgi -n -b 1024 -s "$RUN/api.sock" -M 0660 -- \
		/usr/bin/multiwatch -f "$workers" -r 1000000 -t 100 -s TERM -- "$APP/bin/stagefy-api"
}

job_workers() {
	local wanted
	wanted=$(option JOB_WORKERS)
	echo "${wanted:-2}"
}

# A job worker that ends is replaced at once, as the others are.
start_jobs() {
	start jobs "$VAR/log/jobs.log" "$LIBEXEC/again" "$RUN/jobs-multiwatch.pid" \
		/usr/bin/multiwatch -f "$(job_workers)" -r 1000000 -t 100 -s TERM -- "$APP/bin/stagefy-jobs"
}

# Where the instance's own PayFast (tests/payfast) listens: chosen once, and again when somebody else has taken it.
payfast_port() {
	local at
	at=$(cat "$VAR/state/payfast-port" 2>/dev/null || true)
	if [[ -z $at ]] || { ! alive payfast && port_taken "$at"; }; then
		at=$(free_port)
		echo "$at" >"$VAR/state/payfast-port"
	fi
	echo "$at"
}

# Not where STAGEFY_CONF names another. Its program is copied to where the run-time user may read it.
start_payfast() {
	local at url node
	at=$(payfast_port)
	url=$(option PAYFAST_URL)
	[[ $url == "http://127.0.0.1:$at" ]] || { stop payfast; return 0; }
	node=$(PATH=$(node_path) command -v node)
	start payfast "$VAR/log/payfast.log" "$node" "$LIBEXEC/payfast/server.mjs" "$at" "$(option PAYFAST_MERCHANT_ID)" \
		"$(option PAYFAST_MERCHANT_KEY)" "$(option PAYFAST_PASSPHRASE)" "$CA_FILE"
}

# The stand-in of those who edit pictures (tests/ai), where the options name one on this machine: those of tests do.
start_ai() {
	local url node
	url=$(option REPLICATE_URL)
	[[ $url == http://127.0.0.1:*/v1 ]] || { stop ai; return 0; }
	url=${url#http://127.0.0.1:}
	node=$(PATH=$(node_path) command -v node)
	start ai "$VAR/log/ai.log" "$node" "$LIBEXEC/ai/server.mjs" "${url%/v1}" "$(option REPLICATE_TOKEN)" "$(option REPLICATE_WEBHOOK_SECRETS)" \
		"$(option DASHSCOPE_KEY)" "$(option GEMINI_KEY)" "$CA_FILE"
}

write_nginx() {
	local out=$VAR/nginx
	"${AS[@]}" mkdir -p "$VAR/storage/.incoming"
	stagefy nginx --out "$out" --logs "$VAR/log" --temp "$out/temp"
	(cd / && "${CLEAN[@]}" nginx -t -q -e "$VAR/log/nginx-error.log" -c "$out/nginx.conf")
}

# run_nginx NAME RUNTIME_FOLDER CONFIGURATION. A socket that a killed one has left would keep it from starting.
run_nginx() {
	"${AS[@]}" rm -f "$2/events.sock"
	start "$1" "$VAR/log/nginx-error.log" nginx -e "$VAR/log/nginx-error.log" -c "$3" -g 'daemon off;'
}

start_nginx() {
	hint "if the port is taken, choose another: STAGEFY_PORT=9443 ./dev up. nginx says more in $VAR/log/nginx-error.log."
	if alive nginx; then return 0; fi
	if port_taken "$PORT"; then echo "another program listens on port $PORT" && return 1; fi
	run_nginx nginx "$RUN" "$VAR/nginx/nginx.conf"
	local waited=0
	until port_taken "$PORT"; do
		sleep 0.05
		if ((waited++ > 100)) || ! alive nginx; then
			tail -n 5 "$VAR/log/nginx-error.log"
			return 1
		fi
	done
}

wait_for_health() {
	local waited=0
	hint "the workers say why in $VAR/log/api.log."
	until [[ $(ask /api/health -o /dev/null -w '%{http_code}') == 200 ]]; do
		((waited++ < 100)) || { ask /api/health --show-error; return 1; }
		sleep 0.1
	done
}

# After a new build or with other options: the pool takes it up without a request failing, nginx too.
take_up_changes() {
	[[ -e $VAR/state/app-changed ]] || return 0
	stop pool
	stop jobs
	stop keys
	stop payfast
	stop ai
	if alive nginx; then kill -HUP "$(process_id nginx)"; fi
	rm -f "$VAR/state/app-changed"
}

# What this run of ./dev started, newest first.
stop_started() {
	local name
	for name in nginx pool jobs keys payfast ai; do
		[[ -e $STARTED/$name ]] && stop "$name"
	done
	[[ -e $STARTED/postgres ]] && pg_stop
	rm -rf "$STARTED" "$VAR/state/port"
}

stop_all() {
	local name
	for name in {sanitized,s3,swift,proxied,pooled}-{nginx,pool} s3-jobs proxied-keys pooled-pgbouncer nginx pool jobs keys payfast ai; do stop "$name"; done
	for name in "$VAR"/pg "$VAR"/pg-sql; do PGDATA=$name pg_stop; done
	rm -rf "$VAR"/run/started.* "$VAR/state/port"
}

# Everything an instance holds that is not made from sources alone.
forget_data() {
	if [[ -n $RUN && -d $RUN ]]; then rm -rf "$RUN"; fi
	rm -rf "$VAR"/{pg,pg-sql,storage,keys,mail,secrets,tls,nginx,stagefy.conf}
	rm -f "$VAR"/state/{schema,demo,pictures}.stamp "$VAR"/state/{pg-port,runtime-dir,port,payfast-port}
}
