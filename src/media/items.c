/* SPDX-License-Identifier: Apache-2.0 */
#include "media/module.h"

#include <string.h>

#include "base/arena.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/keep.h"
#include "media/variants.h"

/* The store that has the file: the one of the option, or where files went before the option changed. */
static struct storage *store_of(struct arena *a, const struct conf *conf, const char *provider, size_t n)
{
	struct storage *s;
	struct problem p;
	bool local = n == 5 && memcmp(provider, "local", n) == 0;
	problem_init(&p, a);
	return storage_open(a, conf, local ? "local" : "s3", &s, &p) == 0 ? s : NULL;
}

/* "provider key", or "provider key name" of what is to be downloaded, of a file that is there → an address for reading it, or that
 * smaller form of it; null when there is none. */
static void write_address(struct json_out *o, const char *text, const struct variant_row *variant, const struct conf *conf)
{
	const char *space = text == NULL ? NULL : strchr(text, ' ');
	struct arena *a = o->buf->arena;
	struct storage *s = space == NULL ? NULL : store_of(a, conf, text, (size_t)(space - text));
	if (s == NULL) {
		json_out_null(o);
		return;
	}
	const char *name = strchr(space + 1, ' '), *key = space + 1;
	if (variant != NULL)
		key = storage_key_variant(a, key, variant->name);
	else if (name != NULL)
		key = arena_strndup(a, key, (size_t)(name - key));
	json_out_string(o, storage_presign_get(a, s, key, conf->url_expires_s, name == NULL ? NULL : name + 1));
}

static void write_url(struct json_out *o, const char *text, const struct conf *conf)
{
	write_address(o, text, NULL, conf);
}

static void write_thumbnail(struct json_out *o, const char *text, const struct conf *conf)
{
	write_address(o, text, &variants[VARIANT_THUMBNAIL], conf);
}

static void write_screen(struct json_out *o, const char *text, const struct conf *conf)
{
	write_address(o, text, &variants[VARIANT_SCREEN], conf);
}

static void write_cover(struct json_out *o, const char *text, const struct conf *conf)
{
	write_address(o, text, &variants[VARIANT_COVER], conf);
}

/* What is altered is no program's but with its original: media.disclosed, of which this is the part that a list can ask row by row. */
#define ORIGINAL_SQL                                                                                                   \
	"(select o.provider || ' ' || o.storage_key from public.media_items o where t.is_altered and o.agency_id = t.agency_id "                         \
	"and o.id = t.original_id and o.status = 'ready' and o.deleted_at is null and o.missing_since is null and not o.is_altered)"
#define DISCLOSED_SQL "(not t.is_altered or app.key_id() is null or " ORIGINAL_SQL " is not null)"
#define DISCLOSURE "is_altered,alterations,original_id,original_url"
#define VARIANT_SQL                                                                                                    \
	"case when t.status = 'ready' and t.variants is not null and " DISCLOSED_SQL " then t.provider || ' ' || t.storage_key end"
/* What is of no type that is shown has its name behind it: it is downloaded. */
#define ADDRESS_SQL                                                                                                    \
	"case when t.status = 'ready' and t.provider <> 'vercel_blob' and " DISCLOSED_SQL " then t.provider || ' ' || t.storage_key || "      \
	"case t.content_type when 'application/octet-stream' then ' ' || t.file_name else '' end end"

