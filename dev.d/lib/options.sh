# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# The instance's option file: ours, then the file that STAGEFY_CONF names, then options exported in this shell.
# A later line goes before an earlier one. Options that say where this instance is are never taken from the shell.

OWN_OPTIONS=" DATABASE_URL JOBS_DATABASE_URL DIRECT_URL PUBLIC_URL LISTEN_PORT TLS_CERTIFICATE TLS_KEY SECRET_KEYS RUNTIME_DIR KEYS_DIR STORAGE_DIR MAIL_DIR DASHBOARD_DIR "

option_names() {
	sed -n 's/^OPTION([A-Z]*, [a-z0-9_]*, "\([A-Z0-9_]*\)".*/\1/p' "$ROOT/src/conf/options.def"
}

# option NAME: what the file says (the last line that names it), or nothing.
option() {
	sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*//p" "$CONF" | tail -1 | sed 's/[[:space:]]*$//; s/^"\(.*\)"$/\1/'
}

# As the options in force say: where clients find the instance, and by what they know that it is the one.
follow_options() {
	[[ -f $CONF ]] || return 0
	BASE_URL=$(option PUBLIC_URL)
	[[ $(option TLS_CERTIFICATE) == "$VAR/tls/cert.pem" ]] || CA_FILE=$(option TLS_CERTIFICATE)
}

# For curl's --connect-to: the public address is on this machine, whether or not its name is known here.
connect_to() {
	local place=${BASE_URL#https://}
	[[ $place == *:* ]] || place+=:443
	echo "$place:localhost:$PORT"
}

# ask PATH [ARGUMENT…]: the instance's answer
ask() { curl -s --cacert "$CA_FILE" --connect-to "$(connect_to)" "${@:2}" "$BASE_URL$1"; }

write_options() {
	local name file=$CONF.new
	(
		umask 077
		{
			echo "# Made by ./dev at each start. Your own options go into a file that STAGEFY_CONF names."
			echo "DATABASE_URL = postgresql://stagefy_api:$(secret api-password)@/stagefy?host=$RUN&port=$(pg_port)"
			echo "JOBS_DATABASE_URL = postgresql://stagefy_jobs:$(secret jobs-password)@/stagefy?host=$RUN&port=$(pg_port)"
			echo "DIRECT_URL = $(pg_url postgres)"
			echo "PUBLIC_URL = https://localhost:$PORT"
			echo "LISTEN_PORT = $PORT"
			echo "LISTEN_ADDRESS = localhost"
			echo "TLS_CERTIFICATE = $VAR/tls/cert.pem"
			echo "TLS_KEY = $VAR/tls/key.pem"
			echo "SECRET_KEYS = $(secret secret-key)"
			echo "RUNTIME_DIR = $RUN"
			echo "KEYS_DIR = $VAR/keys"
			echo "STORAGE_DIR = $VAR/storage"
			echo "MAIL_DIR = $VAR/mail"
			echo "# the instance's own PayFast (tests/payfast)"
			echo "PAYFAST_URL = http://127.0.0.1:$(payfast_port)"
			echo "PAYFAST_API_URL = http://127.0.0.1:$(payfast_port)"
			echo "PAYFAST_MERCHANT_ID = 10000100"
			echo "PAYFAST_MERCHANT_KEY = 46f0cd694581a"
			echo "PAYFAST_PASSPHRASE = jt7NOE43FZPn"
			if [[ -n ${STAGEFY_CONF:-} ]]; then
				echo "# from $STAGEFY_CONF"
				cat "$STAGEFY_CONF"
				echo
			fi
			echo "# from the environment"
			for name in $(option_names); do
				if [[ -n ${!name:-} && $OWN_OPTIONS != *" $name "* ]]; then echo "$name = ${!name}"; fi
			done
		} >"$file"
	)
	private "$file"
	cmp -s "$file" "$CONF" || touch "$VAR/state/app-changed"
	mv "$file" "$CONF"
	hint "correct the option that is named above, in ${STAGEFY_CONF:-the environment of this shell}."
	stagefy config >/dev/null
}
