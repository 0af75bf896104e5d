/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include "base/lanes.h"

/* Pieces of work by letters, in the order in which they come: a small one waits once and lets others begin, a capital lets
 * nobody, a digit does not wait, '*' takes long. '.': nobody is there at the moment. */
static struct {
	const char *come;
	unsigned lane_of[128], most, under_way;
	char current[LANES_MOST], told[160];
} t;

static void tell(char piece, char what)
{
	char text[] = {piece, what, ' ', '\0'};
	strncat(t.told, text, sizeof t.told - strlen(t.told) - 1);
}

static bool take(void *arg, unsigned lane, bool wait)
{
	(void)arg;
	while (wait && *t.come == '.')
		t.come++;
	if (*t.come == '\0')
		return false;
	if (*t.come == '.') {
		t.come++;
		return false;
	}
	t.current[lane] = *t.come++;
	return true;
}

static void run(void *arg, unsigned lane)
{
	(void)arg;
	char piece = t.current[lane];
	if (++t.under_way > t.most)
		t.most = t.under_way;
	tell(piece, '<');
	if (piece == '*')
		lanes_clear();
	if (piece >= 'A')
		lanes_wait(piece >= 'a');
	tell(piece, '>');
	t.under_way--;
}

/* As the connection does: until nobody is under way but this one. */
static void clear(void *arg)
{
	(void)arg;
	while (t.under_way > 1)
		lanes_wait(false);
}

static const char *work(unsigned count, const char *come)
{
	memset(&t, 0, sizeof t);
	t.come = come;
	lanes_run(count, &(struct lanes_work){.take = take, .run = run, .clear = clear});
	return t.told;
}

static void test_one_lane(void **state)
{
	(void)state;
	assert_string_equal(work(1, "ab1"), "a< a> b< b> 1< 1> ");
	assert_int_equal(t.most, 1);
}

static void test_next_is_begun_while_one_waits(void **state)
{
	(void)state;
	assert_string_equal(work(2, "ab"), "a< b< a> b> ");
}

static void test_line_is_first_in_first_out(void **state)
{
	(void)state;
	assert_string_equal(work(3, "abcde"), "a< b< c< a> d< b> e< c> d> e> ");
	assert_int_equal(t.most, 3);
}

static void test_what_does_not_wait_passes_the_line(void **state)
{
	(void)state;
	assert_string_equal(work(3, "a12b"), "a< 1< 1> 2< 2> b< a> b> ");
}

static void test_nobody_there_means_going_on(void **state)
{
	(void)state;
	assert_string_equal(work(3, "a.b"), "a< a> b< b> ");
	assert_string_equal(work(3, "ab.c"), "a< b< a> c< b> c> ");
}

static void test_nobody_is_begun_behind_one_that_wants_none(void **state)
{
	(void)state;
	assert_string_equal(work(3, "aBc"), "a< B< a> B> c< c> ");
}

static void test_who_takes_long_lets_the_line_go_first(void **state)
{
	(void)state;
	assert_string_equal(work(4, "ab*c"), "a< b< *< a> b> *> c< c> ");
	assert_string_equal(work(1, "*"), "*< *> ");
	lanes_clear(); /* outside of all work */
}

static void test_all_that_was_begun_ends(void **state)
{
	(void)state;
	assert_string_equal(work(LANES_MOST + 5, "abcdefghij"), "a< b< c< d< e< f< g< h< a> i< b> j< c> d> e> f> g> h> i> j> ");
	assert_int_equal(t.under_way, 0);
	assert_int_equal(t.most, LANES_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_one_lane),
					   UNIT(test_next_is_begun_while_one_waits),
					   UNIT(test_line_is_first_in_first_out),
					   UNIT(test_what_does_not_wait_passes_the_line),
					   UNIT(test_nobody_there_means_going_on),
					   UNIT(test_nobody_is_begun_behind_one_that_wants_none),
					   UNIT(test_who_takes_long_lets_the_line_go_first),
					   UNIT(test_all_that_was_begun_ends)};
	return UNIT_RUN(tests);
}
