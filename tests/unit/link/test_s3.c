/* SPDX-License-Identifier: Apache-2.0 */
/* What a store may answer, from a server that says it. That real stores accept our signatures is
 * tried in the API tests. */
#include "link/s3.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "server.h"

#define AGENCY "01890a5d-ac96-774b-bcce-b302099a8057"
#define PENDING "pending/" AGENCY "/0199cafe-0000-7000-8000-000000000001"
#define VARIANT AGENCY "/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.cover.webp"
#define FINAL AGENCY "/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.jpg"
#define FINAL2 AGENCY "/0199cafe-0000-7000-8000-000000000003-AAECAwQFBgcICQoLDA0ODw.jpg"
#define NOW (INT64_C(1772625630) * 1000000) /* 2026-03-04T12:00:30Z */

#define OK "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
#define NO_CONTENT "HTTP/1.1 204 No Content\r\n\r\n"
#define MISSING "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
#define ERROR(status, extra, code)                                                                                     \
	"HTTP/1.1 " status "\r\n" extra "Connection: close\r\n\r\n<?xml version='1.0'?><Error><Code>" code             \
	"</Code></Error>"

static struct arena *arena;
static struct problem problem;
static struct server server;
static struct conf conf;

static struct storage *opened(const char *endpoint)
{
	struct storage *s;
	conf = (struct conf){.s3_endpoint = endpoint,
			     .s3_region = "auto",
			     .s3_bucket = "media",
			     .s3_access_key_id = "key",
			     .s3_secret_access_key = "secret"};
	assert_int_equal(storage_open(arena, &conf, "s3", &s, &problem), 0);
	return s;
}

static struct storage *answering(const char *const *answers)
{
	server_start(&server, answers);
	return opened(arena_printf(arena, "http://127.0.0.1:%d/base", server.port));
}

#define ANSWERS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void asked(size_t i, const char *begin)
{
	server_stop(&server);
	assert_true((size_t)server.accepted > i);
	if (strncmp(server.requests[i], begin, strlen(begin)) != 0)
		fail_msg("asked %s", server.requests[i]);
}

static void an_upload_address_signs_host_type_and_length(void **state)
{
	(void)state;
	struct storage_upload up;
	struct storage *s = opened("https://R2.example.com:443");
	storage_presign_put(arena, s, PENDING, "image/jpeg", 1234, 900, &up);
	const char *form =
		"https://r2.example.com/media/" PENDING
		"?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=key%2F20260304%2Fauto%2Fs3%2Faws4_request"
		"&X-Amz-Date=20260304T120030Z&X-Amz-Expires=900"
		"&X-Amz-SignedHeaders=content-length%3Bcontent-type%3Bhost&X-Amz-Signature=";
	assert_memory_equal(up.url, form, strlen(form));
	assert_int_equal(strlen(up.url), strlen(form) + 64);
	assert_string_equal(up.method, "PUT");
	assert_int_equal(up.header_count, 1);
	assert_string_equal(up.headers[0].name, "Content-Type");
	assert_string_equal(up.headers[0].value, "image/jpeg");
	assert_int_equal(up.expires_us, NOW + 900 * INT64_C(1000000));
}

static void a_reading_address_begins_at_the_hour(void **state)
{
	(void)state;
	struct storage *s = opened("https://x.storage.supabase.co/storage/v1/s3");
	const char *first = storage_presign_get(arena, s, FINAL, 3600, NULL);
	const char *form = "https://x.storage.supabase.co/storage/v1/s3/media/" FINAL "?X-Amz-Algorithm=";
	assert_memory_equal(first, form, strlen(form));
	assert_non_null(strstr(first, "&X-Amz-Date=20260304T120000Z&X-Amz-Expires=7200&X-Amz-SignedHeaders=host&"));
	clock_stop_at(NOW + INT64_C(3569000000));
	assert_string_equal(storage_presign_get(arena, s, FINAL, 3600, NULL), first);
	clock_stop_at(NOW + INT64_C(3570000000));
	assert_string_not_equal(storage_presign_get(arena, s, FINAL, 3600, NULL), first);
}

