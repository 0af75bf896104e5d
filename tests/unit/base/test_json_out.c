/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/json_out.h"
#include "base/jvalue.h"

static void test_commas(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 0);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "a", "x");
	json_out_member(&o, "none", NULL);
	json_out_member_int(&o, "n", -3);
	json_out_member_bool(&o, "t", true);
	json_out_member_raw(&o, "raw", "[1]");
	json_out_name(&o, "list");
	json_out_open(&o, '[');
	json_out_open(&o, '{');
	json_out_close(&o, '}');
	json_out_open(&o, '[');
	json_out_close(&o, ']');
	json_out_int(&o, INT64_MIN);
	json_out_null(&o);
	json_out_bool(&o, false);
	json_out_string(&o, "");
	json_out_raw(&o, "1.50", 4);
	json_out_close(&o, ']');
	json_out_member(&o, "z", "end");
	json_out_close(&o, '}');
	assert_string_equal(buf_text(&b), "{\"a\":\"x\",\"none\":null,\"n\":-3,\"t\":true,\"raw\":[1],\"list\":[{},[],"
					  "-9223372036854775808,null,false,\"\",1.50],\"z\":\"end\"}");
}

static void test_escapes(void **state)
{
	struct unit *u = *state;
	struct buf b;
	buf_init(&b, u->arena, 0);
	static const char text[] = "a\"b\\c/\b\f\n\r\t\x01\x1f\x7f\0é€🏠";
	json_out_quote(&b, text, sizeof text - 1);
	assert_string_equal(buf_text(&b), "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0001\\u001f\\u007f\\u0000é€🏠\"");
}

/* Whatever a string holds, a reader gets it back. */
static void test_every_character_returns(void **state)
{
	struct unit *u = *state;
	for (int c = 1; c < 128; c++) {
		char text[] = {'<', (char)c, '>', '\0'};
		struct buf b;
		const struct jvalue *v;
		struct json_fault fault;
		buf_init(&b, u->arena, 0);
		struct json_out o = json_out(&b);
		json_out_string(&o, text);
		assert_int_equal(jvalue_parse(u->arena, b.data, b.size, &v, &fault), 0);
		assert_string_equal(jvalue_string(v), text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_commas), UNIT(test_escapes), UNIT(test_every_character_returns)};
	return UNIT_RUN(tests);
}
