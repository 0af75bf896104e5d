/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_MEDIA_MODULE_H
#define STAGEFY_MEDIA_MODULE_H

#include "serve/module.h"

/* Photos and documents: uploads, galleries, the store behind them. */
extern const struct module media_module;

extern const struct resource media_items;

/* Whether the options that this domain reads make sense together: types that can be uploaded, and a store
 * that has what it needs. Asks no store. Fails with INTERNAL, in a sentence for the operator. */
int media_module_check(const struct conf *c, struct problem *p);

#endif
