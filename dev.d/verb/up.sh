# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# up [--detach]: installs, builds, makes or upgrades the instance, starts it.

detach=
case ${1:-} in
'') ;;
--detach) detach=yes ;;
*) die "usage: ./dev up [--detach]" ;;
esac

up_interrupted() {
	trap '' INT TERM HUP
	step_cancel
	printf '\n'
	up_stop
	exit 130
}

up_stop() {
	[[ -n ${STARTED:-} && -d $STARTED ]] || return 0
	printf '  stopping …\n'
	stop_started
	printf '  stopped\n'
}

up_prepare() {
	ask_for_sudo up
	if [[ ! -w $(dirname "$VAR") && ! -w $VAR ]] && ((EUID != 0)); then die "cannot write to '$(dirname "$VAR")'; set STAGEFY_VAR to a folder of yours"; fi
	mkdir -p "$VAR"/{state,run,log/dev}
	exec 9>"$VAR/run/lock"
	flock -n 9 || die "another ./dev is working on $VAR"
	if ! alive nginx; then
		PORT=${STAGEFY_PORT:-8443}
		port_taken "$PORT" && die "another program listens on port $PORT; choose one: STAGEFY_PORT=9443 ./dev up"
		BASE_URL=https://localhost:$PORT
	fi
	export STARTED=$VAR/run/started.$$
	mkdir -p "$STARTED"
}

up_make() {
	step "Debian packages" install_packages up
	step "folders" up_folders
	RUN=$(cat "$VAR/state/runtime-dir")
	step "programs" compile
	step "Node" install_node
	step "dashboard" build_dashboard
	step "installation into ${APP#"$ROOT/"}" install_app
	step "keys and certificate" make_secrets
}

up_folders() {
	make_user
	make_folders
}

up_start() {
	step "Postgres" up_postgres
	step "options" write_options
	follow_options
	step "database schema" migrate
	step "demo data" load_demo_rows
	step "nginx's configuration" write_nginx
	take_up_changes
	step "issuers' keys" start_keys
	step "PayFast's stand-in" start_payfast
	# of no use to anybody but tests: others are told how to get a key
	if [[ $(option REPLICATE_URL) == http://127.0.0.1:* ]]; then step "picture editors' stand-in" start_ai; fi
	step "pool of $(stagefy workers) workers" start_pool
	step "$(job_workers) job workers" start_jobs
	echo "$PORT" >"$VAR/state/port"
	step "nginx" start_nginx
	step "first answer" wait_for_health
	step "demo pictures" load_demo_pictures
}

up_postgres() {
	pg_make
	pg_start
	pg_prepare
}

up_tell() {
	printf '\n  Stagefy is at  %s\n  certificate    %s (trust it in your browser, or accept the warning)\n' "$BASE_URL" "$CA_FILE"
	if own_database; then
		printf '\n'
		stagefy demo | sed 's/^/  /'
	fi
	printf '\n'
}

# Until Ctrl-C. What runs is in sessions of its own and is stopped by us, in order.
up_wait() {
	if [[ -z $(ls -A "$STARTED") ]]; then
		rmdir "$STARTED"
		printf '  It was running already. ./dev down stops it.\n'
		return 0
	fi
	printf '  Ctrl-C stops it. Logs: ./dev logs\n'
	exec 9>&-
	while alive nginx; do sleep 1 & wait $!; done
	printf '\n  nginx has ended.\n'
	up_stop
}

printf 'Stagefy in %s\n\n' "$VAR"
trap up_interrupted INT TERM HUP
trap '[[ $? -eq 0 ]] || up_stop' EXIT
up_prepare
up_make
up_start
up_tell
if [[ -n $detach ]]; then
	rm -rf "$STARTED"
	printf '  It runs in the background. ./dev down stops it.\n'
else
	up_wait
fi
