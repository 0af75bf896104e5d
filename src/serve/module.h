/* SPDX-License-Identifier: Apache-2.0 */
/* A domain as a table: what it adds to the product. src/app/modules.c lists them all. */
#ifndef STAGEFY_SERVE_MODULE_H
#define STAGEFY_SERVE_MODULE_H

#include "serve/action.h"

struct module {
	const char *name;
	const struct resource *const *resources; /* ends with NULL; NULL: none */
	const struct action *actions;		 /* ends with an empty row; NULL: none */
};

#endif
