# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Running parts (files of dev.d/check.d): several at a time, each after those it names, and counting what passed.
#
# A part tells its result with `count`, or by its exit status alone: 0 is one passed, else one failed.

# head_of FILE WORD: the words behind "# WORD:" in the part's head
head_of() { sed -n "s/^# $2: *//p" "$1" | head -1; }

# count PASSED FAILED: for use inside a part; may be called several times
count() { echo "$1 $2" >>"$PART_RESULT"; }

# count_summary FILE: the last line of the form `N passed, N failed`, with which our own runners end
count_summary() {
	local line
	line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$1" | tail -1) || true
	[[ -n $line ]] || { echo "no line 'N passed, N failed' in $1"; count 0 1; return 0; }
	# shellcheck disable=SC2086
	set -- ${line//[^0-9]/ }
	count "$1" "$2"
}

# run_summary COMMAND…: runs it and takes its last line
run_summary() {
	local status=0
	"$@" 2>&1 | tee "$PART_LOG.run" || status=$?
	count_summary "$PART_LOG.run"
	return "$status"
}

# run_node_tests ARGUMENT…: node's own test runner
run_node_tests() {
	local status=0 log=$PART_LOG.run
	with_node node --test --test-reporter=spec --test-reporter-destination=stdout \
		--test-reporter=tap --test-reporter-destination="$log" "$@" || status=$?
	count "$(sed -n 's/^# pass //p' "$log" | tail -1)" \
		"$(($(sed -n 's/^# fail //p' "$log" | tail -1) + $(sed -n 's/^# cancelled //p' "$log" | tail -1)))"
	return "$status"
}

# count_words FILE: the lines with sums that Playwright ("12 passed", "1 failed", "1 did not run") and vitest
# ("Tests  1 failed | 66 passed") print at their end
count_words() {
	local sums
	sums=$(sed 's/\x1b\[[0-9;]*m//g' "$1" | awk '
		/^ *(Tests +)?[0-9]+ (passed|failed|did not run|interrupted)/ {
			for (i = 1; i < NF; i++) {
				if ($(i + 1) == "passed") passed = $i
				if ($i ~ /^[0-9]+$/ && $(i + 1) ~ /^(failed|did|interrupted)$/) failed += $i
			}
		}
		END { print passed + 0, failed + 0 }')
	# shellcheck disable=SC2086
	count $sums
}

# One part, in a process of its own. An executable file is a program that knows the instance by what ./dev env
# prints and ends in the line `N passed, N failed`; any other is sourced.
part_run() { # FILE
	local name status=0 passed=0 failed=0 p f
	name=$(basename "$1")
	export PART_LOG=$VAR/log/check/$name.log PART_RESULT=$VAR/state/check/$name.result
	rm -f "$PART_RESULT" "$PART_LOG"*
	# in the background, since behind || bash would not stop at a failing command
	(
		set -euo pipefail
		export STEP_LOG=$PART_LOG
		cd "$ROOT"
		if [[ -x $1 ]]; then
			test_environment
			run_summary "$1"
		else
			# shellcheck source=/dev/null
			source "$1"
		fi
	) </dev/null >"$PART_LOG" 2>&1 &
	wait $! || status=$?
	while read -r p f; do
		passed=$((passed + ${p:-0}))
		failed=$((failed + ${f:-0}))
	done < <(cat "$PART_RESULT" 2>/dev/null)
	if ((status != 0 && failed == 0)); then failed=1; fi
	if ((status == 0 && passed + failed == 0)); then passed=1; fi
	echo "$passed $failed" >"$PART_RESULT"
}

# Whether FILE may begin: "yes", "no" (something before it is still to be done), or the part it needs that failed.
part_ready() {
	local name passed failed state=yes
	for name in $(head_of "$1" needs) $(head_of "$1" after); do
		[[ ${PART_STATE[$name]:-done} == 'done' ]] || state=no # what is not in this run is not waited for
	done
	for name in $(head_of "$1" needs); do
		[[ ${PART_STATE[$name]:-} == 'done' ]] || continue
		read -r passed failed <"$VAR/state/check/$name.result"
		((failed == 0)) || { echo "$name"; return 0; }
	done
	echo "$state"
}

# part_failures LOG: how the log ends, and before it what Node's runner lists as failed, if others have run since
part_failures() {
	local log end
	log=$(sed 's/\x1b\[[0-9;]*m//g' "$1")
	end=$(grep -vE '^[[:space:]]*(✔|ok |PASS:)' <<<"$log" | tail -n 25)
	[[ $end == *'✖ failing tests:'* ]] || awk '/^✖ failing tests:/ { left = 40 } /^(▶|✔|ℹ)/ { left = 0 } left-- > 0' <<<"$log"
	echo "$end"
}

part_tell() { # NAME BEGAN
	local passed failed mark=✓
	read -r passed failed <"$VAR/state/check/$1.result"
	PART_STATE[$1]='done'
	PASSED=$((PASSED + passed))
	FAILED=$((FAILED + failed))
	((failed == 0)) || mark=✗
	printf '  %s %-18s %5d passed %4d failed %7s s\n' "$mark" "$1" "$passed" "$failed" "$(seconds_since "$2")"
	if ((failed > 0)); then
		part_failures "$VAR/log/check/$1.log" | sed 's/^/      │ /'
		printf '      %s\n' "$VAR/log/check/$1.log"
	fi
}

# The seconds from when PART begins until the last of those that wait for it is done, roughly: in PART_WEIGHT.
weigh_part() { # PART FILE…
	local name=$1 file most=0 own
	shift
	[[ -z ${PART_WEIGHT[$name]:-} ]] || return 0
	for file in "$@"; do
		[[ $(basename "$file") != "$name" ]] || own=$(head_of "$file" takes)
		[[ " $(head_of "$file" needs) $(head_of "$file" after) " == *" $name "* ]] || continue
		weigh_part "$(basename "$file")" "$@"
		((PART_WEIGHT[$(basename "$file")] <= most)) || most=${PART_WEIGHT[$(basename "$file")]}
	done
	PART_WEIGHT[$name]=$((most + ${own:-5}))
}

# by_weight FILE…: those first that most is waiting for, so that no processor is left over at the end
by_weight() {
	local file
	declare -A PART_WEIGHT
	for file in "$@"; do weigh_part "$(basename "$file")" "$@"; done
	for file in "$@"; do echo "${PART_WEIGHT[$(basename "$file")]} $file"; done | sort -s -k 1,1nr | cut -d ' ' -f 2-
}

# run_parts FILE…: all of them, at most CHECK_JOBS at a time
run_parts() {
	local file name pid running=0 ready finished ordered
	mapfile -t ordered < <(by_weight "$@")
	set -- "${ordered[@]}"
	mkdir -p "$VAR/log/check" "$VAR/state/check"
	for file in "$@"; do PART_STATE[$(basename "$file")]=waiting; done
	while :; do
		finished=yes
		for file in "$@"; do
			name=$(basename "$file")
			[[ ${PART_STATE[$name]} == waiting ]] || continue
			finished=
			((running < CHECK_JOBS)) || continue
			ready=$(part_ready "$file")
			if [[ $ready != yes && $ready != no ]]; then
				echo "not run: it needs '$ready', which has failed" >"$VAR/log/check/$name.log"
				echo "0 1" >"$VAR/state/check/$name.result"
				part_tell "$name" "${EPOCHREALTIME/[.,]/}"
			elif [[ $ready == yes ]]; then
				PART_BEGAN[$name]=${EPOCHREALTIME/[.,]/}
				PART_STATE[$name]=running
				set -m
				(set +m; part_run "$file") &
				PART_PID[$name]=$!
				set +m
				running=$((running + 1))
			fi
		done
		if ((running == 0)); then
			[[ -n $finished ]] && break
			continue
		fi
		pid=
		wait -n -p pid "${PART_PID[@]}" || true
		for name in "${!PART_PID[@]}"; do
			[[ ${PART_PID[$name]} == "$pid" ]] || continue
			unset "PART_PID[$name]"
			running=$((running - 1))
			part_tell "$name" "${PART_BEGAN[$name]}"
		done
	done
}

cancel_parts() {
	local name
	for name in "${!PART_PID[@]}"; do kill -TERM -- "-${PART_PID[$name]}" 2>/dev/null || true; done
}

# part_applies FILE: whether its subject exists ("# if: PATH")
part_applies() {
	local path
	path=$(head_of "$1" if)
	[[ -z $path || -e $ROOT/$path ]]
}

# parts_in FOLDER [NAME…]: all that apply, or those that are named with what they need
parts_in() {
	local folder=$1 file
	shift
	if (($# > 0)); then
		parts_needed "$folder" "$@" | awk '!seen[$0]++'
		return
	fi
	for file in "$folder"/*; do
		if [[ -f $file && $file != *.md && $file != *.sh ]] && part_applies "$file"; then echo "$file"; fi
	done
}

parts_needed() {
	local folder=$1 name
	shift
	for name in "$@"; do
		[[ -f $folder/$name ]] || die "there is no part '$name' in ${folder#"$ROOT/"}"
		part_applies "$folder/$name" || continue
		# shellcheck disable=SC2046
		parts_needed "$folder" $(head_of "$folder/$name" needs)
		echo "$folder/$name"
	done
}

check_end() {
	local status=$?
	trap '' INT TERM HUP
	trap - EXIT
	step_cancel
	cancel_parts
	stop_all >/dev/null 2>&1
	[[ -n $RUN ]] && rm -rf "$RUN"
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

# begin_checking WORDS: for the verbs; from here on every end of ./dev prints the one line with the sums
begin_checking() {
	declare -gA PART_PID=() PART_STATE=() PART_BEGAN=()
	mkdir -p "$VAR"/{state,run,log/dev}
	exec 9>"$VAR/run/lock"
	flock -n 9 || die "another ./dev is working on $VAR"
	ask_for_sudo up check
	trap check_end EXIT
	trap 'exit 130' INT TERM HUP
	printf 'Stagefy %s in %s\n\n' "$1" "$VAR"
	step "Debian packages" install_packages up check
	step "a place of its own" check_place
	PORT=$STAGEFY_PORT
	BASE_URL=https://localhost:$PORT
	RUN=$(cat "$VAR/state/runtime-dir")
}
