# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# stagefy ARGUMENT…: the operator's command, with this instance's options.
[[ -x $APP/bin/stagefy ]] || die "there is no instance in $VAR; ./dev up makes one"
stagefy "$@"
