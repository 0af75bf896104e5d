/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/arena.h"

void doctor_say(struct doctor *d, enum doctor_verdict verdict, const char *part, const char *advice, const char *format, ...)
{
	enum { MOST = 1000 };
	char text[MOST];
	va_list values;
	va_start(values, format);
	vsnprintf(text, sizeof text, format, values);
	va_end(values);
	/* libpq's sentences have lines, a finding is one */
	size_t n = 0;
	for (const char *s = text; *s != '\0'; s++)
		if (*s != '\n' && *s != '\t')
			text[n++] = *s;
		else if (n > 0 && text[n - 1] != ' ')
			text[n++] = ' ';
	while (n > 0 && (text[n - 1] == ' ' || text[n - 1] == '.'))
		n--;
	struct doctor_finding *f = arena_new_one(d->arena, struct doctor_finding);
	*f = (struct doctor_finding){.verdict = verdict, .part = part, .advice = advice, .saw = arena_strndup(d->arena, text, n)};
	if (d->last == NULL)
		d->first = f;
	else
		d->last->next = f;
	d->last = f;
}
