/* SPDX-License-Identifier: Apache-2.0 */
#include "app/modules.h"

#include <stddef.h>

#include "estate/module.h"
#include "serve/platform.h"

const struct module *const app_modules[] = {&platform_module, &estate_module, NULL};
