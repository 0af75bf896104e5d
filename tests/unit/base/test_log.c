/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/jvalue.h"
#include "base/log.h"

static int real_stderr, file;
static char written[65536];

/* Standard error goes into a file while one line is written. */
static void listen_in(void)
{
	char name[] = "/tmp/stagefy-log-XXXXXX";
	fflush(stderr);
	real_stderr = dup(STDERR_FILENO);
	file = mkstemp(name);
	assert_true(file >= 0);
	unlink(name);
	dup2(file, STDERR_FILENO);
}

static const char *heard(void)
{
	dup2(real_stderr, STDERR_FILENO);
	close(real_stderr);
	ssize_t n = pread(file, written, sizeof written - 1, 0);
	close(file);
	assert_true(n >= 0);
	written[n] = '\0';
	return written;
}

/* Exactly one line of at most 2 KiB, which is one JSON object. */
static const struct jvalue *one_line(struct unit *u, const char *text)
{
	const struct jvalue *line;
	struct json_fault fault;
	size_t n = strlen(text);
	assert_in_range(n, 2, 2048);
	assert_ptr_equal(strchr(text, '\n'), text + n - 1);
	if (jvalue_parse(u->arena, text, n, &line, &fault) < 0)
		fail_msg("%s at %zu: %s", jvalue_fault_text(fault.kind), fault.offset, text);
	assert_int_equal(jvalue_kind(line), JSON_OBJECT);
	return line;
}

static const char *member(const struct jvalue *line, const char *name)
{
	return jvalue_string(jvalue_get(line, name));
}

static void test_line(void **state)
{
	struct log_line l;
	listen_in();
	log_set_program("test");
	log_begin(&l, LOG_WARN, "thing");
	log_text(&l, "name", "value");
	log_text(&l, "none", NULL);
	log_int(&l, "count", -5);
	log_ms(&l, "ms", 1234567);
	log_end(&l);
	const struct jvalue *line = one_line(*state, heard());
	assert_string_equal(member(line, "level"), "warn");
	assert_string_equal(member(line, "program"), "test");
	assert_string_equal(member(line, "event"), "thing");
	assert_string_equal(member(line, "name"), "value");
	assert_int_equal(strlen(member(line, "time")), 24);
	assert_string_equal(jvalue_number(jvalue_get(line, "count")), "-5");
	assert_string_equal(jvalue_number(jvalue_get(line, "ms")), "1234.567");
	assert_int_equal(jvalue_size(line), 7);
}

static void test_level(void **state)
{
	(void)state;
	listen_in();
	log_event(LOG_DEBUG, "x", "hidden");
	log_set_level(LOG_ERROR);
	log_event(LOG_WARN, "x", "hidden");
	log_set_level(LOG_INFO);
	assert_string_equal(heard(), "");
	assert_int_equal(log_level_from("debug"), LOG_DEBUG);
	assert_int_equal(log_level_from("error"), LOG_ERROR);
	assert_int_equal(log_level_from("Error"), -1);
	assert_int_equal(log_level_from(""), -1);
}

static void test_no_second_line(void **state)
{
	listen_in();
	log_event(LOG_INFO, "x", "a\nb\r\n{\"level\":\"info\"}\"\\\x01\x7f");
	const struct jvalue *line = one_line(*state, heard());
	assert_string_equal(member(line, "message"), "a\nb\r\n{\"level\":\"info\"}\"\\\x01\x7f");
}

static void test_not_utf8(void **state)
{
	listen_in();
	log_event(LOG_INFO, "x", "caf\xe9 \xff\xc3");
	assert_string_equal(member(one_line(*state, heard()), "message"), "caf? ??");
}

/* A long text is cut to 240 bytes, and never within a character. */
static void test_cut(void **state)
{
	char text[600];
	for (size_t before = 0; before < 4; before++) {
		struct log_line l;
		memset(text, 'a', before);
		text[before] = '\0';
		for (int i = 0; i < 100; i++)
			strcat(text, "€");
		listen_in();
		log_begin(&l, LOG_INFO, "x");
		log_text(&l, "long", text);
		log_end(&l);
		const char *shown = member(one_line(*state, heard()), "long");
		assert_in_range(strlen(shown), 238, 240);
		assert_memory_equal(shown, text, strlen(shown));
	}
}

/* However much is noted, a line stays one line within its bytes. */
static void test_full(void **state)
{
	struct unit *u = *state;
	static const char *const fillings[] = {"\x01", "a", "é", "\xff", "\"", "\n"};
	for (size_t i = 0; i < COUNT(fillings); i++)
		for (size_t size = 0; size < 260; size += 13) {
			struct log_line l;
			char text[600] = "";
			for (size_t k = 0; k < size; k++)
				strcat(text, fillings[i]);
			listen_in();
			log_begin(&l, LOG_INFO, "x");
			for (int k = 0; k < 40; k++) {
				char name[16];
				snprintf(name, sizeof name, "t%d", k);
				log_text(&l, name, text);
				name[0] = 'i';
				log_int(&l, name, -999999999999999999); /* what the reader of this test holds */
				name[0] = 'm';
				log_ms(&l, name, 999999999999999999);
			}
			log_end(&l);
			one_line(u, heard());
		}
}

/* A second long text still shows its beginning. */
static void test_second_long_text(void **state)
{
	struct log_line l;
	char text[241];
	memset(text, 'x', 240);
	text[240] = '\0';
	listen_in();
	log_begin(&l, LOG_INFO, "x");
	for (int i = 0; i < 6; i++) {
		char name[16];
		snprintf(name, sizeof name, "t%d", i);
		log_text(&l, name, text);
	}
	log_end(&l);
	const struct jvalue *line = one_line(*state, heard());
	for (int i = 0; i < 6; i++) {
		char name[16];
		snprintf(name, sizeof name, "t%d", i);
		assert_true(strlen(member(line, name)) >= 50);
	}
}

static void test_clocks_that_disagree(void **state)
{
	struct log_line l;
	listen_in();
	log_begin(&l, LOG_INFO, "x");
	log_ms(&l, "ms", -1500);
	log_end(&l);
	assert_string_equal(jvalue_number(jvalue_get(one_line(*state, heard()), "ms")), "0.000");
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_line),	UNIT(test_level), UNIT(test_no_second_line),
					   UNIT(test_not_utf8), UNIT(test_cut),	  UNIT(test_full),
					   UNIT(test_second_long_text), UNIT(test_clocks_that_disagree)};
	return UNIT_RUN(tests);
}
