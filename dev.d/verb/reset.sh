# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# reset: stops the instance and forgets its data (database, files, passwords). Builds and tools stay.
[[ -d $VAR/run ]] || die "there is no instance in $VAR"
stop_all
forget_data
echo "The data of $VAR is gone; ./dev up begins anew."
