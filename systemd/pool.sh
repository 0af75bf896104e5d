#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# pool.sh BINDIR: the workers on one socket, as the options say; becomes multiwatch.
set -eu
option() { "$bindir/stagefy" config | sed -n "s/^$1 = //p"; }
bindir=$1
workers=$("$bindir/stagefy" workers)
exec spawn-fcgi -n -b 1024 -s "$(option RUNTIME_DIR)/api.sock" -M 0660 -- \
	/usr/bin/multiwatch -f "$workers" -r 1000000 -t 100 -s TERM -- "$bindir/stagefy-api"
