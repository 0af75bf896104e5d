/* SPDX-License-Identifier: Apache-2.0 */
/* What generateContent's answers mean. Source: Google's HTTP API. */
#ifndef STAGEFY_LINK_AI_GEMINI_READ_H
#define STAGEFY_LINK_AI_GEMINI_READ_H

#include "link/ai.h"

struct fetch_answer;

void ai_gemini_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out);

#endif
