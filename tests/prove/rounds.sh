# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# rounds COMMAND…: runs it with the number of the round as its last argument until PROVE_MINUTES are over, at least
# once; then the line `N passed, N failed`. A third failure ends it early.
rounds() {
	local passed=0 failed=0 round=0 until=$((SECONDS + ${PROVE_MINUTES:-20} * 60))
	while ((round == 0 || SECONDS < until)) && ((failed < 3)); do
		round=$((round + 1))
		if "$@" "$round" </dev/null; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "round $round has failed"
		fi
	done
	echo "$passed passed, $failed failed"
	((failed == 0))
}
