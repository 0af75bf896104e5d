/* SPDX-License-Identifier: Apache-2.0 */
#include "link/local.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/folder.h"
#include "link/storage_key.h"

enum { MAC_TEXT_SIZE = 43 };

/* What an address promises. Everything is text as it stands in the address, decoded. */
struct promise {
	const char *key;
	const char *op;	  /* "put" or "get" */
	const char *exp;  /* wall seconds */
	const char *len;  /* of a put: bytes */
	const char *type; /* of a put */
	const char *name; /* of a get: the name to download under */
};

/* The parameters in the order in which they are written and signed. */
static const struct {
	const char *name;
	size_t offset;
} parameters[] = {
	{"exp", offsetof(struct promise, exp)},	  {"op", offsetof(struct promise, op)},
	{"len", offsetof(struct promise, len)},	  {"type", offsetof(struct promise, type)},
	{"name", offsetof(struct promise, name)},
};

enum { PARAMETERS = sizeof parameters / sizeof *parameters };

static const char **value(struct promise *promise, size_t i)
{
	return (const char **)((char *)promise + parameters[i].offset);
}

/* Each text with its length before it, so that no two promises have the same message. */
static void mac(struct arena *a, const char *secret, struct promise *promise, uint8_t out[DIGEST_SIZE])
{
	struct buf b;
	buf_init(&b, a, 512);
	buf_printf(&b, "stagefy local store address 1\n%zu:%s", strlen(promise->key), promise->key);
	for (size_t i = 0; i < PARAMETERS; i++) {
		const char *v = *value(promise, i);
		if (v != NULL)
			buf_printf(&b, "\n%s=%zu:%s", parameters[i].name, strlen(v), v);
	}
	digest_hmac(secret, strlen(secret), b.data, b.size, out);
}

static const char *address(struct arena *a, const struct conf *conf, struct promise *promise)
{
	uint8_t digest[DIGEST_SIZE];
	struct buf b;
	buf_init(&b, a, 512);
	buf_printf(&b, "%s/storage/%s?", conf->public_url, promise->key);
	for (size_t i = 0; i < PARAMETERS; i++) {
		const char *v = *value(promise, i);
		if (v == NULL)
			continue;
		buf_printf(&b, "%s=", parameters[i].name);
		encode_percent(&b, v, strlen(v), "/");
		buf_put(&b, '&');
	}
	buf_lit(&b, "sig=");
	mac(a, conf->secret_keys.items[0], promise, digest);
	encode_base64url(&b, digest, sizeof digest);
	return buf_text(&b);
}

static const char *decimal(struct arena *a, int64_t n)
{
	return arena_printf(a, "%lld", (long long)n);
}

static void presign_put(struct arena *a, const struct storage *s, const char *key, const char *content_type,
			int64_t size, int64_t expires_s, struct storage_upload *out)
{
	struct storage_header *header = arena_new_one(a, struct storage_header);
	int64_t end_s = clock_wall_us() / 1000000 + expires_s;
	struct promise promise = {
		.key = key, .op = "put", .exp = decimal(a, end_s), .len = decimal(a, size), .type = content_type};
	*header = (struct storage_header){"Content-Type", content_type};
	*out = (struct storage_upload){
		.method = "PUT",
		.url = address(a, s->conf, &promise),
		.headers = header,
		.header_count = 1,
		.expires_us = end_s * 1000000,
	};
}

static const char *presign_get(struct arena *a, const struct storage *s, const char *key, int64_t expires_s,
			       const char *download)
{
	struct promise promise = {
		.key = key, .op = "get", .exp = decimal(a, storage_window(expires_s).until_s), .name = download};
	return address(a, s->conf, &promise);
}

/* A parameter's row, or PARAMETERS. */
static size_t row_of(const char *name, size_t n)
{
	size_t i = 0;
	while (i < PARAMETERS && (strlen(parameters[i].name) != n || memcmp(parameters[i].name, name, n) != 0))
		i++;
	return i;
}

