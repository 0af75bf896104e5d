# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Demo data: rows from sql/demo, then pictures through the API as anybody would upload them.

# Reads text from the schema's owner and people of sql/demo into the instance's own database, once a version.
load_demo_rows() {
	local file digest
	own_database || return 0
	[[ -d $ROOT/sql/demo ]] || return 0
	digest=$(content sql/demo)
	fresh demo "$digest" && return 0
	for file in "$ROOT"/sql/demo/*.sql; do
		echo "$file"
		PGOPTIONS='-c role=stagefy_owner' admin_psql -d stagefy --single-transaction -f "$file"
	done
	stamp demo "$digest"
}

# load_demo_pictures [LIST]: those of LIST alone, as dev.d/demo-pictures has it.
load_demo_pictures() {
	own_database || return 0
	[[ -f $ROOT/sql/demo/pictures.json ]] || return 0
	local digest
	digest=$(content dev.d/demo-pictures sql/demo/pictures.json www/art/scenes.svg)
	fresh pictures "$digest" && return 0
	CONNECT_TO=$(connect_to) "$ROOT/dev.d/demo-pictures" "$VAR/pictures" "$@"
	stamp pictures "$digest"
}
