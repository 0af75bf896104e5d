# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# A step is done again when what it is made from has changed, by content.

# content PATH…: one digest of all files below the paths (of this repository); paths need not exist.
content() {
	(
		cd "$ROOT" || exit
		{ find "$@" \( -name node_modules -o -name dist -o -name '*~' \) -prune -o -type f -print0 2>/dev/null || true; } |
			sort -z | xargs -0 -r sha256sum | sha256sum | cut -d' ' -f1
	)
}

# fresh NAME DIGEST: whether the step was last done with this content.
fresh() { [[ $(cat "$VAR/state/$1.stamp" 2>/dev/null) == "$2" ]]; }
stamp() { printf '%s\n' "$2" >"$VAR/state/$1.stamp"; }
