/* SPDX-License-Identifier: Apache-2.0 */
/* POST /api/media/presign: notes what may come, and signs where to send it. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/actions.h"
#include "media/batch.h"
#include "media/types.h"

/* One file with its place. */
struct slot {
	const struct media_type *type;
	const char *id, *size, *storage_key, *final_key;
};

static const char *allowed_types(const struct call *c)
{
	struct buf b;
	buf_init(&b, c->arena, 128);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_name(&o, "allowed");
	json_out_open(&o, '[');
	for (size_t i = 0; i < c->conf->upload_types.count; i++)
		json_out_string(&o, c->conf->upload_types.items[i]);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* Whether the member is there and its field has nothing against it. */
static const struct jvalue *sound(const struct jvalue *file, const char *name, const struct problem *own)
{
	for (const struct violation *v = own->violations; v != NULL; v = v->next)
		if (strcmp(v->pointer + 1, name) == 0)
			return NULL;
	return jvalue_get(file, name);
}

static bool is_import(const struct call *c)
{
	const char *purpose = jvalue_string(jvalue_get(c->body, "purpose"));
	return purpose != NULL && strcmp(purpose, "import") == 0;
}

static void check_type(const struct call *c, const struct jvalue *value, struct problem *own)
{
	const char *purpose = jvalue_string(jvalue_get(c->body, "purpose"));
	if (is_import(c)) {
		if (media_types_find_import(jvalue_string(value)) == NULL)
			problem_violation(own, "/content_type", "not_one_of", "{\"allowed\":[\"text/csv\",\"application/x-ndjson\",\"text/vcard\"]}",
					  "cannot be imported");
		return;
	}
	const struct media_type *type = media_types_find(jvalue_string(value));
	bool picture = purpose != NULL && (strcmp(purpose, "avatar") == 0 || strcmp(purpose, "logo") == 0);
	if (type == NULL || !media_types_allowed(c->conf, type))
		problem_violation(own, "/content_type", "not_one_of", allowed_types(c), "cannot be uploaded here");
	else if (picture && strcmp(type->kind, "image") != 0)
		problem_violation(own, "/content_type", "not_an_image", NULL, "must be an image for this purpose");
}

static void check_size(const struct call *c, const struct jvalue *value, struct problem *own)
{
	int64_t size = 0, most = c->conf->upload_max_bytes;
	jvalue_integer(value, &size);
	if (size > most)
		problem_violation(own, "/size", "out_of_range",
				  arena_printf(c->arena, "{\"min\":1,\"max\":%lld}", (long long)most),
				  "must be at most %lld", (long long)most);
}

static void check_file(const struct call *c, const struct jvalue *file, struct problem *own)
{
	const struct jvalue *type = sound(file, "content_type", own), *size = sound(file, "size", own);
	if (type != NULL)
		check_type(c, type, own);
	if (size != NULL)
		check_size(c, size, own);
}

/* The agency, in the case that keys have. Known from the token as a rule; else a trip finds out. */
static const char *find_agency(struct call *c, struct problem *p)
{
	const char *known = c->agency_id;
	if (known == NULL) {
		if (tx_read(c->tx, p) < 0)
			return NULL;
		known = call_agency_id(c);
	}
	if (known == NULL) {
		problem_set(p, PROBLEM_AGENCY_REQUIRED, NULL);
		return NULL;
	}
	char *lower = arena_strdup(c->arena, known);
	for (char *s = lower; *s != '\0'; s++)
		*s = (char)tolower((unsigned char)*s);
	return lower;
}

static void place(const struct call *c, const char *agency, const struct write *file, struct slot *s)
{
	struct arena *a = c->arena;
	char *id = arena_alloc(a, UUID_TEXT_SIZE);
	uuid_v7(id);
	s->id = id;
	s->size = write_text(file, "size");
	s->type = (is_import(c) ? media_types_find_import : media_types_find)(write_text(file, "content_type"));
	s->storage_key = storage_key_pending(a, agency, id);
	s->final_key = storage_key_final(a, agency, id, s->type->extension);
}

static const char *slots_json(const struct call *c, const struct batch *b, const struct slot *slots)
{
	struct buf text;
	buf_init(&text, c->arena, 512 * b->count);
	struct json_out o = json_out(&text);
	json_out_open(&o, '[');
	for (size_t i = 0; i < b->count; i++) {
		json_out_open(&o, '{');
		json_out_member(&o, "id", slots[i].id);
		json_out_member(&o, "storage_key", slots[i].storage_key);
		json_out_member(&o, "final_key", slots[i].final_key);
		json_out_member(&o, "file_name", write_text(&b->files[i], "filename"));
		json_out_member(&o, "content_type", slots[i].type->content_type);
		json_out_member_raw(&o, "size", slots[i].size);
		json_out_member(&o, "sha256", write_text(&b->files[i], "sha256"));
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	return buf_text(&text);
}

static void write_slot(struct json_out *o, const struct call *c, const struct storage *store, const struct slot *s)
{
	struct storage_upload up;
	char expires[CLOCK_RFC3339_SIZE];
	storage_presign_put(c->arena, store, s->storage_key, s->type->content_type, strtoll(s->size, NULL, 10),
			    c->conf->upload_expires_s, &up);
	clock_rfc3339(up.expires_us, expires);
	json_out_open(o, '{');
	json_out_member(o, "storage_key", s->storage_key);
	json_out_member(o, "method", up.method);
	json_out_member(o, "url", up.url);
	json_out_name(o, "headers");
	json_out_open(o, '{');
	for (size_t i = 0; i < up.header_count; i++)
		json_out_member(o, up.headers[i].name, up.headers[i].value);
	json_out_close(o, '}');
	json_out_member(o, "expires_at", expires);
	json_out_close(o, '}');
}

static void answer(const struct call *c, const struct storage *store, const struct slot *slots, size_t count)
{
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "files");
	json_out_open(&o, '[');
	for (size_t i = 0; i < count; i++)
		write_slot(&o, c, store, &slots[i]);
	json_out_close(&o, ']');
	json_out_close(&o, '}');
}

int presign_run(struct call *c, struct problem *p)
{
	static const struct statement note = {.name = "media.presign",
					      .sql = "select media.presign_upload($1,$2,$3,null,$4,$5::int)",
					      .writes = true};
	struct batch b;
	struct storage *store;
	if (batch_read(c, presign_request, presign_file, check_file, &b, p) < 0 ||
	    storage_open(c->arena, c->conf, NULL, &store, p) < 0)
		return -1;
	struct slot *slots = arena_new_array(c->arena, struct slot, b.count);
	const char *agency = find_agency(c, p);
	if (agency == NULL)
		return -1;
	for (size_t i = 0; i < b.count; i++)
		place(c, agency, &b.files[i], &slots[i]);
	const char *const values[] = {slots_json(c, &b, slots), b.property_id, b.contact_id, b.purpose,
				      arena_printf(c->arena, "%lld", (long long)c->conf->upload_expires_s)};
	tx_add(c->tx, &note, 5, values);
	if (call_execute(c, p) < 0)
		return -1;
	answer(c, store, slots, b.count);
	return 0;
}
