/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold of every answer of a provider of edited pictures, whoever it is. */
#ifndef STAGEFY_TESTS_FUZZ_AI_H
#define STAGEFY_TESTS_FUZZ_AI_H

#include "fuzz.h"

#include "base/utf8.h"
#include "link/ai.h"
#include "net/fetch.h"

static inline void fuzz_ai_check(const struct ai_answer *out)
{
	MUST(out->end >= AI_DONE && out->end <= AI_LOST);
	MUST((out->end == AI_DONE) == (out->output_count > 0) && out->output_count <= AI_OUTPUTS_MOST);
	MUST(out->percent >= -1 && out->percent <= 100);
	for (int i = 0; i < out->output_count; i++)
		MUST(out->outputs[i].url != NULL ? strncmp(out->outputs[i].url, "http", 4) == 0 : out->outputs[i].size > 0);
	if (out->end != AI_DONE && out->end != AI_WAITING)
		MUST(out->code != NULL && out->detail != NULL && strlen(out->detail) <= 400 && utf8_valid(out->detail, strlen(out->detail)));
	if (out->end == AI_AGAIN || out->end == AI_WAITING)
		MUST(out->again_s >= 1 && out->again_s <= 3600);
}

/* With each kind of status that it can come with. */
static inline void fuzz_ai(const uint8_t *data, size_t size, void (*read)(struct arena *, const struct fetch_answer *, struct ai_answer *))
{
	static const int statuses[] = {200, 400, 404, 429, 503};
	for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
		struct arena *a = arena_new(16384);
		const struct fetch_answer answer = {.status = statuses[i], .body = fuzz_string(a, data, size), .size = size, .headers = ""};
		struct ai_answer out;
		memset(&out, 0x5a, sizeof out);
		read(a, &answer, &out);
		fuzz_ai_check(&out);
		arena_free(a);
	}
}

#endif
