#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# reload.sh PID: each worker of that multiwatch finishes what it has in hand and is replaced, one after another. Run outside of the
# unit's sandbox, which hides them.
set -eu
workers=$(pgrep -P "$1")
for worker in $workers; do
	kill -TERM "$worker" || continue
	while kill -0 "$worker" 2>/dev/null; do sleep 0.1; done
	sleep 0.3 # its successor starts
done
