/* SPDX-License-Identifier: Apache-2.0 */
/* What Replicate answers, or whoever answers in its place: some end is told whatever comes, with a code and a sentence where it
 * is no good one; and in a list only what has the id is found. */
#include "fuzz_ai.h"

#include "link/ai_call.h"
#include "link/ai_replicate_read.h"

static void check_page(const uint8_t *data, size_t size, const char *id)
{
	struct arena *a = arena_new(16384);
	const struct fetch_answer answer = {.status = 200, .body = fuzz_string(a, data, size), .size = size, .headers = ""};
	const char *next = NULL;
	struct ai_answer out;
	enum ai_replicate_page page = ai_replicate_read_page(a, &answer, id, "2026-03-04T05:01:00.000Z", &out, &next);
	if (page == AI_REPLICATE_FOUND) {
		fuzz_ai_check(&out);
		MUST(out.ref != NULL && ai_call_plain(out.ref));
	}
	MUST((page == AI_REPLICATE_MORE) == (next != NULL) && (next == NULL || *next == '?'));
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_ai(data, size, ai_replicate_read);
	check_page(data, size, "files.example.test");
	return 0;
}
