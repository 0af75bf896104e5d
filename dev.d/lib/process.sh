# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Long-running programs: started in sessions of their own, so that Ctrl-C at the terminal is ours to act on, and
# known by process id and start time in var/run/NAME.pid.

# Nothing for a process that has ended and only waits to be noticed by its parent.
started_at() { awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null; }

process_id() {
	local pid at
	read -r pid at 2>/dev/null <"$VAR/run/$1.pid" || return 1
	[[ -n $at && $(started_at "$pid") == "$at" ]] && echo "$pid"
}

alive() { process_id "$1" >/dev/null; }

# start NAME LOG COMMAND…
start() {
	local name=$1 log=$2 pid
	shift 2
	alive "$name" && return 0
	"${AS[@]}" touch "$log"
	(
		cd /
		"${CLEAN[@]}" setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
		echo "$! $(started_at $!)" >"$VAR/run/$name.pid"
	)
	sleep 0.05
	pid=$(process_id "$name") || {
		tail -n 5 "$log"
		hint "$name ended at once; it says why in $log."
		return 1
	}
	echo "$name runs as process $pid"
	mark_started "$name"
}

# What this run of ./dev started, for Ctrl-C; the folder is up's.
mark_started() { [[ -z ${STARTED:-} ]] || touch "$STARTED/$1"; }

# stop NAME [SECONDS]: asks with TERM, then ends the whole session
stop() {
	local pid waited=0
	pid=$(process_id "$1") || { rm -f "$VAR/run/$1.pid"; return 0; }
	kill -TERM "$pid" 2>/dev/null || true
	while alive "$1" && ((waited++ < ${2:-10} * 20)); do sleep 0.05; done
	kill -KILL -- "-$pid" 2>/dev/null || true
	rm -f "$VAR/run/$1.pid"
}
