/* SPDX-License-Identifier: Apache-2.0 */
/* Against what AWS's own presigner and an independent signer made: tests/vectors/s3-*.json. */
#include "link/sigv4.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "base/problem.h"

static struct arena *arena;

static const struct jvalue *vectors(const char *name)
{
	struct problem p;
	struct json_fault fault;
	const struct jvalue *out;
	char *text;
	size_t n;
	problem_init(&p, arena);
	const char *path = arena_printf(arena, "%s/%s", getenv("VECTORS"), name);
	if (file_read(arena, path, 1 << 20, &text, &n, &p) < 0)
		fail_msg("%s", p.detail);
	assert_int_equal(jvalue_parse(arena, text, n, &out, &fault), 0);
	return out;
}

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

static struct sigv4_signer signer_of(const struct jvalue *input)
{
	return (struct sigv4_signer){text(input, "access_key_id"), text(input, "secret_access_key"),
				     text(input, "region"), text(input, "session_token")};
}

/* the second line of the canonical request, for operations on a bucket */
static const char *canonical_path(const struct jvalue *v)
{
	const char *path = strchr(text(v, "canonical_request"), '\n') + 1;
	return arena_strndup(arena, path, strcspn(path, "\n"));
}

/* the prefix of the endpoint's path, the bucket unless the host names it, the key */
static const char *path_of(const struct jvalue *v)
{
	const struct jvalue *input = jvalue_get(v, "input");
	const char *endpoint = text(input, "endpoint"), *prefix = "";
	struct buf b;
	if (text(input, "key") == NULL)
		return canonical_path(v);
	if (endpoint != NULL && strstr(endpoint, "://") != NULL && strchr(strstr(endpoint, "://") + 3, '/') != NULL)
		prefix = strchr(strstr(endpoint, "://") + 3, '/');
	buf_init(&b, arena, 256);
	buf_puts(&b, prefix);
	if (strcmp(text(input, "addressing"), "path") == 0)
		sigv4_path(&b, arena_printf(arena, "/%s", text(input, "bucket")));
	sigv4_path(&b, arena_printf(arena, "/%s", text(input, "key")));
	return buf_text(&b);
}

static struct sigv4_request request_of(const struct jvalue *v, const struct jvalue *extra_query)
{
	const struct jvalue *headers = jvalue_get(jvalue_get(v, "input"), "signed_headers");
	struct jvalue_member *members = jvalue_members(arena, headers);
	struct sigv4_pair *pairs = arena_new_array(arena, struct sigv4_pair, jvalue_size(headers));
	struct sigv4_pair *query = arena_new_array(arena, struct sigv4_pair, jvalue_size(extra_query));
	struct sigv4_request r = {.method = text(v, "method"), .path = path_of(v), .query = query, .headers = pairs};
	for (size_t i = jvalue_size(headers); i-- > 0;) /* backwards: the order must not matter */
		if (strcmp(members[i].name, "host") == 0)
			r.host = jvalue_string(members[i].value);
		else
			pairs[r.header_count++] = (struct sigv4_pair){members[i].name, jvalue_string(members[i].value)};
	for (size_t i = jvalue_size(extra_query); i-- > 0;)
		query[r.query_count++] = (struct sigv4_pair){jvalue_string(jvalue_at(jvalue_at(extra_query, i), 0)),
							     jvalue_string(jvalue_at(jvalue_at(extra_query, i), 1))};
	return r;
}

static const char *presigned(const struct jvalue *v, const struct jvalue *extra_query)
{
	const struct jvalue *input = jvalue_get(v, "input");
	struct sigv4_signer signer = signer_of(input);
	struct sigv4_request r = request_of(v, extra_query);
	int64_t expires;
	assert_true(jvalue_integer(jvalue_get(input, "expires_seconds"), &expires));
	return sigv4_presign(arena, &signer, &r, text(input, "amz_date"), expires);
}

