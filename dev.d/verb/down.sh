# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# down: stops the instance of this STAGEFY_VAR, wherever it was started.
[[ -d $VAR/run ]] || die "there is no instance in $VAR"
stop_all
