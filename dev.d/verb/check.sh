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

begin_checking "is checked"
mapfile -t parts < <(parts_in "$PARTS" "$@")
((${#parts[@]} > 0)) || exit 1
run_parts "${parts[@]}"
