/* SPDX-License-Identifier: Apache-2.0 */
#include "link/local.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/problem.h"
#include "conf/conf.h"

#define AGENCY "01890a5d-ac96-774b-bcce-b302099a8057"
#define PENDING "pending/" AGENCY "/0199cafe-0000-7000-8000-000000000001"
#define FINAL AGENCY "/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.jpg"
#define NOW (INT64_C(1772625600) * 1000000)
#define SECOND INT64_C(1000000)

static const char *new_keys[] = {"new-new-new-new-new-new-new-new-", "old-old-old-old-old-old-old-old-"};
static const char *old_keys[] = {"old-old-old-old-old-old-old-old-"};
static const char *other_keys[] = {"any-any-any-any-any-any-any-any-"};
static struct conf conf;
static struct arena *arena;
static struct local_grant grant;

static struct storage *opened(void)
{
	struct storage *s;
	struct problem p;
	problem_init(&p, arena);
	assert_int_equal(storage_open(arena, &conf, "local", &s, &p), 0);
	return s;
}

/* what $request_uri will be */
static const char *uri_of(const char *url)
{
	const char *origin = "https://a.test";
	assert_memory_equal(url, origin, strlen(origin));
	return url + strlen(origin);
}

static const char *put_uri(void)
{
	struct storage_upload upload;
	storage_presign_put(arena, opened(), PENDING, "image/jpeg", 1234, 900, &upload);
	return uri_of(upload.url);
}

static const char *get_uri(const char *download)
{
	return uri_of(storage_presign_get(arena, opened(), FINAL, 3600, download));
}

static enum local_verdict put(const char *uri, const char *length, const char *type, int64_t now)
{
	struct local_request r = {"PUT", uri, length, type, NULL};
	return local_authorize(arena, &conf, &r, now, &grant);
}

static enum local_verdict ask(const char *method, const char *uri, int64_t now)
{
	struct local_request r = {.method = method, .uri = uri};
	return local_authorize(arena, &conf, &r, now, &grant);
}

