/* SPDX-License-Identifier: Apache-2.0 */
/* The document that the product's own routes make: whole, without a name twice, every reference resolved. */
#include "../unit.h"

#include "app/modules.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "rest/table.h"
#include "serve/openapi.h"
#include "serve/router.h"

static struct arena *forever;
static const struct jvalue *document;

static int build(void **state)
{
	struct buf b;
	struct json_fault fault;
	(void)state;
	forever = arena_new(1 << 20);
	router_build(app_modules);
	buf_init(&b, forever, 1 << 20);
	openapi_write(&b, "https://stagefy.example");
	/* the parser refuses a member that is named twice */
	if (jvalue_parse(forever, b.data, b.size, &document, &fault) < 0) {
		fprintf(stderr, "%s at %zu: %.60s\n", jvalue_fault_text(fault.kind), fault.offset, b.data + fault.offset);
		return -1;
	}
	return 0;
}

static int drop(void **state)
{
	(void)state;
	arena_free(forever);
	return 0;
}

static const char *text(const struct jvalue *v, const char *name)
{
	return jvalue_string(jvalue_get(v, name));
}

/* "#/components/schemas/X" → the value, or NULL. */
static const struct jvalue *resolve(struct unit *u, const char *reference)
{
	const struct jvalue *v = document;
	char *rest = arena_strdup(u->arena, reference), *part = strsep(&rest, "/");
	assert_string_equal(part, "#");
	while (v != NULL && (part = strsep(&rest, "/")) != NULL)
		v = jvalue_get(v, part);
	return v;
}

static size_t walk(struct unit *u, const struct jvalue *v)
{
	size_t references = 0;
	const char *reference = text(v, "$ref");
	if (reference != NULL) {
		if (resolve(u, reference) == NULL)
			fail_msg("%s leads nowhere", reference);
		references++;
	}
	struct jvalue_member *m = jvalue_members(u->arena, v);
	for (size_t i = 0; i < jvalue_size(v); i++)
		references += walk(u, jvalue_kind(v) == JSON_OBJECT ? m[i].value : jvalue_at(v, i));
	return references;
}

static void test_references(void **state)
{
	assert_true(walk(*state, document) > 100);
}

static void test_head(void **state)
{
	(void)state;
	assert_string_equal(text(document, "openapi"), "3.1.0");
	assert_string_equal(text(jvalue_at(jvalue_get(document, "servers"), 0), "url"), "https://stagefy.example");
	assert_string_equal(text(jvalue_get(document, "info"), "version"), STAGEFY_VERSION);
}

static const char *method_name(const struct route *r)
{
	switch (r->method) {
	case HTTP_GET:
		return "get";
	case HTTP_POST:
		return "post";
	case HTTP_PUT:
		return "put";
	case HTTP_PATCH:
		return "patch";
	default:
		return "delete";
	}
}

/* Public: nothing, or the cookie. For people alone: what the document says for all. Else: a token, or a key with the scope. */
static void check_security(const struct route *r, const struct jvalue *operation)
{
	const struct jvalue *security = jvalue_get(operation, "security");
	if (r->flags & ACTION_PUBLIC) {
		assert_int_equal(jvalue_size(security), r->flags & ACTION_COOKIE ? 1 : 0);
		assert_int_equal(jvalue_get(jvalue_at(security, 0), "cookie") != NULL, (r->flags & ACTION_COOKIE) != 0);
	} else if (r->scope == NULL) {
		assert_null(security);
	} else {
		assert_int_equal(jvalue_size(security), 2);
		assert_non_null(jvalue_get(jvalue_at(security, 0), "bearer"));
		assert_non_null(jvalue_get(jvalue_at(security, 1), "api_key"));
		assert_string_equal(text(operation, "x-scope"), r->scope);
	}
}

static void check_cost(const struct route *r, const struct jvalue *operation)
{
	const struct jvalue *cost = jvalue_get(operation, "x-cost");
	int64_t units;
	assert_int_equal(cost != NULL, r->cost != 1 && !(r->flags & ACTION_PUBLIC));
	if (cost != NULL)
		assert_true(jvalue_integer(cost, &units) && units == r->cost);
}

