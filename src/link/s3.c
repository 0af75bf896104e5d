/* SPDX-License-Identifier: Apache-2.0 */
#include "link/s3.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/s3_call.h"
#include "link/storage_key.h"
#include "link/xml.h"

enum {
	SHORT_MS = 5000, /* what moves no content */
	LONG_MS = 15000, /* reading, and copying within the store */
	ANSWER_MOST = 64 << 10,
	LIST_MOST = 4 << 20 /* a page of 1,000 keys of at most 1,024 bytes, escaped */
};

static const struct s3 *s3_of(const struct storage *s)
{
	return (const struct s3 *)s;
}

static void presign_put(struct arena *a, const struct storage *base, const char *key, const char *content_type,
			int64_t size, int64_t expires_s, struct storage_upload *out)
{
	const struct s3 *s = s3_of(base);
	char date[SIGV4_DATE_SIZE];
	int64_t now_us = clock_wall_us();
	struct sigv4_pair headers[] = {{"content-type", content_type},
				       {"content-length", arena_printf(a, "%lld", (long long)size)}};
	struct sigv4_request r = {.method = "PUT",
				  .host = s->host,
				  .path = s3_call_path(a, s, key),
				  .headers = headers,
				  .header_count = sizeof headers / sizeof *headers};
	struct storage_header *header = arena_new_one(a, struct storage_header);
	*header = (struct storage_header){"Content-Type", content_type};
	sigv4_date(now_us, date);
	*out = (struct storage_upload){
		.method = "PUT",
		.url = arena_printf(a, "%s%s", s->origin, sigv4_presign(a, &s->signer, &r, date, expires_s)),
		.headers = header,
		.header_count = 1,
		.expires_us = (now_us / 1000000 + expires_s) * 1000000,
	};
}

static const char *presign_get(struct arena *a, const struct storage *base, const char *key, int64_t expires_s,
			       const char *download)
{
	const struct s3 *s = s3_of(base);
	char date[SIGV4_DATE_SIZE];
	struct storage_window window = storage_window(expires_s);
	struct sigv4_pair query = {"response-content-disposition", NULL};
	struct sigv4_request r = {.method = "GET", .host = s->host, .path = s3_call_path(a, s, key), .query = &query};
	if (download != NULL) {
		query.value = storage_disposition(a, download);
		r.query_count = 1;
	}
	sigv4_date(window.from_s * 1000000, date);
	return arena_printf(a, "%s%s", s->origin,
			    sigv4_presign(a, &s->signer, &r, date, window.until_s - window.from_s));
}

static int s3_stat(struct arena *a, const struct storage *s, const char *key, struct storage_object *out,
		   struct problem *p)
{
	struct fetch_answer answer;
	struct s3_call call = {.method = "HEAD", .key = key, .timeout_ms = SHORT_MS, .most_bytes = ANSWER_MOST};
	if (s3_call(a, s3_of(s), &call, &answer, p) < 0)
		return -1;
	const char *length = fetch_header(a, &answer, "Content-Length");
	*out = (struct storage_object){.found = answer.status != 404};
	if (!out->found)
		return 0;
	out->size = length == NULL ? -1 : strtoll(length, NULL, 10);
	out->etag = fetch_header(a, &answer, "ETag");
	out->content_type = fetch_header(a, &answer, "Content-Type");
	return 0;
}

/* A server that knows no ranges would send the file from its start; 416 says that it ends before. */
static bool is_the_range(const struct fetch_answer *answer, int64_t offset)
{
	return answer->status == 206 || answer->status == 416 || (answer->status == 200 && offset == 0);
}

static int s3_read(struct arena *a, const struct storage *s, const char *key, int64_t offset, int64_t size,
		   struct storage_sink sink, struct problem *p)
{
	struct fetch_answer answer;
	struct sigv4_pair range = {
		"Range", arena_printf(a, "bytes=%lld-%lld", (long long)offset, (long long)(offset + size - 1))};
	struct s3_call call = {.method = "GET",
			       .key = key,
			       .headers = &range,
			       .header_count = 1,
			       .timeout_ms = LONG_MS,
			       .most_bytes = (size_t)size,
			       .sink = sink};
	if (s3_call(a, s3_of(s), &call, &answer, p) < 0)
		return -1;
	if (answer.status == 404)
		return problem_set(p, PROBLEM_NOT_FOUND, "the file is not in the store");
	if (!is_the_range(&answer, offset))
		return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "the file store does not read parts of files");
	return 0;
}

