#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# jobs.sh BINDIR: as many job workers as the options say; becomes multiwatch.
set -eu
workers=$("$1/stagefy" config | sed -n 's/^JOB_WORKERS = //p')
exec /usr/bin/multiwatch -f "${workers:-2}" -r 1000000 -t 100 -s TERM -- "$1/stagefy-jobs"
