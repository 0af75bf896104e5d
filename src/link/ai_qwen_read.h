/* SPDX-License-Identifier: Apache-2.0 */
/* What DashScope's answers mean. Source: its HTTP API. */
#ifndef STAGEFY_LINK_AI_QWEN_READ_H
#define STAGEFY_LINK_AI_QWEN_READ_H

#include "link/ai.h"

struct fetch_answer;

/* The answer to a submission, whether it has the result or names a task. */
void ai_qwen_read(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out);

/* The answer to a question after a task. */
void ai_qwen_read_task(struct arena *a, const struct fetch_answer *answer, struct ai_answer *out);

#endif
