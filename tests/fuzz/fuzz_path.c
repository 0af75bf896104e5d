/* SPDX-License-Identifier: Apache-2.0 */
/* A path: split into segments that are text, and routed. */
#include "fuzz.h"

#include "app/modules.h"
#include "base/problem.h"
#include "base/utf8.h"
#include "serve/router.h"

static void check_segments(const struct request *r)
{
	MUST(r->segment_count > 0 && r->segment_count <= HTTP_MOST_SEGMENTS);
	for (int i = 0; i < r->segment_count; i++) {
		const char *s = r->segments[i];
		MUST(*s != '\0' && utf8_valid(s, strlen(s)));
		MUST(strcmp(s, ".") != 0 && strcmp(s, "..") != 0);
	}
}

static void check_route(struct request *r)
{
	static const enum http_method methods[] = {HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE, HTTP_OTHER};
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		const char *params[4] = {NULL};
		unsigned allowed;
		r->method = methods[i];
		const struct route *found = router_find(r, params, &allowed);
		if (found == NULL)
			continue;
		MUST(found->method == r->method && found->segment_count == r->segment_count);
		for (int k = 0, n = 0; k < found->segment_count; k++)
			MUST(found->segments[k][0] == '{' ? params[n++] == r->segments[k] : strcmp(found->segments[k], r->segments[k]) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool built;
	if (!built)
		router_build(app_modules);
	built = true;
	struct arena *a = arena_new(4096);
	struct problem p;
	problem_init(&p, a);
	struct request r = {.path = arena_printf(a, "/api/%s", fuzz_string(a, data, size))};
	if (request_split_path(a, &r, &p) == 0) {
		check_segments(&r);
		check_route(&r);
	} else {
		MUST(p.code == PROBLEM_NOT_FOUND || p.code == PROBLEM_MALFORMED_REQUEST);
	}
	r.path = fuzz_string(a, data, size);
	request_split_path(a, &r, &p);
	arena_free(a);
	return 0;
}