/* Each route that clients may use stands in it, and nothing else. */
static void test_every_route(void **state)
{
	struct unit *u = *state;
	const struct jvalue *paths = jvalue_get(document, "paths");
	size_t operations = 0, listed = 0;
	for (size_t i = 0; router_at(i) != NULL; i++) {
		const struct route *r = router_at(i);
		const struct jvalue *operation = jvalue_get(jvalue_get(paths, r->template), method_name(r));
		if (r->flags & ACTION_HIDDEN) {
			assert_null(jvalue_get(paths, r->template));
			continue;
		}
		if (operation == NULL)
			fail_msg("%s %s is missing", method_name(r), r->template);
		operations++;
		assert_non_null(text(operation, "operationId"));
		assert_true(jvalue_size(jvalue_get(operation, "responses")) >= 2);
		assert_int_equal(jvalue_get(operation, "requestBody") != NULL, route_has_body(r));
		check_security(r, operation);
		check_cost(r, operation);
	}
	struct jvalue_member *m = jvalue_members(u->arena, paths);
	for (size_t i = 0; i < jvalue_size(paths); i++)
		listed += jvalue_size(m[i].value);
	assert_int_equal(listed, operations);
	assert_true(operations > 20);
}

static void test_operation_ids_are_unique(void **state)
{
	struct unit *u = *state;
	const char *ids[512];
	size_t n = 0;
	const struct jvalue *paths = jvalue_get(document, "paths");
	struct jvalue_member *m = jvalue_members(u->arena, paths);
	for (size_t i = 0; i < jvalue_size(paths); i++) {
		struct jvalue_member *o = jvalue_members(u->arena, m[i].value);
		for (size_t k = 0; k < jvalue_size(m[i].value); k++) {
			ids[n] = text(o[k].value, "operationId");
			for (size_t j = 0; j < n; j++)
				assert_string_not_equal(ids[j], ids[n]);
			n++;
		}
	}
}

/* A parameter of the path for each {…} in it, and no parameter twice. */
static void test_parameters(void **state)
{
	struct unit *u = *state;
	const struct jvalue *paths = jvalue_get(document, "paths");
	for (size_t i = 0; router_at(i) != NULL; i++) {
		const struct route *r = router_at(i);
		const struct jvalue *list = jvalue_get(jvalue_get(jvalue_get(paths, r->template), method_name(r)), "parameters");
		size_t in_path = 0, wanted = 0;
		if (r->flags & ACTION_HIDDEN)
			continue;
		for (int k = 0; k < r->segment_count; k++)
			wanted += r->segments[k][0] == '{';
		for (size_t k = 0; k < jvalue_size(list); k++) {
			const struct jvalue *p = jvalue_at(list, k);
			if (text(p, "$ref") != NULL)
				p = resolve(u, text(p, "$ref"));
			in_path += strcmp(text(p, "in"), "path") == 0;
			for (size_t j = 0; j < k; j++) {
				const struct jvalue *q = jvalue_at(list, j);
				if (text(q, "$ref") != NULL)
					q = resolve(u, text(q, "$ref"));
				if (strcmp(text(p, "name"), text(q, "name")) == 0 && strcmp(text(p, "in"), text(q, "in")) == 0)
					fail_msg("%s has %s twice", r->template, text(p, "name"));
			}
		}
		assert_int_equal(in_path, wanted);
	}
}

/* Every field of every resource is described, with an example of its own type. */
static void test_fields(void **state)
{
	struct unit *u = *state;
	const struct jvalue *schemas = jvalue_get(jvalue_get(document, "components"), "schemas");
	for (size_t i = 0; table_at(i) != NULL; i++) {
		const struct resource *r = table_at(i)->resource;
		const struct jvalue *properties = jvalue_get(jvalue_get(schemas, r->schema), "properties");
		for (const struct field *f = r->fields; f->type != FIELD_END; f++) {
			const struct jvalue *p = jvalue_get(properties, f->name), *example;
			struct json_fault fault;
			if (f->flags & FIELD_WRITE_ONLY) {
				assert_null(p);
				continue;
			}
			if (p == NULL || text(p, "description") == NULL || f->example == NULL)
				fail_msg("%s.%s is not described, or has no example", r->name, f->name);
			assert_int_equal(jvalue_parse(u->arena, f->example, strlen(f->example), &example, &fault), 0);
		}
		const struct jvalue *create = jvalue_get(schemas, arena_printf(u->arena, "%sCreate", r->schema));
		assert_int_equal(create != NULL, r->roles.create != 0);
		for (const struct field *f = r->fields; create != NULL && f->type != FIELD_END; f++)
			assert_int_equal(jvalue_get(jvalue_get(create, "properties"), f->name) != NULL, !(f->flags & FIELD_READ_ONLY));
	}
}

