# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Node for the dashboard's build and the tests. Debian's is 18, several tools need 22.19: where the machine has
# none that is new enough, the npm registry's own package of the program goes to var/tools, with an npm of its age.

NODE_LEAST=22.19
NODE_TOOLS=$VAR/tools/node

# What the machine trusts, Node shall trust too: a network with an authority of its own puts it there.
export NODE_EXTRA_CA_CERTS=${NODE_EXTRA_CA_CERTS:-/etc/ssl/certs/ca-certificates.crt}

node_new_enough() {
	local version
	version=$("$1" --version 2>/dev/null) && [[ $(printf '%s\n' "$NODE_LEAST" "${version#v}" | sort -V | head -1) == "$NODE_LEAST" ]]
}

# PATH with our Node in front, where the machine's own will not do.
node_path() {
	if [[ -x $NODE_TOOLS/bin/node ]]; then echo "$NODE_TOOLS/bin:$PATH"; else echo "$PATH"; fi
}

with_node() { PATH=$(node_path) "$@"; }

install_node() {
	local arch wanted
	command -v node >/dev/null && node_new_enough node && return 0
	wanted=$(cat "$ROOT/dev.d/node-version")
	node_new_enough "$NODE_TOOLS/bin/node" && fresh node "$wanted" && return 0
	case $(uname -m) in
	x86_64) arch=x64 ;;
	aarch64) arch=arm64 ;;
	*) hint "install Node $NODE_LEAST or later yourself: there is no npm package of it for $(uname -m)" && return 1 ;;
	esac
	hint "see whether the npm registry can be reached (npm ping), then run the same command again; or install Node $NODE_LEAST or later yourself."
	mkdir -p "$NODE_TOOLS/bin"
	npm install --no-audit --no-fund --no-save --ignore-scripts --prefix "$NODE_TOOLS" "node-linux-$arch@$wanted" npm@10
	ln -sf "$NODE_TOOLS/node_modules/node-linux-$arch/bin/node" "$NODE_TOOLS/bin/node"
	ln -sf "$NODE_TOOLS/node_modules/npm/bin/npm-cli.js" "$NODE_TOOLS/bin/npm"
	ln -sf "$NODE_TOOLS/node_modules/npm/bin/npx-cli.js" "$NODE_TOOLS/bin/npx"
	"$NODE_TOOLS/bin/node" --version
	stamp node "$wanted"
}

# npm_ci FOLDER: installs what its lock file says, when that has changed or the result is gone. A registry may fail for a
# moment, and npm then leaves a part behind: its own note of the whole is what it writes last.
npm_ci() {
	local folder=$1 digest try
	digest=$(content "$folder/package-lock.json")
	[[ -d $ROOT/$folder/node_modules && $(cat "$ROOT/$folder/node_modules/.stagefy-lock" 2>/dev/null) == "$digest" ]] && return 0
	hint "see whether the npm registry can be reached (npm ping), then run the same command again."
	for try in 1 2 3; do
		if (cd "$ROOT/$folder" && with_node npm ci --no-audit --no-fund) && [[ -f $ROOT/$folder/node_modules/.package-lock.json ]]; then break; fi
		((try < 3)) || return 1
		sleep "$((try * 5))"
	done
	echo "$digest" >"$ROOT/$folder/node_modules/.stagefy-lock"
}
