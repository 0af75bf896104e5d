/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_LINK_AI_QWEN_H
#define STAGEFY_LINK_AI_QWEN_H

#include "link/ai.h"

/* Qwen's image models at Alibaba Cloud Model Studio (DashScope): an answer that takes its time, or of some models a task that is
 * polled. Source: its HTTP API. */
extern const struct ai_provider ai_qwen;

#endif
