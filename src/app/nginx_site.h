/* SPDX-License-Identifier: Apache-2.0 */
/* nginx's configuration, filled from the options: the templates of nginx/ with @NAME@ replaced, and what
 * comes from tables (answers and pages for each problem, the content security policy). */
#ifndef STAGEFY_APP_NGINX_SITE_H
#define STAGEFY_APP_NGINX_SITE_H

#include <stdbool.h>

struct arena;
struct conf;
struct problem;

struct nginx_site {
	const struct conf *conf;
	const char *templates; /* folder with the *.conf.in files */
	const char *out;       /* folder to write into; made if it is not there */
	const char *logs;      /* folder of nginx's logs */
	const char *temp;      /* folder for what nginx has to put aside: large bodies and answers */
	const char *dashboard; /* folder of the built dashboard, when DASHBOARD_DIR is unset */
	bool ipv6;	       /* the machine has it: listen there too */
};

/* Writes all files; those that hold already what they should are left alone. A template with an unknown
 * @NAME@, or an option whose value could end a directive of nginx's, fails. */
int nginx_site_write(struct arena *a, const struct nginx_site *s, struct problem *p);

/* The first file that is not as nginx_site_write() would write it, in *name; NULL when all are. Fails as that does. */
int nginx_site_compare(struct arena *a, const struct nginx_site *s, const char **name, struct problem *p);

/* The text with each @NAME@ replaced, for tests. */
const char *nginx_site_fill(struct arena *a, const struct nginx_site *s, const char *text, struct problem *p);

#endif
