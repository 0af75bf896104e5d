/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/jwks_file.h"

#include "auth/issuers.h"
#include "auth/jwks.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"

#include <string.h>

enum { MODE = 0644 }; /* public keys, read by workers of another user */

int jwks_file_write(const struct issuer_source *source, const char *text, size_t n, struct problem *p)
{
	struct jwks *set;
	if (jwks_parse(source->name, text, n, issuers_algs(source->kind), &set, p) < 0)
		return -1;
	jwks_free(set);
	return file_replace(source->path, text, n, MODE, p);
}

int jwks_file_write_local(const struct conf *conf, const char *const *public_jwks, size_t count, struct problem *p)
{
	struct arena *a = arena_new(8192);
	struct issuer_source source = {.kind = ISSUER_LOCAL, .name = "local"};
	struct buf b;
	source.path = arena_printf(a, "%s/local.json", conf->keys_dir);
	buf_init(&b, a, 4096);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_name(&o, "keys");
	json_out_open(&o, '[');
	for (size_t i = 0; i < count; i++)
		json_out_raw(&o, public_jwks[i], strlen(public_jwks[i]));
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	int rc = jwks_file_write(&source, b.data, b.size, p);
	arena_free(a);
	return rc;
}
