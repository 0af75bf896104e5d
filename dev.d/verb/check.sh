# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# check [PART…]: every short test on an instance of its own; ends in one line `N passed, N failed`. With names of
# files of dev.d/check.d: those parts and what they need.

PASSED=0
FAILED=0
PARTS=$ROOT/dev.d/check.d
CHECK_JOBS=$(nproc)
((CHECK_JOBS >= 2)) || CHECK_JOBS=2

# The same program again, in a place of its own and without anything from this shell that would change the results.
if [[ -z ${STAGEFY_CHECKING:-} ]]; then
	# shellcheck disable=SC2046
	unset STAGEFY_CONF $(option_names)
	exec env STAGEFY_CHECKING=yes STAGEFY_VAR="$VAR/check" STAGEFY_PORT="$(free_port)" STAGEFY_FSYNC=off "$ROOT/dev" check "$@"
fi

check_end() {
	local status=$?
	trap '' INT TERM HUP
	trap - EXIT
	step_cancel
	cancel_parts
	stop_all >/dev/null 2>&1
	((status == 0)) || ((FAILED > 0)) || FAILED=1
	printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
	((FAILED == 0))
	exit $?
}

# Data of the last run goes; what was built and fetched stays.
check_place() {
	make_user
	stop_all
	forget_data
	make_folders
	echo "$STAGEFY_PORT" >"$VAR/state/port"
	make_secrets
}

declare -A PART_PID=()
mkdir -p "$VAR"/{state,run,log/dev}
exec 9>"$VAR/run/lock"
flock -n 9 || die "another ./dev is working on $VAR"
ask_for_sudo up check
trap check_end EXIT
trap 'exit 130' INT TERM HUP

printf 'Stagefy is checked in %s\n\n' "$VAR"
step "Debian packages" install_packages up check
step "a place of its own" check_place
PORT=$STAGEFY_PORT
BASE_URL=https://localhost:$PORT
RUN=$(cat "$VAR/state/runtime-dir")

mapfile -t parts < <(parts_in "$PARTS" "$@")
((${#parts[@]} > 0)) || exit 1
run_parts "${parts[@]}"
