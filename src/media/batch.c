/* SPDX-License-Identifier: Apache-2.0 */
#include "media/batch.h"

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "media/actions.h"
#include "rest/call.h"

const char *batch_pointer(struct arena *a, size_t index, const char *rest)
{
	return arena_printf(a, "/files/%zu%s", index, rest);
}

/* One file's violations, under its own place. */
static void take_over(const struct problem *from, size_t index, struct problem *p)
{
	for (const struct violation *v = from->violations; v != NULL; v = v->next)
		problem_violation(p, batch_pointer(p->arena, index, v->pointer), v->code, v->params, "%s", v->detail);
}

typedef void (*checker)(const struct call *c, const struct jvalue *file, struct problem *own);

static void read_files(const struct call *c, const struct jvalue *list, const struct field *file, checker check,
		       struct batch *out, struct problem *p)
{
	out->count = jvalue_size(list);
	if (out->count == 0)
		problem_violation(p, "/files", "required", NULL, "must not be empty");
	if (out->count > MEDIA_FILES_MOST) {
		problem_violation(p, "/files", "too_many", arena_printf(c->arena, "{\"max\":%d}", MEDIA_FILES_MOST),
				  "must have at most %d items", MEDIA_FILES_MOST);
		return;
	}
	out->files = arena_new_array(c->arena, struct write, out->count);
	for (size_t i = 0; i < out->count; i++) {
		struct problem own;
		problem_init(&own, c->arena);
		write_read(c->arena, file, jvalue_at(list, i), WRITE_ACTION, &out->files[i], &own);
		if (check != NULL && jvalue_kind(jvalue_at(list, i)) == JSON_OBJECT)
			check(c, jvalue_at(list, i), &own);
		take_over(&own, i, p);
	}
}

/* By what was sent, so that other faults of the request do not hide this one. */
static void check_one_target(const struct call *c, struct problem *p)
{
	static const char *const targets[] = {"property_id", "contact_id", "purpose"};
	int sent = 0;
	for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
		sent += jvalue_get(c->body, targets[i]) != NULL;
	if (sent > 1)
		problem_violation(p, "", "excluded", NULL, "files belong to one of property_id, contact_id and purpose");
}

int batch_read(const struct call *c, const struct field *request, const struct field *file, checker check,
	       struct batch *out, struct problem *p)
{
	struct write w;
	struct batch b = {.files = NULL};
	const struct jvalue *list = jvalue_get(c->body, "files");
	if (write_read(c->arena, request, c->body, WRITE_ACTION, &w, p) == 0) {
		b.property_id = write_text(&w, "property_id");
		b.contact_id = write_text(&w, "contact_id");
		b.purpose = write_text(&w, "purpose");
	}
	check_one_target(c, p);
	if (jvalue_kind(list) == JSON_ARRAY)
		read_files(c, list, file, check, &b, p);
	if (p->code != PROBLEM_NONE)
		return -1;
	*out = b;
	return 0;
}
