#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# options.sh FOLDER: writes what an instance needs to trust the keys of tests/vectors/jwt.json and to let a test ask as much as
# it likes, and prints the file of options for STAGEFY_CONF. The folder must be readable by the user as whom the servers run.
set -euo pipefail
vectors=$(cd "$(dirname "${BASH_SOURCE[0]}")/../vectors" && pwd)/jwt.json
mkdir -p "$1"
folder=$(cd "$1" && pwd)
for issuer in clerk supabase; do jq ".providers.$issuer.jwks" "$vectors" >"$folder/$issuer-keys.json"; done
jq -r --arg folder "$folder" '.providers |
	"CLERK_ISSUER = \(.clerk.issuer)",
	"CLERK_JWKS = \($folder)/clerk-keys.json",
	"CLERK_AUTHORIZED_PARTIES = \(.clerk.authorized_parties | join(","))",
	"SUPABASE_ISSUER = \(.supabase.issuer)",
	"SUPABASE_JWKS = \($folder)/supabase-keys.json",
	"RATE_LIMIT_USER = 1000000", "RATE_LIMIT_KEY = 1000000", "RATE_LIMIT_AGENCY = 1000000"' "$vectors" >"$folder/options.conf"
# receivers of webhooks are servers of ours on loopback
echo "WEBHOOK_TARGETS = any" >>"$folder/options.conf"
# and so are servers of pictures
echo "IMPORT_SOURCES = any" >>"$folder/options.conf"
# mails come in by a request of a test
{
	echo "MAIL_REPLY_DOMAIN = reply.stagefy.example"
	echo "MAIL_INBOUND_SECRET = mails-come-in-with-this-in-tests-only"
} >>"$folder/options.conf"
# events of Clerk are sent by tests, signed with the new secret or with the old one
{
	echo "CLERK_WEBHOOK_SECRETS = whsec_3hBlN6u4HbUQxWvqWDa6S8uvj72JA7NL, whsec_5C07MCHq/bHet1T4gZuF/bO/b5QRGDc6"
	echo "CLERK_INSTANCE = ins_2stagefyTests"
} >>"$folder/options.conf"
# pictures are edited by a stand-in (tests/ai), which ./dev starts where this says
[[ -s $folder/ai-port ]] || echo $((20000 + RANDOM % 10000)) >"$folder/ai-port"
ai=http://127.0.0.1:$(<"$folder/ai-port")
{
	echo "REPLICATE_URL = $ai/v1"
	echo "REPLICATE_TOKEN = r8_ofTestsAlone"
	echo "REPLICATE_WEBHOOK_SECRETS = whsec_RnVzZUxpZ2h0T2ZUZXN0c0Fsb25lMTIzNA=="
	echo "DASHSCOPE_URL = $ai"
	echo "DASHSCOPE_KEY = sk-of-tests-alone"
	echo "GEMINI_URL = $ai"
	echo "GEMINI_KEY = of-tests-alone"
	echo "STUDIO_POLL_MS = 100"
} >>"$folder/options.conf"
chmod a+r "$folder"/{clerk-keys.json,supabase-keys.json,options.conf}
echo "$folder/options.conf"
