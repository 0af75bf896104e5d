/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_EVENTS_MODULE_H
#define STAGEFY_EVENTS_MODULE_H

#include "serve/module.h"

/* The feed of events, its stream, and webhooks. */
extern const struct module events_module;

#endif