static const char *replaced(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	assert_non_null(at);
	return arena_printf(arena, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
}

static void an_upload_address_has_this_form(void **state)
{
	(void)state;
	struct storage_upload upload;
	storage_presign_put(arena, opened(), PENDING, "image/jpeg", 1234, 900, &upload);
	assert_string_equal(upload.method, "PUT");
	assert_int_equal(upload.expires_us, NOW + 900 * SECOND);
	assert_int_equal(upload.header_count, 1);
	assert_string_equal(upload.headers[0].name, "Content-Type");
	assert_string_equal(upload.headers[0].value, "image/jpeg");
	const char *form = "https://a.test/storage/" PENDING "?exp=1772626500&op=put&len=1234&type=image/jpeg&sig=";
	assert_memory_equal(upload.url, form, strlen(form));
	assert_int_equal(strlen(upload.url), strlen(form) + 43);
}

static void an_upload_passes_as_announced(void **state)
{
	(void)state;
	assert_int_equal(put(put_uri(), "1234", "image/jpeg", NOW), LOCAL_ALLOWED);
	assert_int_equal(put(put_uri(), "1234", "Image/JPEG", NOW + 899 * SECOND), LOCAL_ALLOWED);
	assert_null(grant.disposition);
	assert_int_equal(grant.expires_s, 1772626500);
}

static void an_upload_ends(void **state)
{
	(void)state;
	assert_int_equal(put(put_uri(), "1234", "image/jpeg", NOW + 900 * SECOND), LOCAL_EXPIRED);
}

static void an_upload_has_the_announced_size(void **state)
{
	(void)state;
	static const char *const lengths[] = {"1235", "0", "", "01234", "1234 ", "+1234", "1234,1234"};
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
		assert_int_equal(put(put_uri(), lengths[i], "image/jpeg", NOW), LOCAL_WRONG_LENGTH);
	assert_int_equal(put(put_uri(), NULL, "image/jpeg", NOW), LOCAL_WRONG_LENGTH);
	struct local_request r = {"PUT", put_uri(), "1234", "image/jpeg", "chunked"};
	assert_int_equal(local_authorize(arena, &conf, &r, NOW, &grant), LOCAL_WRONG_LENGTH);
}

static void an_upload_has_the_announced_type(void **state)
{
	(void)state;
	assert_int_equal(put(put_uri(), "1234", "text/html", NOW), LOCAL_WRONG_TYPE);
	assert_int_equal(put(put_uri(), "1234", "image/jpeg; x", NOW), LOCAL_WRONG_TYPE);
	assert_int_equal(put(put_uri(), "1234", NULL, NOW), LOCAL_WRONG_TYPE);
}

static void a_reading_address_passes_for_get_and_head(void **state)
{
	(void)state;
	assert_int_equal(ask("GET", get_uri(NULL), NOW), LOCAL_ALLOWED);
	assert_int_equal(ask("HEAD", get_uri(NULL), NOW + 7199 * SECOND), LOCAL_ALLOWED);
	assert_null(grant.disposition);
	assert_int_equal(ask("GET", get_uri(NULL), NOW + 7200 * SECOND), LOCAL_EXPIRED);
}

static void a_reading_address_stays_for_an_hour(void **state)
{
	(void)state;
	const char *first = get_uri(NULL);
	clock_stop_at(NOW + 3599 * SECOND);
	assert_string_equal(get_uri(NULL), first);
	clock_stop_at(NOW + 3600 * SECOND);
	assert_string_not_equal(get_uri(NULL), first);
}

static void a_download_name_is_part_of_the_promise(void **state)
{
	(void)state;
	const char *uri = get_uri("plan été & co.pdf");
	assert_non_null(strstr(uri, "&name=plan%20%C3%A9t%C3%A9%20%26%20co.pdf&"));
	assert_int_equal(ask("GET", uri, NOW), LOCAL_ALLOWED);
	assert_string_equal(grant.disposition, storage_disposition(arena, "plan été & co.pdf"));
	assert_int_equal(ask("GET", replaced(uri, "plan", "plot"), NOW), LOCAL_WRONG_SIGNATURE);
	assert_int_equal(ask("GET", replaced(get_uri(NULL), "&sig", "&name=&sig"), NOW), LOCAL_WRONG_SIGNATURE);
}

static void an_address_is_for_one_method(void **state)
{
	(void)state;
	static const char *const methods[] = {"GET",  "HEAD", "DELETE",	 "POST", "MKCOL",
					      "COPY", "MOVE", "OPTIONS", "put",	 ""};
	for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
		assert_int_equal(ask(methods[i], put_uri(), NOW), LOCAL_WRONG_METHOD);
	assert_int_equal(put(get_uri(NULL), "1234", "image/jpeg", NOW), LOCAL_WRONG_METHOD);
	assert_int_equal(ask("DELETE", get_uri(NULL), NOW), LOCAL_WRONG_METHOD);
}

static void final_keys_are_never_written_nor_pending_ones_read(void **state)
{
	(void)state;
	struct storage_upload upload;
	storage_presign_put(arena, opened(), FINAL, "image/jpeg", 1234, 900, &upload);
	assert_int_equal(put(uri_of(upload.url), "1234", "image/jpeg", NOW), LOCAL_WRONG_METHOD);
	const char *url = storage_presign_get(arena, opened(), PENDING, 3600, NULL);
	assert_int_equal(ask("GET", uri_of(url), NOW), LOCAL_WRONG_METHOD);
}

static void every_part_is_signed(void **state)
{
	(void)state;
	const char *uri = put_uri();
	assert_int_equal(put(replaced(uri, "exp=17", "exp=18"), "1234", "image/jpeg", NOW), LOCAL_WRONG_SIGNATURE);
	assert_int_equal(put(replaced(uri, "len=1234", "len=1235"), "1235", "image/jpeg", NOW), LOCAL_WRONG_SIGNATURE);
	assert_int_equal(put(replaced(uri, "image/jpeg", "text/html"), "1234", "text/html", NOW),
			 LOCAL_WRONG_SIGNATURE);
	assert_int_equal(put(replaced(uri, "8057/", "8058/"), "1234", "image/jpeg", NOW), LOCAL_WRONG_SIGNATURE);
	assert_int_equal(ask("GET", replaced(uri, "op=put", "op=get"), NOW), LOCAL_WRONG_SIGNATURE);
}

static void only_the_form_that_is_given_out_is_read(void **state)
{
	(void)state;
	const char *uri = put_uri();
	const char *const broken[] = {
		"",
		"/",
		"/storage/",
		"/storage/" PENDING,
		"/storage/" PENDING "?",
		replaced(uri, "/storage/", "/storage//"),
		replaced(uri, "/storage/", "/storage/./"),
		replaced(uri, "/storage/", "//storage/"),
		replaced(uri, "/storage/", "/Storage/"),
		replaced(uri, "/storage/", "/storage/x/../"),
		replaced(uri, "pending/", "pending/../pending/"),
		replaced(uri, "pending/", "pending%2f"),
		replaced(uri, "pending/", "%70ending/"),
		replaced(uri, "pending/", "%2e%2e/pending/"),
		replaced(uri, "?", "#?"),
		replaced(uri, "?", "/?"),
		replaced(uri, "?", "%00?"),
		replaced(uri, "exp=", "xep="),
		replaced(uri, "op=put&", ""),
		replaced(uri, "exp=1772626500&", ""),
		replaced(uri, "op=put&", "op=put&op=put&"),
		replaced(uri, "op=put&", "op=put&&"),
		replaced(uri, "op=put&", "op=put&x=1&"),
		replaced(uri, "op=put&", "op&"),
		replaced(uri, "op=put", "op=%zz"),
		replaced(uri, "op=put", "op=put%00"),
		replaced(uri, "sig=", "sig=A"),
		replaced(uri, "&sig=", "&sig=&sig="),
		arena_printf(arena, "%s&", uri),
		arena_printf(arena, "%s=", uri),
		arena_printf(arena, "%.*s", (int)(strstr(uri, "&sig") - uri), uri),
		arena_printf(arena, "https://a.test%s", uri),
	};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		if (put(broken[i], "1234", "image/jpeg", NOW) != LOCAL_NOT_AN_ADDRESS)
			fail_msg("'%s' was read", broken[i]);
}

static void order_and_escapes_of_the_query_do_not_matter(void **state)
{
	(void)state;
	const char *uri = replaced(replaced(put_uri(), "op=put&", ""), "?", "?op=put&");
	assert_int_equal(put(replaced(uri, "image/jpeg", "image%2fjpeg"), "1234", "image/jpeg", NOW), LOCAL_ALLOWED);
}

static void keys_rotate(void **state)
{
	(void)state;
	conf.secret_keys = (struct conf_list){old_keys, 1};
	const char *old = put_uri();
	conf.secret_keys = (struct conf_list){new_keys, 2};
	const char *new = put_uri();
	assert_string_not_equal(old, new);
	assert_int_equal(put(old, "1234", "image/jpeg", NOW), LOCAL_ALLOWED);
	assert_int_equal(put(new, "1234", "image/jpeg", NOW), LOCAL_ALLOWED);
	conf.secret_keys = (struct conf_list){old_keys, 1};
	assert_int_equal(put(new, "1234", "image/jpeg", NOW), LOCAL_WRONG_SIGNATURE);
	conf.secret_keys = (struct conf_list){other_keys, 1};
	assert_int_equal(put(old, "1234", "image/jpeg", NOW), LOCAL_WRONG_SIGNATURE);
}

static void a_public_url_with_a_path_keeps_it(void **state)
{
	(void)state;
	conf.public_url = "https://a.test/crm";
	const char *uri = get_uri(NULL);
	assert_memory_equal(uri, "/crm/storage/", 13);
	assert_int_equal(ask("GET", uri, NOW), LOCAL_ALLOWED);
	assert_int_equal(ask("GET", uri + 4, NOW), LOCAL_NOT_AN_ADDRESS);
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	clock_stop_at(NOW);
	memset(&grant, 0, sizeof grant);
	conf = (struct conf){.storage = "local",
			     .storage_dir = "/srv/files",
			     .public_url = "https://a.test",
			     .secret_keys = {new_keys, 2}};
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
		TEST(an_upload_address_has_this_form),
		TEST(an_upload_passes_as_announced),
		TEST(an_upload_ends),
		TEST(an_upload_has_the_announced_size),
		TEST(an_upload_has_the_announced_type),
		TEST(a_reading_address_passes_for_get_and_head),
		TEST(a_reading_address_stays_for_an_hour),
		TEST(a_download_name_is_part_of_the_promise),
		TEST(an_address_is_for_one_method),
		TEST(final_keys_are_never_written_nor_pending_ones_read),
		TEST(every_part_is_signed),
		TEST(only_the_form_that_is_given_out_is_read),
		TEST(order_and_escapes_of_the_query_do_not_matter),
		TEST(keys_rotate),
		TEST(a_public_url_with_a_path_keeps_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
