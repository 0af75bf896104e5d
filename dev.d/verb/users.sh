# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# users: a line each: e-mail, agency, role.
[[ -f $CONF ]] || die "there is no instance in $VAR; ./dev up makes one"
stagefy users "$@"
