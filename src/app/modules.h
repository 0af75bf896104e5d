/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_APP_MODULES_H
#define STAGEFY_APP_MODULES_H

struct module;

/* All domains, and the platform's own routes. Adding a domain is adding it here. */
extern const struct module *const app_modules[];

/* Makes their tables known to jobs that write records; a worker of requests does it with its routes (serve/router.h). */
void modules_register_tables(void);

#endif
