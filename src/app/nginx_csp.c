/* SPDX-License-Identifier: Apache-2.0 */
#include "app/nginx_csp.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "conf/conf.h"

const char *nginx_csp_origin(struct arena *a, const char *url)
{
	const char *host = url == NULL ? NULL : strstr(url, "://");
	if (host == NULL)
		return NULL;
	host += strlen("://");
	return arena_strndup(a, url, (size_t)(host - url) + strcspn(host, "/?#"));
}

static void add(struct buf *b, const char *origin)
{
	if (origin != NULL)
		buf_printf(b, " %s", origin);
}

const char *nginx_csp(struct arena *a, const struct conf *c)
{
	enum { ROOM = 512 };
	struct buf b;
	const char *store = nginx_csp_origin(a, c->s3_endpoint);
	buf_init(&b, a, ROOM);
	buf_lit(&b, "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-$request_id'; img-src 'self' data: blob:");
	/* files that went there are shown, wherever new ones go */
	add(&b, store);
	buf_lit(&b, "; media-src 'self'");
	add(&b, store);
	buf_lit(&b, "; connect-src 'self'");
	add(&b, strcmp(c->storage, "s3") == 0 ? store : NULL);
	add(&b, nginx_csp_origin(a, c->clerk_issuer));
	add(&b, nginx_csp_origin(a, c->supabase_issuer));
	buf_lit(&b, "; font-src 'self'; worker-src 'self' blob:; manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'");
	/* where people pay, a form takes them */
	add(&b, c->payfast_merchant_id == NULL ? NULL : nginx_csp_origin(a, c->payfast_url));
	buf_lit(&b, "; frame-ancestors 'none'");
	return buf_text(&b);
}
