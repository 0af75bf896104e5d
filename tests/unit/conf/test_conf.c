/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "conf/conf.h"

static char file[64];

static void clear_environment(void)
{
	size_t count;
	const struct conf_option *o = conf_options(&count);
	for (size_t i = 0; i < count; i++)
		if (o[i].name != NULL)
			unsetenv(o[i].name);
	unsetenv("STAGEFY_CONF");
}

/* No option in the environment, and an empty file. */
static int open_bare(void **state)
{
	clear_environment();
	strcpy(file, "/tmp/stagefy-conf-XXXXXX");
	int fd = mkstemp(file);
	return fd < 0 || close(fd) < 0 ? -1 : unit_open(state);
}

static int close_bare(void **state)
{
	clear_environment();
	unlink(file);
	return unit_close(state);
}

static void write_file_n(const char *text, size_t n)
{
	FILE *f = fopen(file, "w");
	assert_non_null(f);
	assert_int_equal(fwrite(text, 1, n, f), n);
	fclose(f);
}

static int load(struct unit *u, const char *text, struct conf *out)
{
	write_file_n(text, strlen(text));
	return conf_load(u->arena, file, out, unit_again(u));
}

static void test_defaults(void **state)
{
	struct unit *u = *state;
	struct conf c;
	assert_int_equal(conf_load(u->arena, NULL, &c, &u->p), 0);
	assert_null(c.database_url);
	assert_string_equal(c.prepare, "auto");
	assert_int_equal(c.body_max_bytes, 1048576);
	assert_int_equal(c.upload_types.count, 5);
	assert_string_equal(c.upload_types.items[4], "application/pdf");
	assert_int_equal(c.secret_keys.count, 0);
	/* a job whose worker was killed is with another within 15 s */
	assert_in_range(c.job_lease_s * 1000 + c.job_poll_ms, 1, 15000);
	assert_true(conf_is_set(&c, "WORKERS"));
	assert_false(conf_is_set(&c, "DATABASE_URL"));
	assert_false(conf_is_set(&c, "SECRET_KEYS"));
	assert_false(conf_is_set(&c, "NO_SUCH"));
}

/* What the rows themselves must keep to. */
static void test_rows(void **state)
{
	(void)state;
	size_t count;
	const struct conf_option *o = conf_options(&count);
	assert_non_null(o[0].group);
	for (size_t i = 0; i < count; i++) {
		if (o[i].name == NULL) {
			assert_non_null(o[i].group);
			continue;
		}
		assert_true(strlen(o[i].doc) > 5 && o[i].doc[strlen(o[i].doc) - 1] == '.');
		if (o[i].kind == CONF_INT)
			assert_true(o[i].least < o[i].most);
		/* numbers and choices are told in messages, so they can be no secrets */
		if (o[i].kind == CONF_INT || o[i].kind == CONF_CHOICE)
			assert_false(o[i].flags & CONF_SECRET);
		for (size_t j = 0; j < i; j++)
			assert_true(o[j].name == NULL || strcmp(o[j].name, o[i].name) != 0);
	}
}

static void test_file_and_environment(void **state)
{
	struct unit *u = *state;
	struct conf c;
	static const char text[] = "# comment\n\n  WORKERS=3\r\n\tLOG_LEVEL \t= \"debug\" \nREGION='us'\n"
				   "S3_BUCKET = a = b \nS3_REGION = \"open\nTLS_KEY = \"\nSUPABASE_AUDIENCE =\n"
				   "UPLOAD_TYPES = image/png ,, image/jpeg ,\nLISTEN_PORT = 443";
	setenv("WORKERS", "4", 1);
	setenv("S3_ACCESS_KEY_ID", "from-environment", 1);
	assert_int_equal(load(u, text, &c), 0);
	assert_int_equal(c.workers, 4);
	assert_string_equal(c.log_level, "debug");
	assert_string_equal(c.region, "us");
	assert_string_equal(c.s3_bucket, "a = b");
	assert_string_equal(c.s3_region, "\"open");
	assert_string_equal(c.tls_key, "\"");
	assert_string_equal(c.s3_access_key_id, "from-environment");
	assert_null(c.supabase_audience);
	assert_int_equal(c.upload_types.count, 2);
	assert_string_equal(c.upload_types.items[1], "image/jpeg");
	assert_int_equal(c.listen_port, 443);
}

/* An empty variable takes a value of the file away. */
static void test_empty_environment(void **state)
{
	struct unit *u = *state;
	struct conf c;
	setenv("S3_BUCKET", "", 1);
	assert_int_equal(load(u, "S3_BUCKET = x\n", &c), 0);
	assert_null(c.s3_bucket);
}

