# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# token EMAIL [--agency SLUG]: a session token of the local issuer, for curl.
[[ -f $CONF ]] || die "there is no instance in $VAR; ./dev up makes one"
[[ $# -gt 0 ]] || die "usage: ./dev token EMAIL [--agency SLUG]"
stagefy token "$@"
