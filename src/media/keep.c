/* SPDX-License-Identifier: Apache-2.0 */
#include "media/keep.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/utf8.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/examine.h"
#include "media/types.h"
#include "work/job.h"

enum { NAME_BYTES = 255, LOCAL_SIZE = 19 /* "2026-03-04T05:06:07" */ };

/* What is no type of ours. Its end makes every server of files say that it is to be downloaded. */
static const struct media_type any = {.content_type = "application/octet-stream", .extension = "bin", .kind = "document"};

static const struct media_type *type_of(struct job_run *run, const struct resource_file *f, struct examined *found)
{
	const struct media_type *type = found->probe.type;
	if (found->code == NULL && !media_types_allowed(run->conf, type)) {
		found->code = "wrong_type";
		found->detail = "is of a type that is not taken here";
	}
	if (found->code == NULL)
		return type;
	if (!f->any_type || strcmp(found->code, "wrong_digest") == 0)
		return NULL;
	found->code = NULL;
	return &any;
}

static const char *short_name(struct arena *a, const char *name, const char *id, const struct media_type *type)
{
	size_t n = strlen(name);
	if (n == 0)
		return arena_printf(a, "%s.%s", id, type->extension);
	return arena_strndup(a, name, utf8_cut(name, n, n < NAME_BYTES ? n : NAME_BYTES));
}

static const char *facts(struct arena *a, const struct storage *s, const struct resource_file *f, const struct media_type *type, const char *key,
			 const char *id, const struct examined *found)
{
	struct buf b;
	const struct probe *probe = &found->probe;
	bool shown = type != &any;
	size_t n = shown ? strlen(probe->taken_at) : 0;
	buf_init(&b, a, 512);
	struct json_out o = json_out(&b);
	json_out_member(&o, "id", id);
	json_out_member(&o, "file_name", short_name(a, f->name, id, type));
	json_out_member(&o, "storage_key", key);
	json_out_member(&o, "provider", storage_provider(s));
	json_out_member(&o, "content_type", type->content_type);
	json_out_member_int(&o, "size", (int64_t)f->size);
	json_out_member(&o, "sha256", found->sha256);
	if (shown && probe->width > 0) {
		json_out_member_int(&o, "width", probe->width);
		json_out_member_int(&o, "height", probe->height);
	}
	if (n > 0)
		json_out_member(&o, n == LOCAL_SIZE ? "taken_local" : "taken_at", probe->taken_at);
	return buf_text(&b);
}

int keep_file(struct job_run *run, struct arena *a, const struct resource_file *f, struct resource_stored *out, struct problem *p)
{
	struct examined *found = arena_new_one(a, struct examined);
	struct storage *s;
	char *id = arena_alloc(a, UUID_TEXT_SIZE);
	examine_bytes(a, f->bytes, f->size, f->sha256, found);
	const struct media_type *type = type_of(run, f, found);
	*out = (struct resource_stored){.code = found->code, .params = found->params, .detail = found->detail, .sha256 = found->sha256};
	if (type == NULL)
		return 0;
	uuid_v7(id);
	const char *key = storage_key_final(a, run->agency_id, id, type->extension);
	if (storage_open(a, run->conf, NULL, &s, p) < 0 || storage_store(a, s, key, type->content_type, f->bytes, f->size, p) < 0)
		return -1;
	out->id = id;
	out->facts = facts(a, s, f, type, key, id, found);
	return 0;
}
