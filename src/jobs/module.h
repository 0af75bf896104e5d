/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_JOBS_MODULE_H
#define STAGEFY_JOBS_MODULE_H

#include "serve/module.h"

/* Jobs as those see them who asked for them. What does them is work/. */
extern const struct module jobs_module;

extern const struct resource jobs_jobs;

#endif
