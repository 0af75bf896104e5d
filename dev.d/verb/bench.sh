# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# bench [--json FILE]: requests through nginx against pgbench with the same SQL.
step "Debian packages" install_packages up bench
# shellcheck source=/dev/null
source "$ROOT/dev.d/bench"
