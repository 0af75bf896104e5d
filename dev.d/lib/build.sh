# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# From sources to $VAR/app: outside the source tree, so that several instances can be made from one clone.

# The generated files of the build system lie in the clone: one at a time.
generate_configure() {
	exec 8<"$ROOT/configure.ac"
	flock 8
	local digest
	digest=$(content configure.ac Makefile.am m4 src/*/sources.am systemd/units.am tests/unit)
	if [[ ! -x $ROOT/configure || $(cat "$ROOT/autom4te.cache/stagefy" 2>/dev/null) != "$digest" ]]; then
		(cd "$ROOT" && autoreconf -i)
		mkdir -p "$ROOT/autom4te.cache"
		echo "$digest" >"$ROOT/autom4te.cache/stagefy"
	fi
	exec 8<&-
}

# configure_in FOLDER [ARGUMENT…]
configure_in() {
	local folder=$1
	shift
	mkdir -p "$folder"
	hint "if a library is missing, configure names its Debian package; if it asks for 'make distclean', run that in the clone."
	local configured
	configured="$ROOT $* $(content configure)"
	[[ -f $folder/Makefile && $(cat "$folder/stagefy-configured" 2>/dev/null) == "$configured" ]] && return 0
	(cd "$folder" && "$ROOT/configure" --quiet "$@")
	echo "$configured" >"$folder/stagefy-configured"
}

compile() {
	generate_configure
	configure_in "$VAR/build" --prefix="$APP" "$@"
	rm -f "$STEP_LOG.hint"
	make -C "$VAR/build" -j"$(nproc)" --no-print-directory
}

build_dashboard() {
	local digest
	npm_ci clients/typescript
	npm_ci www
	rm -f "$STEP_LOG.hint"
	"$VAR/build/stagefy" openapi >"$VAR/state/openapi.json"
	cmp -s "$VAR/state/openapi.json" "$ROOT/www/openapi.json" || cp "$VAR/state/openapi.json" "$ROOT/www/openapi.json"
	digest=$(content www clients)
	[[ -f $ROOT/www/dist/index.html ]] && fresh www "$digest" && return 0
	(cd "$ROOT/www" && with_node npm run build)
	stamp www "$(content www clients)"
}

install_app() {
	local digest
	digest=$(content configure.ac Makefile.am m4 src sql nginx systemd dev.d/again tests/payfast tests/ai www/dist/index.html)
	[[ -x $APP/bin/stagefy ]] && fresh app "$digest" && return 0
	make -C "$VAR/build" --no-print-directory install
	# where the run-time user can read it
	install -D -m 755 "$ROOT/dev.d/again" "$LIBEXEC/again"
	install -D -m 644 -t "$LIBEXEC/payfast" "$ROOT"/tests/payfast/*.mjs
	install -D -m 644 -t "$LIBEXEC/ai" "$ROOT"/tests/ai/*.mjs
	stamp app "$digest"
	touch "$VAR/state/app-changed"
}
