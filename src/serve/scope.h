/* SPDX-License-Identifier: Apache-2.0 */
/* What an API key must be allowed to, route by route: <word>:read or <word>:write, the word being the resource's or the
 * action's own (`scope`), unless an action names the whole. Without a word no key comes in: a new route is closed to keys until somebody opens it. */
#ifndef STAGEFY_SERVE_SCOPE_H
#define STAGEFY_SERVE_SCOPE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct call;
struct route;

/* All scopes that this request needs, as a literal of text[]: the route's, and the reading of what `include` adds to the
 * answer. NULL: no key. */
const char *scope_needed(struct arena *a, const struct route *r, const struct call *c);

/* Every scope there is, each once, in the order of the words; NULL past the end. */
const char *scope_at(size_t i);
bool scope_exists(const char *scope);

#endif
