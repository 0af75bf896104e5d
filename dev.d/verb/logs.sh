# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# logs [-f]: the last lines of every log; -f goes on.
mapfile -t files < <(find "$VAR/log" -maxdepth 1 -name '*.log' 2>/dev/null | sort)
((${#files[@]} > 0)) || die "there are no logs in $VAR/log"
case ${1:-} in
'') exec tail -n 40 "${files[@]}" ;;
-f) exec tail -n 40 -F "${files[@]}" ;;
*) die "usage: ./dev logs [-f]" ;;
esac
