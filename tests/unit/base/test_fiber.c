/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fiber.h"

static char told[64], a_name[] = "a", b_name[] = "b", no_name[] = "";

static void tell(const char *what)
{
	strncat(told, what, sizeof told - strlen(told) - 1);
}

static void count_to_three(void *arg)
{
	for (int i = 1; i <= 3; i++) {
		char text[16];
		snprintf(text, sizeof text, "%s%d ", (const char *)arg, i);
		tell(text);
		if (i < 3)
			fiber_pause();
	}
}

static void test_goes_on_where_it_stood(void **state)
{
	(void)state;
	struct fiber *a = fiber_new(count_to_three, a_name), *b = fiber_new(count_to_three, b_name);
	*told = '\0';
	assert_true(fiber_resume(a));
	assert_true(fiber_resume(b));
	assert_true(fiber_resume(a));
	assert_false(fiber_resume(a));
	assert_true(fiber_resume(b));
	assert_false(fiber_resume(b));
	assert_string_equal(told, "a1 b1 a2 a3 b2 b3 ");
	fiber_free(a);
	fiber_free(b);
}

static void test_is_called_anew(void **state)
{
	(void)state;
	struct fiber *f = fiber_new(count_to_three, no_name);
	*told = '\0';
	for (int i = 0; i < 6; i++)
		assert_int_equal(fiber_resume(f), i % 3 != 2);
	assert_string_equal(told, "1 2 3 1 2 3 ");
	fiber_free(f);
}

/* Touches `left` bytes of its stack, and more. */
static int fill(size_t left)
{
	volatile char piece[1024];
	memset((char *)piece, (int)left, sizeof piece);
	int below = left > sizeof piece ? fill(left - sizeof piece) : 0;
	return below + piece[left % sizeof piece];
}

static void use_much(void *arg)
{
	volatile int sum = fill(*(const size_t *)arg);
	(void)sum;
}

static void test_has_room(void **state)
{
	(void)state;
	size_t much = FIBER_STACK / 4; /* a sanitizer's frames are several times as large */
	struct fiber *f = fiber_new(use_much, &much);
	assert_false(fiber_resume(f));
	fiber_free(f);
}

static void test_dies_past_its_end(void **state)
{
	(void)state;
	int status;
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		size_t more = (size_t)2 * FIBER_STACK;
		close(STDERR_FILENO);
		fiber_resume(fiber_new(use_much, &more));
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status) || WEXITSTATUS(status) != 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_goes_on_where_it_stood), UNIT(test_is_called_anew), UNIT(test_has_room),
					   UNIT(test_dies_past_its_end)};
	return UNIT_RUN(tests);
}
