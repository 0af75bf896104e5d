/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_BULK_MODULE_H
#define STAGEFY_BULK_MODULE_H

#include "serve/module.h"

/* Changes to many records at once, and undoing them. */
extern const struct module bulk_module;

extern const struct resource bulk_bulk_changes;

#endif
