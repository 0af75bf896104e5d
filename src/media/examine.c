/* SPDX-License-Identifier: Apache-2.0 */
#include "media/examine.h"

#include <string.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/problem.h"
#include "link/storage.h"
#include "media/types.h"

/* A file in the store, for the probe. */
struct source {
	const struct storage *storage;
	const char *key;
	struct arena *arena;
	struct problem *problem;
	uint8_t *to;
	size_t left;
};

static int fault(struct examined *out, const char *code, const char *params, const char *detail)
{
	out->code = code;
	out->params = params;
	out->detail = detail;
	return 0;
}

static int fill(void *arg, const void *p, size_t n)
{
	struct source *s = arg;
	if (n > s->left)
		return -1;
	memcpy(s->to, p, n);
	s->to += n;
	s->left -= n;
	return 0;
}

static int read_part(void *arg, int64_t offset, void *out, size_t n)
{
	struct source *s = arg;
	s->to = out;
	s->left = n;
	if (storage_read(s->arena, s->storage, s->key, offset, (int64_t)n, (struct storage_sink){fill, s}, s->problem) <
	    0)
		return -1;
	return s->left == 0 ? 0 : problem_set(s->problem, PROBLEM_STORAGE_UNAVAILABLE, NULL);
}

static int hash_piece(void *arg, const void *p, size_t n)
{
	digest_add(arg, p, n);
	return 0;
}

static int check_digest(struct arena *a, const uint8_t digest[DIGEST_SIZE], const char *announced, struct examined *out)
{
	encode_hex(digest, DIGEST_SIZE, out->sha256);
	if (announced != NULL && strcmp(announced, out->sha256) != 0)
		return fault(out, "wrong_digest", arena_printf(a, "{\"found\":\"%s\"}", out->sha256),
			     "has another SHA-256 than was announced");
	return 0;
}

static int hash(struct arena *a, const struct storage *s, const struct examine_expected *e, struct examined *out,
		struct problem *p)
{
	uint8_t bytes[DIGEST_SIZE];
	if (e->size > EXAMINE_HASHED_MOST)
		return 0;
	struct digest *d = digest_begin();
	int rc = storage_read(a, s, e->final_key, 0, e->size, (struct storage_sink){hash_piece, d}, p);
	digest_end(d, bytes);
	if (rc < 0)
		return -1;
	return check_digest(a, bytes, e->sha256, out);
}

/* `content_type`: NULL, any. */
static int check_probe(struct arena *a, const char *content_type, struct examined *out)
{
	const struct probe *found = &out->probe;
	if (found->type == NULL)
		return fault(out, "wrong_type", NULL, arena_printf(a, "%s", found->why));
	if (content_type != NULL && strcmp(found->type->content_type, content_type) != 0)
		return fault(out, "wrong_type", arena_printf(a, "{\"found\":\"%s\"}", found->type->content_type),
			     arena_printf(a, "is %s and not %s", found->type->content_type, content_type));
	if ((uint64_t)found->width * found->height > PROBE_PIXELS_MOST)
		return fault(out, "too_many_pixels", arena_printf(a, "{\"max\":%d}", PROBE_PIXELS_MOST),
			     arena_printf(a, "has %u x %u pixels, more than %d million", found->width, found->height,
					  PROBE_PIXELS_MOST / 1000000));
	return 0;
}

static int look_into(struct arena *a, const struct storage *s, const struct examine_expected *e, struct examined *out,
		     struct problem *p)
{
	struct source source = {.storage = s, .key = e->final_key, .arena = a, .problem = p};
	if (hash(a, s, e, out, p) < 0)
		return -1;
	if (out->code != NULL)
		return 0;
	if (probe_run(a, e->size, read_part, &source, &out->probe) < 0)
		return -1;
	return check_probe(a, e->content_type, out);
}

int examine_file(struct arena *a, const struct storage *s, const struct examine_expected *e, struct examined *out,
		 struct problem *p)
{
	struct storage_object object;
	struct problem moving;
	*out = (struct examined){.code = NULL};
	problem_init(&moving, p->arena);
	if (storage_move(a, s, e->storage_key, e->final_key, &moving) < 0) {
		if (moving.code == PROBLEM_NOT_FOUND)
			return fault(out, "missing", NULL, "was not uploaded");
		p->retry_after = moving.retry_after;
		return problem_set(p, moving.code, NULL);
	}
	if (storage_stat(a, s, e->final_key, &object, p) < 0)
		return -1;
	if (!object.found)
		return fault(out, "missing", NULL, "was not uploaded");
	if (object.size != e->size)
		return fault(out, "wrong_size", arena_printf(a, "{\"found\":%lld}", (long long)object.size),
			     "has another size than was announced");
	return look_into(a, s, e, out, p);
}

struct memory {
	const uint8_t *bytes;
	size_t size;
};

static int read_memory(void *arg, int64_t offset, void *out, size_t n)
{
	const struct memory *m = arg;
	if (offset < 0 || (uint64_t)offset > m->size || n > m->size - (size_t)offset)
		return -1;
	memcpy(out, m->bytes + offset, n);
	return 0;
}

void examine_bytes(struct arena *a, const void *bytes, size_t size, const char *sha256, struct examined *out)
{
	uint8_t digest[DIGEST_SIZE];
	struct memory memory = {bytes, size};
	*out = (struct examined){.code = NULL};
	digest_sha256(bytes, size, digest);
	check_digest(a, digest, sha256, out);
	if (out->code == NULL && probe_run(a, (int64_t)size, read_memory, &memory, &out->probe) == 0)
		check_probe(a, NULL, out);
}
