#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh [AREA…]: the API tests against the instance that the variables of `./dev env` name, or, when BASE_URL is not set,
# against the one of this clone. AREA is a file without .test.js; `faults` stands for those of faults/, which stop Postgres
# and workers, so nothing else may use the instance meanwhile. Without AREA: all but the faults, and then what the logs say.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if [[ -z ${BASE_URL:-} ]]; then
	while IFS= read -r line; do eval "export $line"; done < <(../../dev env)
fi
[[ -f node_modules/.package-lock.json ]] || npm ci

files=()
for area in "$@"; do
	if [[ $area == faults ]]; then files+=(faults/*.test.js); else files+=("${area%.test.js}.test.js"); fi
done
last=()
((${#files[@]} > 0)) || { files=(*.test.js) last=(after/*.test.js); }
# faults one after another: each takes the whole instance
jobs=4
[[ ${files[*]} != *faults/* ]] || jobs=1
status=0
node --test --test-concurrency="$jobs" --test-reporter="${TEST_REPORTER:-spec}" "${files[@]}" || status=1
((${#last[@]} == 0)) || node --test --test-reporter="${TEST_REPORTER:-spec}" "${last[@]}" || status=1
exit "$status"