static const struct jvalue *response(const char *path, const char *method, const char *status)
{
	const struct jvalue *operation = jvalue_get(jvalue_get(jvalue_get(document, "paths"), path), method);
	return jvalue_get(jvalue_get(operation, "responses"), status);
}

/* An operation tells of the problems that it can end in, status by status, and of no others. */
static void test_problems(void **state)
{
	static const struct {
		const char *path, *method, *status, *problems;
	} cases[] = {
	    {"/api/properties", "get", "400", "malformed-request_or_bad-query_or_bad-cursor_or_agency-required"},
	    {"/api/properties", "post", "409", "conflict_or_idempotency-running"},
	    {"/api/properties", "post", "422", "validation_or_idempotency-mismatch"},
	    {"/api/properties", "get", "422", NULL},
	    {"/api/properties/{id}", "patch", "412", "stale-version"},
	    {"/api/properties/{id}", "get", "412", NULL},
	    {"/api/auth/sign-in", "post", "401", "bad-credentials"},
	    {"/api/auth/sign-in", "post", "403", "forbidden"},
	    {"/api/live", "get", "403", NULL},
	    {"/api/invitations/preview", "get", "410", "gone"},
	    {"/api/live", "get", "503", "overloaded"},
	};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *to = text(response(cases[i].path, cases[i].method, cases[i].status), "$ref");
		const char *wanted = cases[i].problems;
		if (wanted != NULL)
			wanted = arena_printf(u->arena, "#/components/responses/%s", wanted);
		if ((to == NULL) != (wanted == NULL) || (to != NULL && strcmp(to, wanted) != 0))
			fail_msg("%s %s %s is %s", cases[i].method, cases[i].path, cases[i].status, to);
	}
}

/* A status that comes with the operation's own body is no problem. */
static void test_unwell(void **state)
{
	struct unit *u = *state;
	const struct jvalue *content = jvalue_get(response("/api/health", "get", "503"), "content");
	struct jvalue_member *m = jvalue_members(u->arena, content);
	assert_int_equal(jvalue_size(content), 1);
	assert_string_equal(m[0].name, "application/json");
}

/* Every heading that operations stand under is explained, each once and in order. */
static void test_tags(void **state)
{
	struct unit *u = *state;
	const struct jvalue *tags = jvalue_get(document, "tags");
	for (size_t i = 0; i < jvalue_size(tags); i++) {
		if (text(jvalue_at(tags, i), "description") == NULL)
			fail_msg("%s has no row in its module's tags", text(jvalue_at(tags, i), "name"));
		assert_true(i == 0 || strcmp(text(jvalue_at(tags, i - 1), "name"), text(jvalue_at(tags, i), "name")) < 0);
	}
	struct jvalue_member *m = jvalue_members(u->arena, jvalue_get(document, "paths"));
	for (size_t i = 0; i < jvalue_size(jvalue_get(document, "paths")); i++) {
		struct jvalue_member *o = jvalue_members(u->arena, m[i].value);
		const char *tag = jvalue_string(jvalue_at(jvalue_get(o[0].value, "tags"), 0));
		bool found = false;
		for (size_t k = 0; k < jvalue_size(tags); k++)
			found = found || strcmp(text(jvalue_at(tags, k), "name"), tag) == 0;
		assert_true(found);
	}
}

static void test_words(void **state)
{
	static const struct {
		const char *path, *method, *id, *summary;
	} cases[] = {{"/api/properties", "get", "listProperties", "List properties"},
		     {"/api/media_items", "get", "listMediaItems", "List media items"},
		     {"/api/agencies/{id}", "patch", "updateAgency", "Change an agency"},
		     {"/api/contacts/by_ref/{external_ref}", "put", "putContactByRef", "Make or change a contact by your own id"}};
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct jvalue *o = jvalue_get(jvalue_get(jvalue_get(document, "paths"), cases[i].path), cases[i].method);
		assert_string_equal(text(o, "operationId"), cases[i].id);
		assert_string_equal(text(o, "summary"), cases[i].summary);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_references), UNIT(test_head),	 UNIT(test_every_route),
					   UNIT(test_operation_ids_are_unique), UNIT(test_parameters), UNIT(test_fields), UNIT(test_problems),
					   UNIT(test_unwell), UNIT(test_tags), UNIT(test_words)};
	return cmocka_run_group_tests(tests, build, drop);
}
