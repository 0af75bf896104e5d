/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_INTAKE_MODULE_H
#define STAGEFY_INTAKE_MODULE_H

#include "serve/module.h"

/* Files of other programs that become records. */
extern const struct module intake_module;

extern const struct resource intake_imports;

#endif
