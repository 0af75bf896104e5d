/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_STUDIO_MODULE_H
#define STAGEFY_STUDIO_MODULE_H

#include "serve/module.h"

extern const struct module studio_module;
extern const struct resource studio_projects, studio_ai_jobs, studio_templates;
extern const struct field studio_project_fields[];

#endif
