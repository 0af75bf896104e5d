/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_APP_HOUSEKEEPING_H
#define STAGEFY_APP_HOUSEKEEPING_H

#include "serve/module.h"

/* What nobody needs any more, every night: the platform's job `app.tidy`, whose result says how much of each. */
extern const struct module housekeeping_module;

#endif
