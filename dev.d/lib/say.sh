# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# What the person at the terminal sees: one line a step, with its seconds; and what to do when one fails.

STEP_PID= # of the running step

die() {
	printf '%s\n' "./dev: $*" >&2
	exit 1
}

# hint TEXT: for use inside a step; shown if it fails.
hint() { printf '%s\n' "$*" >>"$STEP_LOG.hint"; }

# note TEXT: for use inside a step; shown beside it while it runs.
note() { printf '%s' "$*" >"$STEP_LOG.note"; }

seconds_since() { # microseconds since the epoch → "1.2"
	local tenths=$(((${EPOCHREALTIME/[.,]/} - $1) / 100000))
	printf '%d.%d' $((tenths / 10)) $((tenths % 10))
}

# step TITLE COMMAND…: runs it with its output in a log of its own. A failure ends ./dev.
step() {
	local title=$1 began=${EPOCHREALTIME/[.,]/} status=0
	shift
	mkdir -p "$VAR/log/dev"
	export STEP_LOG=$VAR/log/dev/${title//[^A-Za-z0-9]/-}.log
	rm -f "$STEP_LOG" "$STEP_LOG".{hint,note}
	# a process group of its own, so that Ctrl-C can end all of it
	set -m
	(
		set +m
		set -euo pipefail
		"$@"
	) </dev/null >"$STEP_LOG" 2>&1 &
	STEP_PID=$!
	set +m
	[[ -t 1 ]] && step_watch "$title" "$began"
	wait "$STEP_PID" || status=$?
	STEP_PID=
	[[ -t 1 ]] && printf '\r\033[K'
	if ((status == 0)); then
		printf '  ✓ %-44s %6s s\n' "$title" "$(seconds_since "$began")"
		return 0
	fi
	step_failed "$title" "$status"
	exit 1
}

step_watch() {
	while kill -0 "$STEP_PID" 2>/dev/null; do
		printf '\r\033[K  … %-44s %6s s  %s' "$1" "$(seconds_since "$2")" "$(cat "$STEP_LOG.note" 2>/dev/null)"
		sleep 0.2
	done
}

step_failed() {
	{
		printf '  ✗ %s\n\n' "$1 (status $2)"
		tail -n 15 "$STEP_LOG" | sed 's/^/    │ /'
		printf '\n    What to do: %s\n' \
			"$(cat "$STEP_LOG.hint" 2>/dev/null || echo "correct what the lines above say, then run the same command again.")"
		printf '    Whole log:  %s\n\n' "$STEP_LOG"
	} >&2
}

# Ends a running step with everything it started.
step_cancel() {
	[[ -n $STEP_PID ]] && kill -TERM -- "-$STEP_PID" 2>/dev/null
	STEP_PID=
	return 0
}
