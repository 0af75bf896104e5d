/* SPDX-License-Identifier: Apache-2.0 */
#include "link/storage.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/encode.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "link/local.h"
#include "link/s3.h"
#include "link/storage_key.h"
#include "link/storage_provider.h"

static const struct storage_provider *const providers[] = {&local_provider, &s3_provider};

int storage_open(struct arena *a, const struct conf *conf, const char *kind, struct storage **out, struct problem *p)
{
	if (kind == NULL)
		kind = conf->storage;
	for (size_t i = 0; i < sizeof providers / sizeof *providers; i++)
		if (strcmp(providers[i]->kind, kind) == 0)
			return providers[i]->open(a, conf, out, p);
	return problem_set(p, PROBLEM_INTERNAL, "there is no file store of the kind '%s'", kind);
}

const char *storage_provider(const struct storage *s)
{
	return s->name;
}

void storage_presign_put(struct arena *a, const struct storage *s, const char *key, const char *content_type,
			 int64_t size, int64_t expires_s, struct storage_upload *out)
{
	s->provider->presign_put(a, s, key, content_type, size, expires_s, out);
}

const char *storage_presign_get(struct arena *a, const struct storage *s, const char *key, int64_t expires_s,
				const char *download)
{
	return s->provider->presign_get(a, s, key, expires_s, download);
}

struct storage_window storage_window(int64_t expires_s)
{
	enum { HOUR = 3600 };
	int64_t now = clock_wall_us() / 1000000, hour = now - now % HOUR;
	return (struct storage_window){hour, hour + HOUR + (expires_s + HOUR - 1) / HOUR * HOUR};
}

int64_t storage_get_expires_us(int64_t expires_s)
{
	return storage_window(expires_s).until_s * 1000000;
}

int storage_stat(struct arena *a, const struct storage *s, const char *key, struct storage_object *out,
		 struct problem *p)
{
	return s->provider->stat(a, s, key, out, p);
}

int storage_read(struct arena *a, const struct storage *s, const char *key, int64_t offset, int64_t size,
		 struct storage_sink sink, struct problem *p)
{
	return size <= 0 ? 0 : s->provider->read(a, s, key, offset, size, sink, p);
}

int storage_store(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		  size_t size, struct problem *p)
{
	if (storage_key_kind(key, strlen(key)) != STORAGE_KEY_FINAL)
		return problem_set(p, PROBLEM_INTERNAL, "a file is stored under a final key alone");
	return s->provider->write(a, s, key, content_type, content, size, p);
}

int storage_write(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		  size_t size, struct problem *p)
{
	if (storage_key_kind(key, strlen(key)) != STORAGE_KEY_VARIANT)
		return problem_set(p, PROBLEM_INTERNAL, "only variants are written from here");
	return s->provider->write(a, s, key, content_type, content, size, p);
}

int storage_move(struct arena *a, const struct storage *s, const char *from, const char *to, struct problem *p)
{
	return s->provider->move(a, s, from, to, p);
}

int storage_remove(struct arena *a, const struct storage *s, const char *key, struct problem *p)
{
	return s->provider->remove(a, s, key, p);
}

int storage_each(const struct storage *s, const char *prefix,
		 int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		 struct problem *p)
{
	return s->provider->each(s, prefix, each, arg, p);
}

int storage_check(struct arena *a, const struct storage *s, struct storage_health *out, struct problem *p)
{
	return s->provider->check(a, s, out, p);
}

/* Bytes of the name that may stand in a file name anywhere; what may not becomes an underscore. */
static const char *safe_name(struct arena *a, const char *name)
{
	enum { LONGEST = 180 };
	struct buf b;
	buf_init(&b, a, 64);
	for (size_t n = strlen(name); n > 0;) {
		size_t k = utf8_sequence((const unsigned char *)name, n);
		bool safe =
			k > 1 || (k == 1 && (unsigned char)*name >= 0x20 && strchr("/\\:*?\"<>|\x7f", *name) == NULL);
		k = k == 0 ? 1 : k;
		if (b.size + k > LONGEST)
			break;
		if (safe)
			buf_write(&b, name, k);
		else
			buf_put(&b, '_');
		name += k;
		n -= k;
	}
	return b.size == 0 ? "file" : buf_text(&b);
}

const char *storage_disposition(struct arena *a, const char *name)
{
	struct buf b;
	const char *safe = safe_name(a, name);
	buf_init(&b, a, 128);
	buf_lit(&b, "attachment; filename=\"");
	for (const char *c = safe; *c != '\0'; c++)
		if ((unsigned char)*c < 0x80)
			buf_put(&b, *c == '%' ? '_' : *c);
		else if (((unsigned char)*c & 0xc0) == 0xc0)
			buf_put(&b, '_'); /* one for each character */
	buf_lit(&b, "\"; filename*=UTF-8''");
	encode_percent(&b, safe, strlen(safe), "");
	return buf_text(&b);
}
