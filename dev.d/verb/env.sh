# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# env: where everything of the running instance is, as shell assignments: eval "$(./dev env)"
[[ -f $CONF ]] || die "there is no instance in $VAR; ./dev up makes one"
follow_options

# A value in single quotes, for any shell.
assign() { printf "%s='%s'\n" "$1" "${2//\'/\'\\\'\'}"; }

assign BASE_URL "$BASE_URL"
if own_database; then
	assign DATABASE_URL "$(pg_url stagefy_api)"
	assign ADMIN_DATABASE_URL "$(pg_url postgres)"
else
	assign DATABASE_URL "$(option DATABASE_URL)"
	assign ADMIN_DATABASE_URL "$(option DIRECT_URL)"
fi
# of the job workers: a role of its own
if own_database; then
	assign JOBS_DATABASE_URL "$(pg_url stagefy_jobs)"
else
	assign JOBS_DATABASE_URL "$(option JOBS_DATABASE_URL)"
fi
assign CA_FILE "$CA_FILE"
assign PGDATA "$PGDATA"
assign MAIL_DIR "$(option MAIL_DIR)"
# one word after another, so that it works in eval, sh -c and unquoted
assign WORKER_PIDS_COMMAND "pgrep -f ^${APP//[^A-Za-z0-9\/_-]/.}/bin/stagefy-api"
assign JOB_WORKER_PIDS_COMMAND "pgrep -f ^${APP//[^A-Za-z0-9\/_-]/.}/bin/stagefy-jobs"
assign LOG_FILES "$VAR/log/api.log $VAR/log/jobs.log $VAR/log/keys.log $VAR/log/nginx.log $VAR/log/nginx-error.log $VAR/log/postgres.log"
assign FCGI_SOCKET "$RUN/api.sock"
# where payments are made, and told to make trouble (tests/payfast)
assign PAYFAST_URL "$(option PAYFAST_URL)"
# where pictures are edited by a stand-in, and it is told to make trouble (tests/ai); empty: there is none
ai_url=$(option REPLICATE_URL)
[[ $ai_url == http://127.0.0.1:*/v1 ]] || ai_url=
assign AI_URL "${ai_url%/v1}"
