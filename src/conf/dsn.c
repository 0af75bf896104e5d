/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/dsn.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

static const struct {
	const char *name, *says;
} foreign[] = {
    {"schema", "tables are named with their schema here"},
    {"pgbouncer", "PREPARE=auto follows it"},
    {"connection_limit", "each worker holds one connection: set WORKERS"},
    {"pool_timeout", "a worker waits REQUEST_DEADLINE_MS"},
    {"statement_cache_size", "PREPARE says whether statements are prepared"},
    {"socket_timeout", "a worker waits REQUEST_DEADLINE_MS"},
    {"sslaccept", "use libpq's sslmode"},
    {"sslidentity", "use libpq's sslcert and sslkey"},
    {"sslpassword", "use libpq's sslpassword in a service file"},
};

static const char *meaning(const char *parameter, size_t n)
{
	for (size_t i = 0; i < sizeof foreign / sizeof foreign[0]; i++)
		if (strlen(foreign[i].name) == n && memcmp(foreign[i].name, parameter, n) == 0)
			return foreign[i].says;
	return NULL;
}

void dsn_read(struct arena *a, const char *url, struct dsn *out)
{
	struct buf kept, told;
	const char *query = strchr(url, '?');
	*out = (struct dsn){.url = url};
	if (query == NULL || strstr(url, "://") == NULL)
		return;
	buf_init(&kept, a, strlen(url) + 1);
	buf_init(&told, a, 256);
	buf_write(&kept, url, (size_t)(query - url));
	char separator = '?';
	for (const char *item = query + 1; *item != '\0';) {
		size_t n = strcspn(item, "&"), name = strcspn(item, "=&");
		const char *says = meaning(item, name);
		if (says == NULL && n > 0) {
			buf_put(&kept, separator);
			buf_write(&kept, item, n);
			separator = '&';
		} else if (says != NULL) {
			buf_printf(&told, "%s'%.*s' is not libpq's and is left out: %s", told.size > 0 ? "; " : "", (int)name,
				   item, says);
			if (n == strlen("pgbouncer=true") && memcmp(item, "pgbouncer=true", n) == 0)
				out->behind_pgbouncer = true;
		}
		item += n + (item[n] == '&');
	}
	out->url = buf_text(&kept);
	out->told = told.size > 0 ? buf_text(&told) : NULL;
}

bool dsn_prepares(const struct dsn *d, const char *prepare)
{
	if (strcmp(prepare, "auto") == 0)
		return !d->behind_pgbouncer;
	return strcmp(prepare, "on") == 0;
}