static int s3_write(struct arena *a, const struct storage *s, const char *key, const char *content_type, const void *content,
		    size_t size, struct problem *p)
{
	struct fetch_answer answer;
	struct sigv4_pair type = {"Content-Type", content_type};
	struct s3_call call = {.method = "PUT",
			       .key = key,
			       .headers = &type,
			       .header_count = 1,
			       .body = content,
			       .body_size = size,
			       .timeout_ms = LONG_MS,
			       .most_bytes = ANSWER_MOST};
	if (s3_call(a, s3_of(s), &call, &answer, p) < 0)
		return -1;
	return answer.status / 100 == 2 ? 0 : problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "the file store has no such bucket");
}

static int copy(struct arena *a, const struct s3 *s, const char *from, const char *to, bool *found, struct problem *p)
{
	struct fetch_answer answer;
	const char *bucket = strrchr(s->bucket, '/'); /* the source is named without the endpoint's path */
	struct buf source;
	buf_init(&source, a, 256);
	buf_printf(&source, "%s/", bucket);
	sigv4_path(&source, from);
	struct sigv4_pair header = {"X-Amz-Copy-Source", buf_text(&source)};
	struct s3_call call = {.method = "PUT",
			       .key = to,
			       .headers = &header,
			       .header_count = 1,
			       .timeout_ms = LONG_MS,
			       .most_bytes = ANSWER_MOST};
	if (s3_call(a, s, &call, &answer, p) < 0)
		return -1;
	*found = answer.status != 404;
	return 0;
}

static int s3_remove(struct arena *a, const struct storage *s, const char *key, struct problem *p)
{
	struct fetch_answer answer;
	struct s3_call call = {.method = "DELETE", .key = key, .timeout_ms = SHORT_MS, .most_bytes = ANSWER_MOST};
	return s3_call(a, s3_of(s), &call, &answer, p);
}

static bool is_there(struct arena *a, const struct storage *s, const char *key)
{
	struct storage_object object;
	struct problem ignored;
	problem_init(&ignored, a);
	return s3_stat(a, s, key, &object, &ignored) == 0 && object.found;
}

/* Copy, then delete: what is repeated after a failure between the two finds the copy. While one twin
 * copies, another may be done and have deleted the source; stores then answer this or that (Swift:
 * NoSuchBucket), so only the target tells whether the copy failed. */
static int s3_move(struct arena *a, const struct storage *s, const char *from, const char *to, struct problem *p)
{
	struct storage_object object;
	struct problem why;
	bool found = true;
	problem_init(&why, p->arena);
	if (s3_stat(a, s, to, &object, p) < 0)
		return -1;
	bool copied = object.found || (copy(a, s3_of(s), from, to, &found, &why) == 0 && found);
	if (!copied && !is_there(a, s, to)) {
		p->retry_after = why.retry_after;
		return found ? problem_set(p, why.code, NULL)
			     : problem_set(p, PROBLEM_NOT_FOUND, "the file is not in the store");
	}
	return s3_remove(a, s, from, p);
}

/* One page of keys after `after`; the body lives in `a`. */
static int list(struct arena *a, const struct s3 *s, const char *prefix, const char *after, int most,
		struct fetch_answer *out, struct problem *p)
{
	struct sigv4_pair query[] = {{"list-type", "2"},
				     {"max-keys", arena_printf(a, "%d", most)},
				     {"prefix", prefix},
				     {"start-after", after}};
	struct s3_call call = {.method = "GET",
			       .query = query,
			       .query_count = after == NULL ? 3 : 4,
			       .timeout_ms = SHORT_MS,
			       .most_bytes = LIST_MOST};
	if (s3_call(a, s, &call, out, p) < 0)
		return -1;
	if (out->status == 404)
		return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "the file store has no such bucket");
	return 0;
}

struct visit {
	int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p);
	void *arg;
};

