#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# reload.sh PID: each worker of that multiwatch finishes what it has in hand and is replaced, one after another. The sandbox shows
# processes and nothing else of /proc, which is too little for pgrep.
set -eu
workers=
for stat in /proc/[0-9]*/stat; do
	read -r pid _ _ parent _ <"$stat" || continue
	[ "$parent" != "$1" ] || workers="$workers $pid"
done 2>/dev/null
[ -n "$workers" ]
for worker in $workers; do
	kill -TERM "$worker" || continue
	while kill -0 "$worker" 2>/dev/null; do sleep 0.1; done
	sleep 0.3 # its successor starts
done
