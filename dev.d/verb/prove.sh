# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# prove [NAME…] [--json FILE]: the long tests of tests/prove, or those named, one after another on an instance of its own;
# ends in one line `N passed, N failed`. What measures (faults) writes its figures to FILE.

PASSED=0
FAILED=0
PARTS=$ROOT/tests/prove
CHECK_JOBS=1

if [[ -z ${STAGEFY_CHECKING:-} ]]; then
	[[ -d $PARTS ]] || die "there are no long tests yet"
	# shellcheck disable=SC2046
	unset STAGEFY_CONF $(option_names)
	if (($# >= 2)) && [[ ${*: -2:1} == --json ]]; then
		PROVE_JSON=$(realpath -m "${*: -1}")
		export PROVE_JSON
		set -- "${@:1:$#-2}"
	fi
	exec env STAGEFY_CHECKING=yes STAGEFY_VAR="$VAR/prove" STAGEFY_PORT="$(free_port)" "$ROOT/dev" prove "$@"
fi

begin_checking "is proved"
mapfile -t parts < <(
	parts_needed "$ROOT/dev.d/check.d" instance node
	if (($# == 0)); then parts_in "$PARTS"; else printf '%s\n' "${@/#/$PARTS/}"; fi
)
for part in "${parts[@]}"; do [[ -f $part ]] || die "there is no long test '${part##*/}'"; done
run_parts "${parts[@]}"