/* The decoded value of one parameter; NULL if it is broken, or holds what no address of ours holds. */
static const char *decoded(struct arena *a, const char *s, size_t n)
{
	char *text = arena_strndup(a, s, n);
	ssize_t size = encode_unpercent(text, n, 0);
	if (size < 0 || memchr(text, '\0', (size_t)size) != NULL)
		return NULL;
	text[size] = '\0';
	return text;
}

/* Reads "name=value&…&sig=…" with each name at most once, in any order. */
static int read_query(struct arena *a, const char *query, struct promise *out, uint8_t signature[DIGEST_SIZE])
{
	bool is_signed = false;
	for (const char *at = query;; at++) {
		size_t n = strcspn(at, "&"), name = strcspn(at, "=&");
		if (name == n)
			return -1;
		const char *text = at + name + 1;
		size_t size = n - name - 1, row = row_of(at, name);
		if (row < PARAMETERS) {
			if (*value(out, row) != NULL || (*value(out, row) = decoded(a, text, size)) == NULL)
				return -1;
		} else {
			if (name != 3 || memcmp(at, "sig", 3) != 0 || is_signed || size != MAC_TEXT_SIZE ||
			    encode_unbase64url(text, size, signature) != DIGEST_SIZE)
				return -1;
			is_signed = true;
		}
		at += n;
		if (*at == '\0')
			return is_signed ? 0 : -1;
	}
}

/* The path of PUBLIC_URL, as a rule "". */
static const char *public_path(const struct conf *conf)
{
	const char *host = strstr(conf->public_url, "://");
	const char *slash = host == NULL ? NULL : strchr(host + 3, '/');
	return slash == NULL ? "" : slash;
}

/* The strict form of a key is what refuses "..", "//" and every escape. */
static int read_uri(struct arena *a, const struct conf *conf, const char *uri, struct promise *out,
		    uint8_t signature[DIGEST_SIZE])
{
	enum { LONGEST = 2048 };
	const char *base = arena_printf(a, "%s/storage/", public_path(conf));
	size_t n = strlen(base);
	if (strnlen(uri, LONGEST) == LONGEST || strncmp(uri, base, n) != 0)
		return -1;
	const char *key = uri + n, *question = strchr(key, '?');
	if (question == NULL || storage_key_kind(key, (size_t)(question - key)) == STORAGE_KEY_NONE)
		return -1;
	out->key = arena_strndup(a, key, (size_t)(question - key));
	return read_query(a, question + 1, out, signature);
}

static bool any_key_signed(struct arena *a, const struct conf *conf, struct promise *promise,
			   const uint8_t signature[DIGEST_SIZE])
{
	bool any = false;
	for (size_t i = 0; i < conf->secret_keys.count; i++) {
		uint8_t digest[DIGEST_SIZE];
		mac(a, conf->secret_keys.items[i], promise, digest);
		any |= digest_equal(digest, signature, sizeof digest);
	}
	return any;
}

static bool method_fits(const char *method, const struct promise *promise)
{
	bool pending = storage_key_kind(promise->key, strlen(promise->key)) == STORAGE_KEY_PENDING;
	if (strcmp(method, "PUT") == 0)
		return pending && strcmp(promise->op, "put") == 0;
	if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0)
		return !pending && strcmp(promise->op, "get") == 0;
	return false;
}

static bool same(const char *promised, const char *sent)
{
	return promised != NULL && sent != NULL && strcasecmp(promised, sent) == 0;
}

/* The body is what was promised. A chunked one has no length that could be compared. */
static enum local_verdict body_fits(const struct promise *promise, const struct local_request *r)
{
	if (!same(promise->len, r->content_length) || (r->transfer_encoding != NULL && *r->transfer_encoding != '\0'))
		return LOCAL_WRONG_LENGTH;
	return same(promise->type, r->content_type) ? LOCAL_ALLOWED : LOCAL_WRONG_TYPE;
}

