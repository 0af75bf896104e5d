/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "app/nginx_csp.h"
#include "app/nginx_problems.h"
#include "app/nginx_site.h"
#include "base/arena.h"
#include "base/problem.h"
#include "conf/conf.h"

static struct arena *arena;
static struct problem problem;
static struct conf conf;
static struct nginx_site site;

static int setup(void **state)
{
	(void)state;
	arena = arena_new(4096);
	problem_init(&problem, arena);
	conf = (struct conf){.public_url = "https://crm.example:8443",
			     .listen_port = 8443,
			     .listen_address = "*",
			     .tls_certificate = "/etc/ssl/site.pem",
			     .tls_key = "/etc/ssl/site.key",
			     .storage = "local",
			     .body_max_bytes = 1048576};
	site = (struct nginx_site){.conf = &conf, .templates = "/nowhere", .out = "/tmp/never-written", .logs = "/l", .temp = "/t"};
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static const char *fill(const char *text)
{
	return nginx_site_fill(arena, &site, text, &problem);
}

static void names_are_replaced(void **state)
{
	(void)state;
	assert_string_equal(fill("name @SERVER_NAME@; max @API_BODY_MAX@;"), "name crm.example; max 1114112;");
	assert_string_equal(fill("root @DASHBOARD@;"), "root ;");
	assert_string_equal(fill("mail a@b.example, @lower@, @"), "mail a@b.example, @lower@, @");
}

static void unknown_name_fails(void **state)
{
	(void)state;
	assert_null(fill("@NO_SUCH_NAME@"));
	assert_string_equal(problem.detail, "there is no value for @NO_SUCH_NAME@");
}

static void listens_where_told(void **state)
{
	(void)state;
	assert_string_equal(fill("@LISTEN@"), "listen 8443 ssl http2 reuseport;");
	site.ipv6 = true;
	assert_string_equal(fill("@LISTEN@"),
			    "listen 8443 ssl http2 reuseport;\n\tlisten [::]:8443 ssl http2 reuseport;");
	conf.listen_address = "localhost";
	assert_string_equal(fill("@LISTEN@"), "listen localhost:8443 ssl http2 reuseport;");
}

static void host_of_an_ipv6_address(void **state)
{
	(void)state;
	conf.public_url = "https://[::1]:8443";
	assert_string_equal(fill("@SERVER_NAME@"), "[::1]");
}

static void value_that_ends_a_directive_is_refused(void **state)
{
	(void)state;
	conf.clerk_issuer = "https://x; script-src *";
	assert_int_equal(nginx_site_write(arena, &site, &problem), -1);
	assert_string_equal(problem.detail, "CLERK_ISSUER has a character that nginx's configuration cannot hold");
}

static void tls_is_required(void **state)
{
	(void)state;
	conf.tls_key = NULL;
	assert_int_equal(nginx_site_write(arena, &site, &problem), -1);
	assert_string_equal(problem.detail, "set TLS_CERTIFICATE and TLS_KEY: nginx serves nothing without TLS");
}

static void policy_for_one_machine(void **state)
{
	(void)state;
	assert_string_equal(nginx_csp(arena, &conf),
			    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-$request_id'; "
			    "img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; font-src 'self'; worker-src 'self' blob:; "
			    "manifest-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
			    "frame-ancestors 'none'");
}

static void policy_names_configured_origins(void **state)
{
	(void)state;
	conf.s3_endpoint = "https://ref.storage.example/storage/v1/s3";
	conf.clerk_issuer = "https://clerk.example";
	conf.supabase_issuer = "https://ref.example/auth/v1";
	assert_non_null(strstr(nginx_csp(arena, &conf), "img-src 'self' data: blob: https://ref.storage.example; "
							"media-src 'self' https://ref.storage.example; connect-src 'self' "
							"https://clerk.example https://ref.example; font-src"));
	conf.storage = "s3";
	assert_non_null(strstr(nginx_csp(arena, &conf),
			       "img-src 'self' data: blob: https://ref.storage.example; media-src 'self' https://ref.storage.example; connect-src 'self' "
			       "https://ref.storage.example https://clerk.example https://ref.example; font-src"));
}

static void policy_lets_forms_go_where_people_pay(void **state)
{
	(void)state;
	conf.payfast_url = "https://sandbox.payfast.example/";
	assert_non_null(strstr(nginx_csp(arena, &conf), "form-action 'self'; frame-ancestors"));
	conf.payfast_merchant_id = "10000100";
	assert_non_null(strstr(nginx_csp(arena, &conf), "form-action 'self' https://sandbox.payfast.example; frame-ancestors"));
}

static void answers_are_the_table(void **state)
{
	(void)state;
	const char *text = nginx_problems_answers(arena);
	assert_non_null(strstr(text, "error_page 494 =431 /_problem/headers-too-large;\n"));
	assert_non_null(strstr(text, "\"limit\":$stagefy_body_limit}'"));
	assert_non_null(strstr(text, "error_page 500 = /_problem/$stagefy_fault;\n"));
	assert_non_null(strstr(text, "location = /_problem/too-many-requests {\n\tinternal;\n\tclient_max_body_size 0;\n"
				     "\tdefault_type application/problem+json;\n"
				     "\treturn 429 '{\"type\":\"/problems/too-many-requests\",\"title\":\"Too many requests\","
				     "\"status\":429,"));
	assert_non_null(strstr(text, "\"request_id\":\"$stagefy_request_id\"}';\n}\n"));
}

static void headers_follow_the_table(void **state)
{
	(void)state;
	const char *text = nginx_problems_maps(arena);
	assert_non_null(strstr(text, "\t/_problem/too-many-requests 1;\n"));
	assert_non_null(strstr(text, "\t/_problem/overloaded 1;\n"));
	assert_null(strstr(text, "/_problem/not-found"));
	assert_non_null(strstr(text, "\t/_problem/method-not-allowed \"GET, HEAD\";\n"));
}

static void no_text_reads_as_a_variable(void **state)
{
	(void)state;
	for (int code = PROBLEM_NONE + 1; code < PROBLEM_COUNT; code++) {
		assert_null(strchr(problem_kind((enum problem_code)code)->doc, '$'));
		assert_null(strchr(problem_kind((enum problem_code)code)->title, '$'));
	}
}

static void pages_are_html(void **state)
{
	(void)state;
	const char *page = nginx_problems_page(arena, PROBLEM_AGENCY_REQUIRED);
	assert_non_null(strstr(page, "<style nonce=\"__CSP_NONCE__\">"));
	assert_non_null(strstr(page, "<p class=\"status\">400 &middot; /problems/agency-required</p>\n<h1>Which agency?</h1>"));
	assert_non_null(strstr(page, "Send the header <code>Agency-Id</code> with"));
	assert_non_null(strstr(nginx_problems_page(arena, PROBLEM_NONE), "<a href=\"/problems/not-found\">Not found</a>"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(names_are_replaced, setup, teardown),
	    cmocka_unit_test_setup_teardown(unknown_name_fails, setup, teardown),
	    cmocka_unit_test_setup_teardown(listens_where_told, setup, teardown),
	    cmocka_unit_test_setup_teardown(host_of_an_ipv6_address, setup, teardown),
	    cmocka_unit_test_setup_teardown(value_that_ends_a_directive_is_refused, setup, teardown),
	    cmocka_unit_test_setup_teardown(tls_is_required, setup, teardown),
	    cmocka_unit_test_setup_teardown(policy_for_one_machine, setup, teardown),
	    cmocka_unit_test_setup_teardown(policy_names_configured_origins, setup, teardown),
	    cmocka_unit_test_setup_teardown(policy_lets_forms_go_where_people_pay, setup, teardown),
	    cmocka_unit_test_setup_teardown(answers_are_the_table, setup, teardown),
	    cmocka_unit_test_setup_teardown(headers_follow_the_table, setup, teardown),
	    cmocka_unit_test_setup_teardown(no_text_reads_as_a_variable, setup, teardown),
	    cmocka_unit_test_setup_teardown(pages_are_html, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
