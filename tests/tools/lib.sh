# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# For scripts that check one thing after another and end in `N passed, N failed`.
passed=0
failed=0

# ok NAME COMMAND…: one check
ok() {
	local name=$1 out
	shift
	if out=$("$@" 2>&1); then
		passed=$((passed + 1))
		printf 'ok %s\n' "$name"
	else
		failed=$((failed + 1))
		printf 'FAILED %s\n' "$name"
		[[ -z $out ]] || head -n 20 <<<"$out" | cut -c1-300 | sed 's/^/    /'
	fi
}

same() { [[ $1 == "$2" ]] || { printf 'got:    %s\nwanted: %s\n' "$1" "$2"; return 1; }; }
has() { [[ $1 == *"$2"* ]] || { printf 'no %s in:\n%s\n' "$2" "$1"; return 1; }; }
lacks() { [[ $1 != *"$2"* ]] || { printf '%s stands in:\n%s\n' "$2" "$1"; return 1; }; }

summary() {
	echo "$passed passed, $failed failed"
	((failed == 0))
}
