/* SPDX-License-Identifier: Apache-2.0 */
#include "auth/reason.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"

enum shown {
#define SHOWN(name, word, text) SHOWN_##name,
#include "auth/reason.def"
	SHOWN_COUNT
};

static const struct {
	const char *word, *text;
} shown[SHOWN_COUNT] = {
#define SHOWN(name, word, text) [SHOWN_##name] = {word, text},
#include "auth/reason.def"
};

static const struct {
	const char *word;
	enum shown shown;
} reasons[REASON_COUNT] = {
	[REASON_OK] = {"ok", SHOWN_MISSING},
#define REASON(name, word, shown) [REASON_##name] = {word, SHOWN_##shown},
#include "auth/reason.def"
};

const char *reason_word(enum reason reason)
{
	return reasons[reason].word;
}

enum reason reason_from(const char *word)
{
	int i = 0;
	while (i < REASON_COUNT && strcmp(reasons[i].word, word) != 0)
		i++;
	return (enum reason)i;
}

const char *reason_shown(enum reason reason)
{
	return shown[reasons[reason].shown].word;
}

const char *reason_text(enum reason reason)
{
	return shown[reasons[reason].shown].text;
}

int reason_refuse(enum reason reason, struct problem *p)
{
	if (p->code == PROBLEM_NONE)
		problem_members(p, "\"reason\":\"%s\"", reason_shown(reason));
	return problem_set(p, PROBLEM_UNAUTHENTICATED, "%s", reason_text(reason));
}

const char *reason_challenge(const struct problem *p)
{
	for (int i = 0; i < SHOWN_COUNT; i++) {
		if (p->detail == NULL || strcmp(p->detail, shown[i].text) != 0)
			continue;
		/* a request without credentials gets the bare scheme: RFC 6750 section 3.1 */
		return i == SHOWN_MISSING
			       ? "Bearer"
			       : arena_printf(p->arena, "Bearer error=\"invalid_token\", error_description=\"%s\"",
					      shown[i].word);
	}
	return "Bearer";
}