/* Every number and choice refuses what it must, and says its name. */
static void test_every_option_refuses(void **state)
{
	struct unit *u = *state;
	static const char *const no_numbers[] = {"", "x", "12x", "0x10", "1.5", "1e3", "99999999999999999999", "- 1"};
	size_t count;
	struct conf c;
	const struct conf_option *o = conf_options(&count);
	for (size_t i = 0; i < count; i++) {
		if (o[i].name == NULL || (o[i].kind != CONF_INT && o[i].kind != CONF_CHOICE))
			continue;
		const char *begin = arena_printf(u->arena, "option %s: ", o[i].name);
		for (size_t k = 0; k < COUNT(no_numbers) + 2; k++) {
			bool low = k == COUNT(no_numbers), high = k > COUNT(no_numbers);
			const char *value = low	   ? arena_printf(u->arena, "%lld", (long long)o[i].least - 1)
					    : high ? arena_printf(u->arena, "%lld", (long long)o[i].most + 1)
						   : no_numbers[k];
			setenv(o[i].name, value, 1);
			assert_int_equal(conf_load(u->arena, NULL, &c, unit_again(u)), -1);
			assert_int_equal(u->p.code, PROBLEM_INTERNAL);
			if (strncmp(u->p.detail, begin, strlen(begin)) != 0)
				fail_msg("%s", u->p.detail);
		}
		unsetenv(o[i].name);
	}
}

