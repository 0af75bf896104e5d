#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# reload.sh PID: each worker of that multiwatch finishes what it has in hand and is replaced, one after another.
set -eu
for worker in $(pgrep -P "$1"); do
	kill -TERM "$worker" || continue
	while kill -0 "$worker" 2>/dev/null; do sleep 0.1; done
	sleep 0.3 # its successor starts
done
