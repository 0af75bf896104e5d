/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_INBOX_MODULE_H
#define STAGEFY_INBOX_MODULE_H

#include "serve/module.h"

/* What other systems send us. */
extern const struct module inbox_module;

#endif
