/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/arena.h"
#include "base/buf.h"
#include "work/dispatch_message.h"
#include "work/held.h"

static const struct dispatch_ask ask = {.group = "g", .worker = "machine/7/1", .most = 3, .ends = "{\"job\":\"a\"},{\"job\":\"b\"}"};

static struct claimed jobs[] = {
	{.id = "j1", .agency_id = "a1", .kind = "test.one", .payload = "{\"n\":1}", .attempt = 1, .max_attempts = 5, .token = "t1", .correlation_id = "c1"},
	{.id = "j2", .kind = "test.two", .payload = "{}", .attempt = 2, .max_attempts = 3, .token = "t2"},
};
static const struct claims claims = {.count = 2, .jobs = jobs};

static struct arena *arena_of(void **state)
{
	return ((struct unit *)*state)->arena;
}

static struct buf asked(struct arena *a)
{
	struct buf b;
	buf_init(&b, a, 64);
	dispatch_write_ask(&b, &ask);
	return b;
}

static struct buf answered(struct arena *a)
{
	struct buf b;
	buf_init(&b, a, 64);
	dispatch_write_answer(&b, &claims);
	return b;
}

static void an_ask_arrives_as_it_was_sent(void **state)
{
	struct buf b = asked(arena_of(state));
	struct dispatch_ask heard;
	assert_int_equal(dispatch_read_ask(b.data, b.size, &heard), 0);
	assert_string_equal(heard.group, ask.group);
	assert_string_equal(heard.worker, ask.worker);
	assert_int_equal(heard.most, 3);
	assert_string_equal(heard.ends, ask.ends);
}

static void an_answer_arrives_as_it_was_sent(void **state)
{
	struct buf b = answered(arena_of(state));
	struct claims heard;
	assert_int_equal(dispatch_read_answer(b.data, b.size, &heard, arena_of(state)), 0);
	assert_int_equal(heard.count, 2);
	assert_string_equal(heard.jobs[0].id, "j1");
	assert_string_equal(heard.jobs[0].agency_id, "a1");
	assert_string_equal(heard.jobs[0].kind, "test.one");
	assert_string_equal(heard.jobs[0].payload, "{\"n\":1}");
	assert_int_equal(heard.jobs[0].payload_size, 7);
	assert_int_equal(heard.jobs[0].attempt, 1);
	assert_int_equal(heard.jobs[0].max_attempts, 5);
	assert_string_equal(heard.jobs[0].token, "t1");
	assert_string_equal(heard.jobs[0].correlation_id, "c1");
	assert_string_equal(heard.jobs[1].id, "j2");
	assert_null(heard.jobs[1].agency_id);
	assert_null(heard.jobs[1].correlation_id);
}

static void an_answer_without_jobs_is_one(void **state)
{
	const struct claims none = {.count = 0};
	struct claims heard;
	struct buf b;
	buf_init(&b, arena_of(state), 64);
	dispatch_write_answer(&b, &none);
	assert_int_equal(dispatch_read_answer(b.data, b.size, &heard, arena_of(state)), 0);
	assert_int_equal(heard.count, 0);
}

/* In an allocation of its own size, so that a step beyond the end is seen. */
static const char *cut(void **state, const struct buf *b, size_t n)
{
	return memcpy(arena_alloc(arena_of(state), n), b->data, n);
}

static void what_is_cut_off_anywhere_is_no_message(void **state)
{
	struct buf question = asked(arena_of(state)), reply = answered(arena_of(state));
	struct dispatch_ask ask_heard;
	struct claims heard;
	for (size_t n = 0; n < question.size; n++)
		assert_int_equal(dispatch_read_ask(cut(state, &question, n), n, &ask_heard), -1);
	for (size_t n = 0; n < reply.size; n++)
		assert_int_equal(dispatch_read_answer(cut(state, &reply, n), n, &heard, arena_of(state)), -1);
}

static void what_goes_on_behind_its_end_is_no_message(void **state)
{
	struct buf question = asked(arena_of(state)), reply = answered(arena_of(state));
	struct dispatch_ask ask_heard;
	struct claims heard;
	buf_put(&question, '\0');
	buf_put(&reply, '\0');
	assert_int_equal(dispatch_read_ask(question.data, question.size, &ask_heard), -1);
	assert_int_equal(dispatch_read_answer(reply.data, reply.size, &heard, arena_of(state)), -1);
}

static void asks_for_one_job_at_least_and_no_more_than_can_be_held(void **state)
{
	static const struct {
		int most, expected;
	} cases[] = {{0, -1}, {-1, -1}, {1, 0}, {HELD_MOST, 0}, {HELD_MOST + 1, -1}};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct dispatch_ask some = ask, heard;
		struct buf b;
		some.most = cases[i].most;
		buf_init(&b, arena_of(state), 64);
		dispatch_write_ask(&b, &some);
		assert_int_equal(dispatch_read_ask(b.data, b.size, &heard), cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(an_ask_arrives_as_it_was_sent),
		UNIT(an_answer_arrives_as_it_was_sent),
		UNIT(an_answer_without_jobs_is_one),
		UNIT(what_is_cut_off_anywhere_is_no_message),
		UNIT(what_goes_on_behind_its_end_is_no_message),
		UNIT(asks_for_one_job_at_least_and_no_more_than_can_be_held),
	};
	return UNIT_RUN(tests);
}
