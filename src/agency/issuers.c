/* SPDX-License-Identifier: Apache-2.0 */
/* What a client must know to sign in: which issuers there are, and the local one's public keys. */
#include <string.h>

#include "agency/sign_in.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/call.h"

/* SUPABASE_ISSUER without /auth/v1 is the project's address. */
static void write_supabase(struct json_out *o, const struct conf *conf)
{
	const char *issuer = conf->supabase_issuer, *path = strstr(issuer, "/auth/v1");
	json_out_name(o, "supabase");
	json_out_open(o, '{');
	json_out_name(o, "url");
	json_out_string_n(o, issuer, path == NULL ? strlen(issuer) : (size_t)(path - issuer));
	json_out_member(o, "publishable_key", conf->supabase_publishable_key);
	json_out_close(o, '}');
}

int issuers_run(struct call *c, struct problem *p)
{
	const struct conf *conf = c->conf;
	struct json_out o = json_out(&c->response->body);
	(void)p;
	json_out_open(&o, '{');
	json_out_name(&o, "local");
	if (strcmp(conf->sign_up, "off") == 0) {
		json_out_null(&o);
	} else {
		json_out_open(&o, '{');
		json_out_member_bool(&o, "sign_up", strcmp(conf->sign_up, "open") == 0);
		json_out_close(&o, '}');
	}
	json_out_name(&o, "clerk");
	if (conf->clerk_issuer == NULL || conf->clerk_publishable_key == NULL) {
		json_out_null(&o);
	} else {
		json_out_open(&o, '{');
		json_out_member(&o, "publishable_key", conf->clerk_publishable_key);
		json_out_member(&o, "frontend_api", conf->clerk_issuer);
		json_out_close(&o, '}');
	}
	if (conf->supabase_issuer == NULL || conf->supabase_publishable_key == NULL) {
		json_out_name(&o, "supabase");
		json_out_null(&o);
	} else {
		write_supabase(&o, conf);
	}
	json_out_close(&o, '}');
	return 0;
}

int local_jwks_run(struct call *c, struct problem *p)
{
	static const struct statement keys = {.name = "auth.jwks", .sql = "select public_jwk from agency.signing_keys()"};
	int index = tx_add(c->tx, &keys, 0, NULL);
	if (tx_commit(c->tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(c->tx, index);
	response_header(c->response, "Cache-Control", "public, max-age=300");
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "keys");
	json_out_open(&o, '[');
	for (int i = 0; i < rows_count(rows); i++)
		json_out_raw(&o, rows_text(rows, i, 0), rows_size(rows, i, 0));
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return 0;
}