static const struct field fields[] = {
    FIELDS_FIRST,
    {"type", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "image|video|template|document",
     .doc = "What it is.", .example = "\"image\""},
    {"file_name", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_SEARCHED, .doc = "As it was uploaded.",
     .example = "\"kitchen.jpg\""},
    {"storage_key", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_DETAIL, .doc = "Where the store has it.",
     .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a/019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e-AAECAwQFBgcICQoLDA0ODw.jpg\""},
    {"provider", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL, .choices = "local|s3|supabase|vercel_blob",
     .doc = "Which store has it.", .example = "\"local\""},
    {"content_type", FIELD_TEXT, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .doc = "By its content.",
     .example = "\"image/jpeg\""},
    {"size", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "In bytes.", .example = "2483291"},
    {"sha256", FIELD_TEXT, FIELD_READ_ONLY | FIELD_FILTER, .doc = "Of the content, in hex; null for files above 256 MiB.",
     .example = "\"b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9\""},
    {"width", FIELD_INT, FIELD_READ_ONLY, .doc = "Of an image as it is shown, in pixels.", .example = "4032"},
    {"height", FIELD_INT, FIELD_READ_ONLY, .doc = "Of an image as it is shown, in pixels.", .example = "3024"},
    {"taken_at", FIELD_TIME, FIELD_FILTER, .doc = "When the photo was taken, by its camera unless told otherwise.",
     .example = "\"2026-05-12T09:30:00Z\""},
    {"note", FIELD_TEXT, FIELD_SEARCHED, .most = 2000, .doc = "For colleagues.", .example = "\"before the works\""},
    {"title", FIELD_TEXT, FIELD_SEARCHED, .most = 200, .doc = "For readers.", .example = "\"Kitchen\""},
    {"description", FIELD_TEXT, FIELD_DETAIL | FIELD_SEARCHED, .most = 10000, .doc = "For readers.",
     .example = "\"Oak, stone, north light.\""},
    {"tags", FIELD_TEXTS, FIELD_SEARCHED, .most = 50, .doc = "Words of the agency's own.", .example = "[\"kitchen\"]"},
    {"is_favorite", FIELD_BOOL, FIELD_NOT_NULL | FIELD_FILTER, .doc = "Marked by hand.", .example = "false"},
    {"property_id", FIELD_ID, FIELD_FILTER, .target = "properties",
     .doc = "Whose gallery it is in. Another one puts it at that gallery's end.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"contact_id", FIELD_ID, FIELD_FILTER, .target = "contacts", .doc = "The contact it belongs to.", .example = "null"},
    {"project_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "projects", .doc = "The run of the studio that made it.", .example = "null"},
    {"original_id", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "media_items",
     .doc = "The photo that it was made of in the first place, which nobody altered; null: it is one, or that is no more.", .example = "null"},
    {"replaced_by", FIELD_ID, FIELD_READ_ONLY | FIELD_FILTER, .target = "media_items",
     .doc = "What stands in its place; it is in no gallery then, and `replaced_by[null]=true` leaves it out.", .example = "null"},
    {"is_altered", FIELD_BOOL, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER,
     .doc = "It shows what is not there: whoever shows it outside shows a label, and its original too.", .example = "false"},
    {"alterations", FIELD_TEXTS, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "RESO's MediaAlteration: what was done to it.", .example = "[]"},
    {"provenance", FIELD_JSON, FIELD_READ_ONLY | FIELD_DETAIL, .doc = "How it was made: `project_id`, `variant`, and `steps` with their tool, options, provider, model and prompt.",
     .example = "null"},
    {"position", FIELD_INT, FIELD_READ_ONLY | FIELD_SORT, .doc = "Its place in the gallery, from 1; POST /api/media/reorder changes it.",
     .example = "1"},
    {"credits_used", FIELD_INT, FIELD_READ_ONLY | FIELD_NOT_NULL, .doc = "What making it has cost.", .example = "0"},
    {"status", FIELD_CHOICE, FIELD_READ_ONLY | FIELD_NOT_NULL | FIELD_FILTER, .choices = "pending|ready|rejected",
     .doc = "ready: it can be shown. rejected: no picture could be made of it, `rejection` says why.", .example = "\"ready\""},
    {"review", FIELD_CHOICE, FIELD_NOT_NULL | FIELD_FILTER, .choices = "pending|accepted|rejected",
     .doc = "What a person said of a generated picture.", .example = "\"accepted\""},
    {"url", FIELD_TEXT, FIELD_READ_ONLY,
     .doc = "Where to read it: good for URL_EXPIRES_S at least, the same for a whole hour. Made on each reading; do not store it.",
     .example = "\"https://crm.example/storage/…\"", .brings = DISCLOSURE, .expression = ADDRESS_SQL, .render = write_url},
    {"thumbnail_url", FIELD_TEXT, FIELD_READ_ONLY,
     .doc = "A picture within 400 x 400 pixels, as WebP without metadata; null until it is made, and of what is no picture.",
     .example = "\"https://crm.example/storage/…\"", .brings = DISCLOSURE, .expression = VARIANT_SQL, .render = write_thumbnail},
    {"cover_url", FIELD_TEXT, FIELD_READ_ONLY, .doc = "The same at 1200 x 800, the middle of the picture.",
     .example = "\"https://crm.example/storage/…\"", .brings = DISCLOSURE, .expression = VARIANT_SQL, .render = write_cover},
    {"screen_url", FIELD_TEXT, FIELD_READ_ONLY | FIELD_DETAIL, .doc = "The same within 2048 x 2048, the whole picture.",
     .example = "\"https://crm.example/storage/…\"", .brings = DISCLOSURE, .expression = VARIANT_SQL, .render = write_screen},
    {"original_url", FIELD_TEXT, FIELD_READ_ONLY,
     .doc = "Of what is altered, where its original is to be read: programs have the addresses of such a picture with this one alone, and none when the "
	    "original is gone. Null of all others.",
     .example = "null", .expression = ORIGINAL_SQL, .render = write_url},
    {"placeholder", FIELD_TEXT, FIELD_READ_ONLY,
     .doc = "The picture in a few pixels, as a data: address, to be shown blurred until one of the others is there.",
     .example = "\"data:image/webp;base64,UklGRkIAAABXRUJQVlA4…\""},
    {"missing_since", FIELD_TIME, FIELD_READ_ONLY | FIELD_DETAIL, .doc = "Since when the store has been without the file; null: it is there.",
     .example = "null"},
    {"rejection", FIELD_CHOICE, FIELD_READ_ONLY, .choices = "wrong_type|broken|too_many_pixels|too_many_pages|too_much_memory|too_much_time",
     .doc = "Why a rejected picture is not shown.", .example = "null"},
    FIELDS_LAST,
    {.type = FIELD_END}};

static const struct include includes[] = {
    {"property", "property_id", "properties", .back = "media_items", .back_sort = "position"},
    {"contact", "contact_id", "contacts", .back = "media_items"},
    {"project", "project_id", "projects", .back = "results", .back_sort = "created_at"},
    {.name = NULL}};

/* Their place in a gallery, and where their file came from, is no column that a client writes. */
static const struct resource_files files = {
    .store = keep_file,
    .waiting = "select size from media.pending(array[$1]) where media_id is null",
    .known = "select sha256, url, etag from media.file_known($1::uuid)",
    .make = "select media.make_item($1::jsonb)",
    .settle = "select media.settle_item($1::uuid, $2::jsonb)",
};

static const struct resource_import import = {.keys = "external_ref", .order = 6};

/* Not made by POST: presign and commit make them. */
const struct resource media_items = {
    .name = "media_items",
    .schema = "MediaItem",
    .scope = "media",
    .doc = "Photos and documents. They are made by POST /api/media/presign, an upload, and POST /api/media/commit.",
    .fields = fields,
    .includes = includes,
    .roles = {.list = ROLES_READ, .read = ROLES_READ, .update = ROLES_WRITE, .remove = ROLES_WRITE},
    .sort = "-created_at",
    .search = "app.search_media_items",
    .keeps_deleted = true,
    .bulk = true,
    .import = &import,
    .files = &files,
};