static void a_download_carries_its_name(void **state)
{
	(void)state;
	const char *url = storage_presign_get(arena, opened("https://x.test"), FINAL, 3600, "a.pdf");
	assert_non_null(strstr(url, "&response-content-disposition=attachment%3B%20filename%3D%22a.pdf%22%3B%20"
				    "filename%2A%3DUTF-8%27%27a.pdf&X-Amz-Signature="));
}

static void stat_reads_the_headers(void **state)
{
	(void)state;
	struct storage_object o;
	struct storage *s = answering(ANSWERS("HTTP/1.1 200 OK\r\nContent-Length: 5368709120\r\nETag: \"abc-2\"\r\n"
					      "Content-Type: image/png\r\nConnection: close\r\n\r\n"));
	assert_int_equal(storage_stat(arena, s, PENDING, &o, &problem), 0);
	asked(0, "HEAD /base/media/" PENDING " HTTP/1.1\r\n");
	assert_true(o.found);
	assert_int_equal(o.size, INT64_C(5368709120));
	assert_string_equal(o.etag, "\"abc-2\"");
	assert_string_equal(o.content_type, "image/png");
	assert_non_null(strstr(server.requests[0], "\r\nX-Amz-Date: 20260304T120030Z\r\n"));
	assert_non_null(strstr(server.requests[0], "\r\nX-Amz-Content-Sha256: e3b0c442"));
	assert_non_null(strstr(server.requests[0],
			       "\r\nAuthorization: AWS4-HMAC-SHA256 Credential=key/20260304/auto/s3/"
			       "aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, "));
}

static void what_is_written_is_signed_with_its_digest(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(OK));
	assert_int_equal(storage_write(arena, s, VARIANT, "image/webp", "abc", 3, &problem), 0);
	asked(0, "PUT /base/media/" VARIANT " HTTP/1.1\r\n");
	assert_non_null(strstr(server.requests[0], "\r\nContent-Type: image/webp\r\n"));
	assert_non_null(strstr(server.requests[0],
			       "\r\nX-Amz-Content-Sha256: ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\r\n"));
	assert_non_null(strstr(server.requests[0], "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, "));
	assert_non_null(strstr(server.requests[0], "\r\n\r\nabc"));
}

