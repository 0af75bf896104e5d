# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Debian packages: those of dev.d/packages that are missing.

# packages_of GROUP…: "name" or "name command" a line
packages_of() {
	awk -v groups=" $* " '
		/^#/ || NF == 0 { next }
		/^\[/ { group = substr($1, 2, length($1) - 2); next }
		index(groups, " " group " ") { print $1, ($2 == "unless" ? $3 : "") }' "$ROOT/dev.d/packages"
}

# nchan insists on nginx's own folder for bodies, whatever the configuration says; nginx makes it when root first starts it.
has_folder() { [[ $1 != libnginx-mod-nchan || -d /var/lib/nginx/body ]]; }

packages_missing() {
	local name command installed
	installed=" $(dpkg-query -W -f '${Status} ${Package} ' 2>/dev/null | grep -oE 'install ok installed [^ ]+' | cut -d' ' -f4 | tr '\n' ' ')"
	packages_of "$@" | while read -r name command; do
		if [[ -n $command ]] && command -v "$command" >/dev/null; then continue; fi
		if [[ $installed == *" $name "* ]] && has_folder "$name"; then continue; fi
		echo "$name"
	done
}

install_packages() {
	local -a missing as_root=()
	mapfile -t missing < <(packages_missing "$@")
	((${#missing[@]} > 0)) || return 0
	note "${#missing[@]} packages"
	echo "missing: ${missing[*]}"
	if ((EUID != 0)); then
		hint "install them as root, then run the same command again: apt-get install --no-install-recommends ${missing[*]}"
		command -v sudo >/dev/null || return 1
		as_root=(sudo -n)
	else
		hint "see whether the package sources of this machine can be reached (apt-get update), then run the same command again."
	fi
	"${as_root[@]}" "$ROOT/dev.d/install-packages" "${missing[@]}"
}

# sudo asks for its password here, where a person can see it, not inside a step.
ask_for_sudo() {
	((EUID != 0)) && [[ -n $(packages_missing "$@") ]] && command -v sudo >/dev/null || return 0
	sudo -v || die "sudo is needed to install Debian packages: $(packages_missing "$@" | tr '\n' ' ')"
}
