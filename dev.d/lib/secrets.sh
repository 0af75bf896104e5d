# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# Passwords, keys and the certificate: made once, kept in var/secrets and var/tls.

# Only the run-time user (and root) reads what is handed to this.
private() {
	chmod 600 "$@"
	if ((EUID == 0)); then chown "$OWNER:$OWNER" "$@"; fi
}

secret() { cat "$VAR/secrets/$1"; }

make_secrets() {
	local name
	for name in postgres-password api-password jobs-password secret-key; do
		[[ -s $VAR/secrets/$name ]] && continue
		(umask 077 && openssl rand -hex 32 >"$VAR/secrets/$name")
		private "$VAR/secrets/$name"
	done
	make_certificate
}

# An authority that signs one certificate and is then forgotten: whoever trusts it trusts nothing else with it.
make_certificate() {
	local tls=$VAR/tls
	if [[ -s $tls/key.pem ]] && openssl x509 -in "$tls/cert.pem" -noout -checkend $((30 * 86400)) >/dev/null; then
		return 0
	fi
	(
		umask 077
		openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 825 -subj "/CN=Stagefy on this machine" \
			-addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign \
			-addext "nameConstraints=critical,permitted;DNS:localhost,permitted;IP:127.0.0.0/255.0.0.0,permitted;IP:0:0:0:0:0:0:0:1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" \
			-keyout "$tls/ca-key.pem" -out "$tls/ca.pem"
		openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost \
			-keyout "$tls/key.pem" -out "$tls/request.pem"
		openssl x509 -req -in "$tls/request.pem" -CA "$tls/ca.pem" -CAkey "$tls/ca-key.pem" -days 825 -out "$tls/one.pem" \
			-extfile <(printf '%s\n' subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1 basicConstraints=critical,CA:FALSE \
				keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth authorityKeyIdentifier=keyid)
		cat "$tls/one.pem" "$tls/ca.pem" >"$tls/cert.pem"
		rm -f "$tls"/{ca-key,request,one}.pem "$tls"/*.srl
	)
	chmod 644 "$tls/ca.pem" "$tls/cert.pem"
	private "$tls/key.pem"
}