static void only_variants_are_written(void **state)
{
	(void)state;
	assert_int_equal(storage_write(arena, opened("http://127.0.0.1:1"), FINAL, "image/jpeg", "abc", 3, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_INTERNAL);
}

static void stat_knows_what_is_missing(void **state)
{
	(void)state;
	struct storage_object o;
	struct storage *s = answering(ANSWERS(MISSING));
	assert_int_equal(storage_stat(arena, s, PENDING, &o, &problem), 0);
	asked(0, "HEAD ");
	assert_false(o.found);
}

/* stat is as good as any: all calls go one way */
static void expect_unavailable(const char *answer, int retry_after)
{
	struct storage_object o;
	struct storage_health h;
	problem_init(&problem, arena);
	struct storage *s = answering(ANSWERS(answer));
	assert_int_equal(storage_check(arena, s, &h, &problem), -1);
	server_stop(&server);
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	assert_int_equal(problem.retry_after, retry_after);
	problem_init(&problem, arena);
	assert_int_equal(storage_stat(arena, s, PENDING, &o, &problem), -1); /* nobody listens now */
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	assert_int_equal(problem.retry_after, 2);
}

static void a_store_in_trouble_is_unavailable(void **state)
{
	(void)state;
	expect_unavailable(ERROR("503 Slow Down", "", "SlowDown"), 2);
	expect_unavailable(ERROR("503 Slow Down", "Retry-After: 7\r\n", "SlowDown"), 7);
	expect_unavailable(ERROR("429 Too Many", "Retry-After: 86400\r\n", "TooManyRequests"), 300);
	expect_unavailable(ERROR("500 Oops", "", "InternalError"), 2);
	expect_unavailable("HTTP/1.1 502 Bad\r\nConnection: close\r\n\r\n<html>proxy</html>", 2);
	expect_unavailable(ERROR("200 OK", "", "InternalError"), 2);
	expect_unavailable("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", 2);
}

static void wrong_options_are_unavailable_for_longer(void **state)
{
	(void)state;
	expect_unavailable(ERROR("403 Forbidden", "", "InvalidAccessKeyId"), 60);
	expect_unavailable(ERROR("403 Forbidden", "", "SignatureDoesNotMatch"), 60);
	expect_unavailable(ERROR("403 Forbidden", "", "RequestTimeTooSkewed"), 60);
	expect_unavailable(ERROR("404 Not Found", "", "NoSuchBucket"), 60);
	expect_unavailable("HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", 60);
}

static int append(void *arg, const void *p, size_t n)
{
	strncat(arg, p, n);
	return 0;
}

static void reads_a_range(void **state)
{
	(void)state;
	char text[16] = "";
	struct storage *s = answering(ANSWERS("HTTP/1.1 206 Partial\r\nContent-Length: 3\r\n\r\nell"));
	assert_int_equal(storage_read(arena, s, FINAL, 1, 3, (struct storage_sink){append, text}, &problem), 0);
	asked(0, "GET /base/media/" FINAL " HTTP/1.1\r\n");
	assert_non_null(strstr(server.requests[0], "\r\nRange: bytes=1-3\r\n"));
	assert_string_equal(text, "ell");
}

static void a_missing_file_cannot_be_read(void **state)
{
	(void)state;
	char text[16] = "";
	struct storage *s = answering(ANSWERS(ERROR("404 Not Found", "", "NoSuchKey")));
	assert_int_equal(storage_read(arena, s, FINAL, 0, 3, (struct storage_sink){append, text}, &problem), -1);
	asked(0, "GET ");
	assert_int_equal(problem.code, PROBLEM_NOT_FOUND);
	assert_string_equal(text, "");
}

static void reading_behind_the_end_gives_nothing(void **state)
{
	(void)state;
	char text[16] = "";
	struct storage *s = answering(ANSWERS(ERROR("416 Range", "", "InvalidRange")));
	assert_int_equal(storage_read(arena, s, FINAL, 9, 3, (struct storage_sink){append, text}, &problem), 0);
	asked(0, "GET ");
	assert_string_equal(text, "");
}

static void a_store_without_ranges_is_noticed(void **state)
{
	(void)state;
	char text[16] = "";
	struct storage *s = answering(ANSWERS("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhel"));
	assert_int_equal(storage_read(arena, s, FINAL, 1, 3, (struct storage_sink){append, text}, &problem), -1);
	asked(0, "GET ");
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
}

static void moving_is_a_copy_and_a_delete(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING, OK, NO_CONTENT));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), 0);
	asked(0, "HEAD /base/media/" FINAL " ");
	asked(1, "PUT /base/media/" FINAL " ");
	asked(2, "DELETE /base/media/" PENDING " ");
	assert_non_null(strstr(server.requests[1], "\r\nX-Amz-Copy-Source: /media/" PENDING "\r\n"));
	assert_non_null(
		strstr(server.requests[1], "SignedHeaders=host;x-amz-content-sha256;x-amz-copy-source;x-amz-date,"));
	assert_non_null(strstr(server.requests[1], "\r\nContent-Length: 0\r\n"));
}

static void what_is_final_is_never_copied_over(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(OK, NO_CONTENT));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), 0);
	asked(1, "DELETE /base/media/" PENDING " ");
	assert_int_equal(server.accepted, 2);
}

static void a_twin_may_have_moved_it(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING, ERROR("404 Not Found", "", "NoSuchKey"), OK, NO_CONTENT));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), 0);
	asked(3, "DELETE ");
}

static void a_copy_that_failed_because_a_twin_made_it_is_made(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING, ERROR("404 Not Found", "", "NoSuchBucket"), OK, NO_CONTENT));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), 0);
	asked(3, "DELETE ");
}

static void moving_nothing_is_not_found(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING, ERROR("404 Not Found", "", "NoSuchKey"), MISSING));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), -1);
	asked(2, "HEAD ");
	assert_int_equal(problem.code, PROBLEM_NOT_FOUND);
}

