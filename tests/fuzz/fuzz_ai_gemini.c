/* SPDX-License-Identifier: Apache-2.0 */
/* What Gemini answers, or whoever answers in its place: some end is told whatever comes, with a code and a sentence where it is
 * no good one. */
#include "fuzz_ai.h"

#include "link/ai_gemini_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_ai(data, size, ai_gemini_read);
	return 0;
}
