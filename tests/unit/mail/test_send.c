/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/send.h"

#include "../unit.h"

/* Greylisting asks for minutes, a server that is away for hours; a day and a half in all. */
static void pauses_grow(void **state)
{
	(void)state;
	double all = 0;
	for (int i = 1; i < SEND_ATTEMPTS; i++) {
		double pause = send_pause_s(i);
		assert_true(pause >= 60 && pause <= 12 * 3600 * 1.2);
		all += pause;
	}
	assert_true(send_pause_s(1) < 73);
	assert_true(all >= 34 * 3600 && all <= 42 * 3600);
	assert_true(send_pause_s(0) >= 60 && send_pause_s(99) >= 12 * 3600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(pauses_grow)};
	return UNIT_RUN(tests);
}