static void a_copy_that_fails_after_its_status_line_is_no_copy(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING, ERROR("200 OK", "", "InternalError"), MISSING));
	assert_int_equal(storage_move(arena, s, PENDING, FINAL, &problem), -1);
	asked(1, "PUT ");
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	assert_int_equal(problem.retry_after, 2);
	assert_int_equal(server.accepted, 3); /* so nothing was deleted */
}

static void removing_does_not_mind_absence(void **state)
{
	(void)state;
	struct storage *s = answering(ANSWERS(MISSING));
	assert_int_equal(storage_remove(arena, s, FINAL, &problem), 0);
	asked(0, "DELETE /base/media/" FINAL " ");
}

static int note(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	(void)a, (void)p;
	char *text = arg;
	strcat(text, arena_printf(a, "%s:%d\n", key, (int)size));
	return 0;
}

#define PAGE(truncated, contents)                                                                                      \
	"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n<ListBucketResult xmlns=\"x\"><IsTruncated>" truncated            \
	"</IsTruncated>" contents "</ListBucketResult>"
#define ENTRY(key, size) "<Contents><Key>" key "</Key><Size>" size "</Size></Contents>"

static void walks_page_by_page(void **state)
{
	(void)state;
	char text[1024] = "";
	struct storage *s = answering(
		ANSWERS(PAGE("true", ENTRY(FINAL, "1") ENTRY("x &amp; y/z", "2")), PAGE("false", ENTRY(FINAL2, "3"))));
	assert_int_equal(storage_each(s, AGENCY "/", note, text, &problem), 0);
	asked(0, "GET /base/media?list-type=2&max-keys=1000&prefix=" AGENCY "%2F HTTP/1.1\r\n");
	asked(1, "GET /base/media?list-type=2&max-keys=1000&prefix=" AGENCY
		 "%2F&start-after=x%20%26%20y%2Fz HTTP/1.1\r\n");
	assert_string_equal(text, FINAL ":1\n" FINAL2 ":3\n");
}

static void a_store_that_repeats_a_page_is_not_asked_for_ever(void **state)
{
	(void)state;
	char text[1024] = "";
	const char *page = PAGE("true", ENTRY(FINAL, "1"));
	struct storage *s = answering(ANSWERS(page, page, page));
	assert_int_equal(storage_each(s, "", note, text, &problem), 0);
	server_stop(&server);
	assert_int_equal(server.accepted, 2);
}

static void health_asks_for_a_list(void **state)
{
	(void)state;
	struct storage_health h;
	struct storage *s = answering(ANSWERS(PAGE("false", "")));
	assert_int_equal(storage_check(arena, s, &h, &problem), 0);
	asked(0, "GET /base/media?list-type=2&max-keys=1&prefix=health%2F HTTP/1.1\r\n");
	assert_int_equal(h.free_bytes, -1);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	problem_init(&problem, arena);
	clock_stop_at(NOW);
	log_set_level(LOG_ERROR + 1);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	clock_stop_at(0);
	arena_free(arena);
	return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_upload_address_signs_host_type_and_length),
		TEST(a_reading_address_begins_at_the_hour),
		TEST(a_download_carries_its_name),
		TEST(stat_reads_the_headers),
		TEST(what_is_written_is_signed_with_its_digest),
		TEST(only_variants_are_written),
		TEST(stat_knows_what_is_missing),
		TEST(a_store_in_trouble_is_unavailable),
		TEST(wrong_options_are_unavailable_for_longer),
		TEST(reads_a_range),
		TEST(a_missing_file_cannot_be_read),
		TEST(reading_behind_the_end_gives_nothing),
		TEST(a_store_without_ranges_is_noticed),
		TEST(moving_is_a_copy_and_a_delete),
		TEST(what_is_final_is_never_copied_over),
		TEST(a_twin_may_have_moved_it),
		TEST(a_copy_that_failed_because_a_twin_made_it_is_made),
		TEST(moving_nothing_is_not_found),
		TEST(a_copy_that_fails_after_its_status_line_is_no_copy),
		TEST(removing_does_not_mind_absence),
		TEST(walks_page_by_page),
		TEST(a_store_that_repeats_a_page_is_not_asked_for_ever),
		TEST(health_asks_for_a_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
