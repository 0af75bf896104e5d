/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_LINK_AI_REPLICATE_H
#define STAGEFY_LINK_AI_REPLICATE_H

#include "link/ai.h"

/* replicate.com: predictions that are polled, or told of by a webhook. Source: its HTTP API and its SDK for JavaScript. */
extern const struct ai_provider ai_replicate;

#endif
