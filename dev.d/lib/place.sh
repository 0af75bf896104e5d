# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Where an instance lives and as whom it runs.
#
#   ROOT  this folder          VAR   everything the instance makes
#   APP   what `make install` made    RUN   sockets: a short path that only the run-time user may enter
#   PORT  of nginx             AS    prefix of a command that runs as the run-time user

umask 022

# Whether every folder above (and it itself) may be entered by anybody.
open_to_all() {
	local at=$1
	while [[ -n $at && $at != / ]]; do
		[[ ! -e $at || $(stat -c %A "$at") == *[xt] ]] || return 1
		at=${at%/*}
	done
}

if ((EUID == 0)); then
	# initdb refuses root, and nothing that listens needs it: a system user runs it all.
	OWNER=stagefy
	AS=(setpriv --reuid="$OWNER" --regid="$OWNER" --init-groups --)
	# That user cannot enter a clone under /root.
	if open_to_all "$ROOT"; then
		VAR=$ROOT/var
	else
		VAR=${ROOT#/}
		VAR=/var/lib/stagefy-dev/${VAR//[^A-Za-z0-9]/-}
	fi
else
	OWNER=$(id -un)
	AS=()
	VAR=$ROOT/var
fi
if [[ -n ${STAGEFY_VAR:-} ]]; then
	case $STAGEFY_VAR in
	/*) VAR=$STAGEFY_VAR ;;
	*) VAR=$ROOT/$STAGEFY_VAR ;;
	esac
fi
[[ $VAR != *[[:space:]\"\'\\\$\;\{\}@]* ]] || die "the folder '$VAR' has a character in its name that Postgres or nginx cannot take; set STAGEFY_VAR to another"

APP=$VAR/app
LIBEXEC=$APP/libexec
RUN=$(cat "$VAR/state/runtime-dir" 2>/dev/null || true)
PORT=$(cat "$VAR/state/port" 2>/dev/null || echo "${STAGEFY_PORT:-8443}")
CONF=$VAR/stagefy.conf
BASE_URL=https://localhost:$PORT
CA_FILE=$VAR/tls/ca.pem

# Programs of the instance see these variables and no others: a DATABASE_URL that is exported in this shell for
# some other project must not become ours.
CLEAN=("${AS[@]}" env -i PATH="$APP/bin:/usr/lib/postgresql/15/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"
	HOME="$VAR" LANG=C.UTF-8 TZ=UTC STAGEFY_CONF="$CONF")
stagefy() { (cd / && "${CLEAN[@]}" "$APP/bin/stagefy" "$@"); }

make_user() {
	((EUID == 0)) || return 0
	getent passwd "$OWNER" >/dev/null && return 0
	useradd --system --user-group --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin "$OWNER"
}

make_folders() {
	mkdir -p "$VAR"/{state,log/dev,run,tls,secrets,storage,keys,mail,nginx,tools}
	if ! "${AS[@]}" test -x "$VAR"; then
		hint "the user '$OWNER', as whom the servers run, cannot enter '$VAR'. Set STAGEFY_VAR to a folder that anybody may enter, for example under /var/lib."
		return 1
	fi
	chmod 700 "$VAR/secrets" "$VAR/storage" "$VAR/keys" "$VAR/mail"
	if ((EUID == 0)); then
		chown "$OWNER:$OWNER" "$VAR"/{log,secrets,storage,keys,mail,nginx}
	fi
	make_runtime_dir
}

# Remembered, and made again when it is gone (a restart empties /run and /tmp) or is not ours.
make_runtime_dir() {
	local parent=/tmp
	if [[ -n $RUN && -d $RUN && ! -L $RUN && $(stat -c '%U %a' "$RUN") == "$OWNER 700" ]]; then return 0; fi
	if ((EUID == 0)); then parent=/run; elif [[ -w /run/user/$EUID ]]; then parent=/run/user/$EUID; fi
	RUN=$(mktemp -d "$parent/stagefy.XXXXXX")
	if ((EUID == 0)); then chown "$OWNER:$OWNER" "$RUN"; fi
	echo "$RUN" >"$VAR/state/runtime-dir"
}

port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# Below the ports that the kernel hands out for outgoing connections.
free_port() {
	local port
	while :; do
		port=$((20000 + RANDOM % 10000))
		port_taken "$port" || break
	done
	echo "$port"
}
