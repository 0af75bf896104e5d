/* SPDX-License-Identifier: Apache-2.0 */
/* The dashboard's content security policy. */
#ifndef STAGEFY_APP_NGINX_CSP_H
#define STAGEFY_APP_NGINX_CSP_H

struct arena;
struct conf;

/* Everything from our own origin, styles by nonce ($request_id, which nginx also puts into the page),
 * and just those outside origins that the options name. */
const char *nginx_csp(struct arena *a, const struct conf *c);

/* scheme://host[:port] of an address, or NULL. */
const char *nginx_csp_origin(struct arena *a, const char *url);

#endif