static void refuses(struct unit *u, const char *name, const char *value, const char *sentence)
{
	struct conf c = {.workers = -77};
	setenv(name, value, 1);
	assert_int_equal(conf_load(u->arena, NULL, &c, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, sentence);
	assert_int_equal(c.workers, -77);
	unsetenv(name);
}

static void test_sentences(void **state)
{
	struct unit *u = *state;
	refuses(u, "WORKERS", "many", "option WORKERS: 'many' is not a whole number");
	refuses(u, "WORKERS", "513", "option WORKERS: 513 is not between 0 and 512");
	refuses(u, "LOG_LEVEL", "inf", "option LOG_LEVEL: 'inf' is not one of debug|info|warn|error");
	refuses(u, "PUBLIC_URL", "ftp://x", "option PUBLIC_URL: 'ftp://x' does not begin with https://");
	refuses(u, "PUBLIC_URL", "https://x/", "option PUBLIC_URL: take the slash off the end of 'https://x/'");
	refuses(u, "SECRET_KEYS", "1,2,3,4,5,6,7,8,9", "option SECRET_KEYS: more than 8 items");
	refuses(u, "SECRET_KEYS", "0123456789abcdef0123456789abcdef, short",
		"option SECRET_KEYS: key 2 does not have 32 to 1024 characters");
	char *long_key = arena_alloc(u->arena, 1026);
	memset(long_key, 'k', 1025);
	long_key[1025] = '\0';
	refuses(u, "SECRET_KEYS", long_key, "option SECRET_KEYS: key 1 does not have 32 to 1024 characters");
}

/* Where nothing works without a value, an empty one is refused at start, not at the first request. */
static void test_required(void **state)
{
	struct unit *u = *state;
	static const char *const names[] = {"PUBLIC_URL", "RUNTIME_DIR", "KEYS_DIR", "STORAGE_DIR", "LISTEN_ADDRESS"};
	for (size_t i = 0; i < COUNT(names); i++)
		refuses(u, names[i], "", arena_printf(u->arena, "option %s: must have a value", names[i]));
}

static void test_lines_refused(void **state)
{
	struct unit *u = *state;
	struct conf c;
	assert_int_equal(load(u, "\nWORKERS = 1\nno equals\n", &c), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, arena_printf(u->arena, "%s:3: a line must be NAME = value", file));
	assert_int_equal(load(u, "= x", &c), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, arena_printf(u->arena, "%s:1: a line must be NAME = value", file));
	assert_int_equal(load(u, "WORKER = 1", &c), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL,
		       arena_printf(u->arena, "%s:1: there is no option 'WORKER'; 'stagefy config --example' lists them all", file));
	write_file_n("WORKERS = 1\0\nREGION = xx\n", 25);
	assert_int_equal(conf_load(u->arena, file, &c, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, arena_printf(u->arena, "%s: has a NUL byte in it", file));
	assert_int_equal(conf_load(u->arena, "/no/such/file", &c, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "cannot read '/no/such/file': No such file or directory");
}

/* No message repeats a secret, however the file is broken. */
static void test_secrets_stay(void **state)
{
	struct unit *u = *state;
	struct conf c;
	static const char *const texts[] = {
	    "SECRET_KEYS = hunter2\n",
	    "SECRET_KEYS = a,b,c,d,e,f,g,h,hunter2\n",
	    "DATABASE_URL\nhunter2\n",
	    "DATABASE_URL = postgres://u\n:hunter2@host/db?sslmode=require\n", /* a line that was wrapped */
	    "postgres://u:hunter2@host/db?a=b\n",
	};
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(load(u, texts[i], &c), -1);
		if (strstr(u->p.detail, "hunter2") != NULL)
			fail_msg("%s", u->p.detail);
	}
	size_t count;
	const struct conf_option *o = conf_options(&count);
	for (size_t i = 0; i < count; i++)
		if (o[i].name != NULL && o[i].flags & CONF_SECRET)
			setenv(o[i].name, "hunter2-hunter2-hunter2-hunter2-hunter2", 1);
	assert_int_equal(conf_load(u->arena, NULL, &c, unit_again(u)), 0);
	struct buf b;
	buf_init(&b, u->arena, 0);
	conf_print(&c, &b);
	assert_null(strstr(buf_text(&b), "hunter2"));
	assert_non_null(strstr(buf_text(&b), "DATABASE_URL = ********\n"));
}

static void test_print(void **state)
{
	struct unit *u = *state;
	struct conf c;
	struct buf b;
	assert_int_equal(load(u, "WORKERS = 7\nUPLOAD_TYPES = image/png,image/jpeg\n", &c), 0);
	buf_init(&b, u->arena, 0);
	conf_print(&c, &b);
	assert_non_null(strstr(buf_text(&b), "\nWORKERS = 7\n"));
	assert_non_null(strstr(buf_text(&b), "\nUPLOAD_TYPES = image/png, image/jpeg\n"));
	assert_non_null(strstr(buf_text(&b), "\nDATABASE_URL = \n"));
	assert_non_null(strstr(buf_text(&b), "\nREGION = eu\n"));
	assert_memory_equal(b.data, "# Database\n", 11);
}

/* The example is a file that loads as it is, and with every line taken in gives the defaults again. */
static void test_example_parses_back(void **state)
{
	struct unit *u = *state;
	struct conf c, defaults;
	struct buf example, plain, shown, wanted;
	buf_init(&example, u->arena, 0);
	conf_print_example(&example);
	assert_int_equal(load(u, buf_text(&example), &c), 0);
	buf_init(&plain, u->arena, 0);
	char *rest = arena_strdup(u->arena, buf_text(&example)), *line;
	size_t options = 0, rows = 0, count;
	while ((line = strsep(&rest, "\n")) != NULL) {
		bool option = line[0] == '#' && line[1] >= 'A' && line[1] <= 'Z';
		options += option;
		buf_printf(&plain, "%s\n", option ? line + 1 : line);
	}
	const struct conf_option *o = conf_options(&count);
	for (size_t i = 0; i < count; i++)
		rows += o[i].name != NULL;
	assert_int_equal(options, rows);
	assert_int_equal(load(u, buf_text(&plain), &c), 0);
	assert_int_equal(conf_load(u->arena, NULL, &defaults, &u->p), 0);
	buf_init(&shown, u->arena, 0);
	buf_init(&wanted, u->arena, 0);
	conf_print(&c, &shown);
	conf_print(&defaults, &wanted);
	assert_string_equal(buf_text(&shown), buf_text(&wanted));
}

static void test_default_file(void **state)
{
	struct unit *u = *state;
	struct conf c;
	setenv("STAGEFY_CONF", "", 1);
	assert_int_equal(conf_load_default(u->arena, &c, &u->p), 0);
	write_file_n("WORKERS = 9\n", 12);
	setenv("STAGEFY_CONF", file, 1);
	assert_int_equal(conf_load_default(u->arena, &c, &u->p), 0);
	assert_int_equal(c.workers, 9);
}

#define BARE(test) cmocka_unit_test_setup_teardown(test, open_bare, close_bare)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    BARE(test_defaults),	     BARE(test_rows),	     BARE(test_file_and_environment), BARE(test_empty_environment),
	    BARE(test_every_option_refuses), BARE(test_sentences),   BARE(test_required),	      BARE(test_lines_refused),
	    BARE(test_secrets_stay),	     BARE(test_print),	     BARE(test_example_parses_back),  BARE(test_default_file)};
	return UNIT_RUN(tests);
}
