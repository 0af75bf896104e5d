/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_LINK_AI_GEMINI_H
#define STAGEFY_LINK_AI_GEMINI_H

#include "link/ai.h"

/* Gemini's image models ("Nano Banana"): generateContent, which answers with the picture. Source: Google's HTTP API and its SDK for
 * JavaScript. */
extern const struct ai_provider ai_gemini;

#endif
