/* SPDX-License-Identifier: Apache-2.0 */
/* What nginx says when it answers an error by itself, made from base/problems.def: the same
 * application/problem+json as the workers', and a page on each problem under /problems/. */
#ifndef STAGEFY_APP_NGINX_PROBLEMS_H
#define STAGEFY_APP_NGINX_PROBLEMS_H

#include "base/problem.h"

struct arena;

/* error_page directives and the internal locations they lead to, for the server context. */
const char *nginx_problems_answers(struct arena *a);

/* Maps for the http context: which of these answers come with which header. */
const char *nginx_problems_maps(struct arena *a);

/* The HTML page on one problem; on PROBLEM_NONE, the list of all. */
const char *nginx_problems_page(struct arena *a, enum problem_code code);

#endif
