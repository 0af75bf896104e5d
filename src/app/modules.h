/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_APP_MODULES_H
#define STAGEFY_APP_MODULES_H

struct module;

/* All domains, and the platform's own routes. Adding a domain is adding it here. */
extern const struct module *const app_modules[];

#endif
