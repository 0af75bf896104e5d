/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/quote.h"

#include "../unit.h"

static void what_is_repeated_at_the_end_is_folded(void **state)
{
	static const struct {
		const char *text, *own, *quoted;
	} mails[] = {
	    {"Yes.\n", "Yes.", NULL},
	    {"Yes.\n\n> Would you?\n> Really?\n", "Yes.", "> Would you?\n> Really?"},
	    {"Yes.\n\nOn Tue, 3 Mar 2026, Léa wrote:\n> Would you?\n", "Yes.", "On Tue, 3 Mar 2026, Léa wrote:\n> Would you?"},
	    {"Oui.\n\nLe mar. 3 mars 2026 à 10:00, Maison Alzette\n<reply+1@r.example> a écrit :\n\nBonjour\n", "Oui.",
	     "Le mar. 3 mars 2026 à 10:00, Maison Alzette\n<reply+1@r.example> a écrit :\n\nBonjour"},
	    {"Ja.\n\nAm 3.3.2026 schrieb:\n> x", "Ja.", "Am 3.3.2026 schrieb:\n> x"},
	    {"Yes.\n\n-----Original Message-----\nFrom: x\n\nHello", "Yes.", "-----Original Message-----\nFrom: x\n\nHello"},
	    /* between the lines all is its own */
	    {"> Would you?\nYes.\n> When?\nSoon.", "> Would you?\nYes.\n> When?\nSoon.", NULL},
	    {"On Monday he wrote:\nnothing\n\n> a\nb", "On Monday he wrote:\nnothing\n\n> a\nb", NULL},
	    /* nothing else to say */
	    {"> Would you?\n", "> Would you?", NULL},
	    {"", "", NULL},
	};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(mails); i++) {
		const char *own, *quoted;
		quote_split(u->arena, mails[i].text, &own, &quoted);
		assert_string_equal(own, mails[i].own);
		if (mails[i].quoted == NULL)
			assert_null(quoted);
		else
			assert_string_equal(quoted, mails[i].quoted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(what_is_repeated_at_the_end_is_folded)};
	return UNIT_RUN(tests);
}
