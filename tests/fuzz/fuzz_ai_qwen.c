/* SPDX-License-Identifier: Apache-2.0 */
/* What Model Studio answers, or whoever answers in its place: some end is told whatever comes, with a code and a sentence where it is
 * no good one. */
#include "fuzz_ai.h"

#include "link/ai_qwen_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_ai(data, size, ai_qwen_read);
	fuzz_ai(data, size, ai_qwen_read_task);
	return 0;
}