enum local_verdict local_authorize(struct arena *a, const struct conf *conf, const struct local_request *r,
				   int64_t now_us, struct local_grant *out)
{
	struct promise promise = {.key = NULL};
	uint8_t signature[DIGEST_SIZE];
	if (read_uri(a, conf, r->uri, &promise, signature) < 0 || promise.exp == NULL || promise.op == NULL)
		return LOCAL_NOT_AN_ADDRESS;
	if (!any_key_signed(a, conf, &promise, signature))
		return LOCAL_WRONG_SIGNATURE;
	int64_t end_s = strtoll(promise.exp, NULL, 10);
	if (now_us / 1000000 >= end_s)
		return LOCAL_EXPIRED;
	if (!method_fits(r->method, &promise))
		return LOCAL_WRONG_METHOD;
	enum local_verdict body = strcmp(promise.op, "put") == 0 ? body_fits(&promise, r) : LOCAL_ALLOWED;
	if (body == LOCAL_ALLOWED)
		*out = (struct local_grant){promise.name == NULL ? NULL : storage_disposition(a, promise.name), end_s};
	return body;
}

const char *local_verdict_text(enum local_verdict v)
{
	static const char *const texts[] = {
		[LOCAL_ALLOWED] = "allowed",
		[LOCAL_NOT_AN_ADDRESS] = "this is not an address that was given out",
		[LOCAL_WRONG_METHOD] = "the address is for another method",
		[LOCAL_WRONG_SIGNATURE] = "the address was changed",
		[LOCAL_EXPIRED] = "the address has expired",
		[LOCAL_WRONG_LENGTH] = "the body has another size than was announced",
		[LOCAL_WRONG_TYPE] = "the body has another content type than was announced",
	};
	return texts[v];
}

static int local_open(struct arena *a, const struct conf *conf, struct storage **out, struct problem *p)
{
	if (conf->secret_keys.count == 0)
		return problem_set(p, PROBLEM_INTERNAL, "the local file store needs the option SECRET_KEYS");
	if (conf->storage_dir == NULL || conf->storage_dir[0] != '/')
		return problem_set(p, PROBLEM_INTERNAL, "option STORAGE_DIR must be the absolute path of a folder");
	if (conf->public_url == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "the local file store needs the option PUBLIC_URL");
	struct storage *s = arena_new_one(a, struct storage);
	*s = (struct storage){&local_provider, conf, "local"};
	*out = s;
	return 0;
}

static int local_stat(struct arena *a, const struct storage *s, const char *key, struct storage_object *out,
		      struct problem *p)
{
	return folder_stat(a, s->conf->storage_dir, key, out, p);
}

static int local_read(struct arena *a, const struct storage *s, const char *key, int64_t offset, int64_t size,
		      struct storage_sink sink, struct problem *p)
{
	(void)a;
	return folder_read(s->conf->storage_dir, key, offset, size, sink, p);
}

/* nginx tells the content type by the key's end. */
static int local_write(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		       size_t size, struct problem *p)
{
	(void)a;
	(void)content_type;
	return folder_write(s->conf->storage_dir, key, content, size, p);
}

static int local_move(struct arena *a, const struct storage *s, const char *from, const char *to, struct problem *p)
{
	(void)a;
	return folder_move(s->conf->storage_dir, from, to, p);
}

static int local_remove(struct arena *a, const struct storage *s, const char *key, struct problem *p)
{
	(void)a;
	return folder_remove(s->conf->storage_dir, key, p);
}

static int local_each(const struct storage *s, const char *prefix,
		      int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p),
		      void *arg, struct problem *p)
{
	return folder_each(s->conf->storage_dir, prefix, each, arg, p);
}

static int local_check(struct arena *a, const struct storage *s, struct storage_health *out, struct problem *p)
{
	(void)a;
	return folder_check(s->conf->storage_dir, s->conf->upload_max_bytes, out, p);
}

const struct storage_provider local_provider = {
	.kind = "local",
	.open = local_open,
	.presign_put = presign_put,
	.presign_get = presign_get,
	.stat = local_stat,
	.read = local_read,
	.write = local_write,
	.move = local_move,
	.remove = local_remove,
	.each = local_each,
	.check = local_check,
};
