/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_MEDIA_MODULE_H
#define STAGEFY_MEDIA_MODULE_H

#include "serve/module.h"

/* Photos and documents: uploads, galleries, the store behind them. */
extern const struct module media_module;

extern const struct resource media_items;

#endif