/* Calls for each key of the page and leaves the last one in `*last`; NULL if there was none. */
static int visit_page(struct arena *a, const struct fetch_answer *page, const struct visit *v, const char **last,
		      struct problem *p)
{
	struct xml_slice rest = {page->body, page->body + page->size}, entry;
	*last = NULL;
	while (xml_next(&rest, "Contents", &entry)) {
		const char *key = xml_text(a, entry, "Key"), *size = xml_text(a, entry, "Size");
		if (key == NULL)
			continue;
		*last = key;
		if (storage_key_kind(key, strlen(key)) == STORAGE_KEY_NONE)
			continue;
		struct arena *own = arena_new(4096);
		int rc = v->each(v->arg, own, key, size == NULL ? -1 : strtoll(size, NULL, 10), p);
		arena_free(own);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static bool has_more(struct arena *a, const struct fetch_answer *page)
{
	const char *text = xml_text(a, (struct xml_slice){page->body, page->body + page->size}, "IsTruncated");
	return text != NULL && strcmp(text, "true") == 0;
}

static int s3_each(const struct storage *s, const char *prefix,
		   int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		   struct problem *p)
{
	enum { PAGE = 1000, KEY_MOST = 1025 };
	struct visit v = {each, arg};
	char after[KEY_MOST] = "";
	bool more = true;
	int rc = 0;
	while (rc == 0 && more) {
		struct arena *a = arena_new(16 << 10);
		struct fetch_answer page;
		const char *last;
		rc = list(a, s3_of(s), prefix, *after == '\0' ? NULL : after, PAGE, &page, p);
		if (rc == 0)
			rc = visit_page(a, &page, &v, &last, p);
		more = rc == 0 && last != NULL && strlen(last) < KEY_MOST && strcmp(last, after) != 0 &&
		       has_more(a, &page);
		if (more)
			memcpy(after, last, strlen(last) + 1);
		arena_free(a);
	}
	return rc;
}

/* A list of nothing: unlike HEAD it tells the reason when it is refused. */
static int s3_check(struct arena *a, const struct storage *s, struct storage_health *out, struct problem *p)
{
	struct fetch_answer answer;
	if (list(a, s3_of(s), "health/", NULL, 1, &answer, p) < 0)
		return -1;
	*out = (struct storage_health){-1, -1};
	return 0;
}

static const char *missing_option(const struct conf *c)
{
	if (c->s3_endpoint == NULL)
		return "S3_ENDPOINT";
	if (c->s3_bucket == NULL)
		return "S3_BUCKET";
	if (c->s3_access_key_id == NULL)
		return "S3_ACCESS_KEY_ID";
	return c->s3_secret_access_key == NULL ? "S3_SECRET_ACCESS_KEY" : NULL;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), k = strlen(end);
	return n >= k && strcmp(s + n - k, end) == 0;
}

/* "host:port" as clients send it: in lower case, without the port that the scheme has anyway. */
static const char *host_of(struct arena *a, const char *scheme, const char *host, size_t n)
{
	char *text = arena_strndup(a, host, n);
	const char *own_port = strcmp(scheme, "https") == 0 ? ":443" : ":80";
	for (char *c = text; *c != '\0'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	if (ends_with(text, own_port))
		text[n - strlen(own_port)] = '\0';
	return text;
}

static int s3_open(struct arena *a, const struct conf *conf, struct storage **out, struct problem *p)
{
	const char *missing = missing_option(conf);
	if (missing != NULL)
		return problem_set(p, PROBLEM_INTERNAL, "the S3 file store needs the option %s", missing);
	const char *host = strstr(conf->s3_endpoint, "://");
	size_t n = host == NULL ? 0 : strcspn(host + 3, "/?#");
	if (n == 0 || strpbrk(conf->s3_endpoint, "?#@ ") != NULL)
		return problem_set(p, PROBLEM_INTERNAL, "option S3_ENDPOINT must be scheme, host and perhaps a path");
	host += 3;
	struct s3 *s = arena_new_one(a, struct s3);
	const char *scheme = strncmp(conf->s3_endpoint, "https:", 6) == 0 ? "https" : "http";
	struct buf bucket;
	s->host = host_of(a, scheme, host, n);
	s->origin = arena_printf(a, "%s://%s", scheme, s->host);
	buf_init(&bucket, a, 64);
	buf_printf(&bucket, "%s/", host + n);
	sigv4_path(&bucket, conf->s3_bucket);
	s->bucket = buf_text(&bucket);
	s->signer = (struct sigv4_signer){conf->s3_access_key_id, conf->s3_secret_access_key,
					  conf->s3_region == NULL ? "auto" : conf->s3_region, NULL};
	s->base = (struct storage){&s3_provider, conf, ends_with(s->host, ".supabase.co") ? "supabase" : "s3"};
	*out = &s->base;
	return 0;
}

const struct storage_provider s3_provider = {
	.kind = "s3",
	.open = s3_open,
	.presign_put = presign_put,
	.presign_get = presign_get,
	.stat = s3_stat,
	.read = s3_read,
	.write = s3_write,
	.move = s3_move,
	.remove = s3_remove,
	.each = s3_each,
	.check = s3_check,
};