static void presigns_what_the_vectors_have(void **state)
{
	(void)state;
	const struct jvalue *all = jvalue_get(vectors("s3-presign.json"), "minimal_vectors");
	assert_int_equal(jvalue_size(all), 10);
	for (size_t i = 0; i < jvalue_size(all); i++) {
		const struct jvalue *v = jvalue_at(all, i), *input = jvalue_get(v, "input");
		const char *url = arena_printf(arena, "%s://%s%s", text(input, "scheme"), text(input, "host"),
					       presigned(v, jvalue_get(input, "extra_query")));
		assert_string_equal(url, text(v, "url"));
	}
}

static void signs_what_the_sdk_signs(void **state)
{
	(void)state;
	const struct jvalue *all = jvalue_get(vectors("s3-presign.json"), "vectors");
	assert_int_equal(jvalue_size(all), 17);
	for (size_t i = 0; i < jvalue_size(all); i++) {
		const struct jvalue *v = jvalue_at(all, i);
		const char *url = presigned(v, jvalue_get(v, "extra_query"));
		const char *signature = strstr(url, "X-Amz-Signature=");
		if (strcmp(signature + 16, text(v, "signature")) != 0)
			fail_msg("%s: %s", text(v, "name"), url);
	}
}

/* Path and query of a header vector, decoded as the caller would have them. */
static struct sigv4_request header_request(const struct jvalue *v)
{
	static const struct sigv4_pair list[] = {{"prefix", "agency/7f3a/"}, {"max-keys", "50"}, {"list-type", "2"}};
	char *path = arena_strdup(arena, text(v, "path")), *question = strchr(path, '?');
	struct sigv4_request r = {.method = text(v, "method"), .host = text(v, "host"), .path = path};
	if (question != NULL) {
		r.query = list;
		r.query_count = 3;
		assert_string_equal(sigv4_query(arena, &r), question + 1);
		*question = '\0';
	}
	return r;
}

static void authorizes_as_the_vectors_do(void **state)
{
	(void)state;
	const struct jvalue *file = vectors("s3-header-sigv4.json"), *all = jvalue_get(file, "vectors");
	const struct jvalue *keys = jvalue_get(file, "credentials");
	assert_int_equal(jvalue_size(all), 5);
	for (size_t i = 0; i < jvalue_size(all); i++) {
		const struct jvalue *v = jvalue_at(all, i), *sent = jvalue_get(v, "headers_sent");
		struct sigv4_signer signer = {text(keys, "accessKeyId"), text(keys, "secretAccessKey"),
					      text(v, "region"), NULL};
		struct jvalue_member *members = jvalue_members(arena, sent);
		struct sigv4_pair pairs[8];
		struct sigv4_request r = header_request(v);
		r.headers = pairs;
		for (size_t k = 0; k < jvalue_size(sent); k++) {
			const char *name = members[k].name, *value = jvalue_string(members[k].value);
			if (strcasecmp(name, "content-type") == 0 || strcmp(name, "x-amz-meta-agency") == 0)
				pairs[r.header_count++] =
					(struct sigv4_pair){name, arena_printf(arena, "  %s ", value)};
			else if (strcasecmp(name, "content-length") == 0)
				pairs[r.header_count++] = (struct sigv4_pair){name, jvalue_number(members[k].value)};
		}
		assert_string_equal(
			sigv4_authorize(arena, &signer, &r, text(v, "amz_date"), text(sent, "X-Amz-Content-Sha256")),
			text(v, "authorization"));
	}
}

static void a_session_token_is_signed_in_the_header_too(void **state)
{
	(void)state;
	struct sigv4_signer signer = {"key", "secret", "auto", "token"};
	struct sigv4_request r = {.method = "GET", .host = "h", .path = "/"};
	const char *value = sigv4_authorize(arena, &signer, &r, "20260304T050607Z", "UNSIGNED-PAYLOAD");
	assert_non_null(strstr(value, "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,"));
}

static void writes_the_date(void **state)
{
	(void)state;
	char date[SIGV4_DATE_SIZE];
	sigv4_date(1772600767999999, date);
	assert_string_equal(date, "20260304T050607Z");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(presigns_what_the_vectors_have),
		TEST(signs_what_the_sdk_signs),
		TEST(authorizes_as_the_vectors_do),
		TEST(a_session_token_is_signed_in_the_header_too),
		TEST(writes_the_date),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
