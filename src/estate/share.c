/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/share.h"

#include <string.h>

#include "auth/local_token.h"
#include "base/arena.h"
#include "base/digest.h"
#include "base/encode.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/field_type.h"
#include "rest/row.h"
#include "rest/table.h"
#include "rest/write.h"

#define PROPERTY_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""
#define TOKEN_EXAMPLE "\"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA\""

const struct field share_request[] = {
    {"property_ids", FIELD_TEXTS, FIELD_REQUIRED, .least = 1, .most = 30, .doc = "What it shows, in this order.", .example = "[" PROPERTY_EXAMPLE "]"},
    {"title", FIELD_TEXT, .least = 1, .most = 120, .doc = "For colleagues: whom it is for.", .example = "\"Emma, three in Belval\""},
    {"message", FIELD_TEXT, .most = 2000, .doc = "For the client, above the properties.", .example = "\"As promised on the phone.\""},
    {"shows_address", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether street and number are shown; they are unless said otherwise.", .example = "true"},
    {"expires_at", FIELD_TIME, .doc = "Until when it can be opened, within a year; for 30 days unless said otherwise.", .example = "null"},
    {.type = FIELD_END}};

const struct field share_made[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the link.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"token", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What opens the page; it is kept nowhere.", .example = TOKEN_EXAMPLE},
    {"url", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The link for the client.", .example = "\"https://crm.example/shared#q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA\""},
    {.type = FIELD_END}};

static const struct field link_seen[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the link.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"owner_id", FIELD_ID, FIELD_NOT_NULL, .target = "users", .doc = "The member who shared it.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"title", FIELD_TEXT, .doc = "Whom it is for.", .example = "\"Emma, three in Belval\""},
    {"properties", FIELD_INT, FIELD_NOT_NULL, .doc = "How many it shows.", .example = "3"},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was made.", .example = "\"2026-05-12T09:30:00Z\""},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when it can be opened.", .example = "\"2026-06-12T09:30:00Z\""},
    {"visitors", FIELD_INT, FIELD_NOT_NULL, .doc = "Different addresses and browsers that opened it.", .example = "2"},
    {"views", FIELD_INT, FIELD_NOT_NULL, .doc = "How often, each of them counted once an hour.", .example = "5"},
    {"last_viewed_at", FIELD_TIME, .doc = "The last such hour.", .example = "\"2026-05-14T18:00:00Z\""},
    {.type = FIELD_END}};

const struct field share_list[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = link_seen, .doc = "Those that are not revoked, the newest first; at most 100."}, {.type = FIELD_END}};

const struct field shared_request[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .most = 200, .doc = "What stands behind the # of the link.", .example = TOKEN_EXAMPLE},
    {"language", FIELD_CHOICE, .choices = "en|fr|de", .doc = "Of whoever looks, for the labels of photos; the agency's, unless given.", .example = "\"fr\""},
    {.type = FIELD_END}};

static const struct field property[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "To be named in an enquiry.", .example = PROPERTY_EXAMPLE},
    {"title", FIELD_I18N, FIELD_NOT_NULL, .doc = "Its name.", .example = "{\"en\":\"Townhouse with a walled garden\"}"},
    {"description", FIELD_I18N, FIELD_NOT_NULL, .doc = "The text.", .example = "{\"en\":\"Oak floors, and sun until evening.\"}"},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "draft|active|pending|sold|off_market", .doc = "Whether it can still be had.", .example = "\"active\""},
    {"property_type", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "house|apartment|land|commercial|office|garage|other", .doc = "What it is.", .example = "\"house\""},
    {"transaction", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "sale|rent", .doc = "Whether it is sold or let.", .example = "\"sale\""},
    {"address", FIELD_TEXT, .doc = "Null where the link does not show it.", .example = "\"24, rue Ermesinde\""},
    {"city", FIELD_TEXT, .doc = "Town.", .example = "\"Luxembourg\""},
    {"zip_code", FIELD_TEXT, .doc = "Postal code.", .example = "\"L-1469\""},
    {"country", FIELD_TEXT, .doc = "ISO 3166-1 alpha-2.", .example = "\"LU\""},
    {"price", FIELD_DECIMAL, .doc = "Asked for.", .example = "1485000.00"},
    {"currency", FIELD_TEXT, FIELD_NOT_NULL, .doc = "ISO 4217.", .example = "\"EUR\""},
    {"bedrooms", FIELD_INT, .doc = "Number.", .example = "4"},
    {"bathrooms", FIELD_DECIMAL, .doc = "Number.", .example = "2"},
    {"living_area", FIELD_DECIMAL, .doc = "In m².", .example = "212.00"},
    {"lot_area", FIELD_DECIMAL, .doc = "In m².", .example = "340.00"},
    {"year_built", FIELD_INT, .doc = "When it was built.", .example = "1931"},
    {"energy_class", FIELD_TEXT, .doc = "A+ to I.", .example = "\"C\""},
    {"features", FIELD_TEXTS, .doc = "What it has.", .example = "[\"garden\"]"},
    {.type = FIELD_END}};

/* Addresses as the table of media items signs them, by these names of its fields. */
static const char *const addresses[] = {"thumbnail_url", "cover_url", "screen_url"};

enum { ADDRESSES = sizeof addresses / sizeof addresses[0], PHOTO_FILE = 6, PHOTO_ALTERED, PHOTO_ORIGINAL = PHOTO_ALTERED + 3 };

static const struct field photo[] = {
    {"property_id", FIELD_ID, FIELD_NOT_NULL, .doc = "Whose gallery it is in.", .example = PROPERTY_EXAMPLE},
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the photo.", .example = "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4e\""},
    {"title", FIELD_TEXT, .doc = "For readers.", .example = "\"Kitchen\""},
    {"width", FIELD_INT, .doc = "In pixels, of the original.", .example = "4032"},
    {"height", FIELD_INT, .doc = "In pixels, of the original.", .example = "3024"},
    {"placeholder", FIELD_TEXT, .doc = "The picture in a few pixels, as a data: address.", .example = "\"data:image/webp;base64,UklGRkIAAABXRUJQVlA4…\""},
    {"thumbnail_url", FIELD_TEXT, .doc = "A picture within 400 x 400 pixels.", .example = "\"https://crm.example/storage/…\""},
    {"cover_url", FIELD_TEXT, .doc = "The same at 1200 x 800, the middle of the picture.", .example = "\"https://crm.example/storage/…\""},
    {"screen_url", FIELD_TEXT, .doc = "The same within 2048 x 2048, the whole picture.", .example = "\"https://crm.example/storage/…\""},
    {"altered", FIELD_BOOL, FIELD_NOT_NULL, .doc = "It shows what is not there: `label` and `original_url` stand beside it wherever it is shown.", .example = "false"},
    {"alterations", FIELD_TEXTS, FIELD_NOT_NULL, .doc = "RESO's MediaAlteration.", .example = "[]"},
    {"label", FIELD_TEXT, .doc = "What has to be said of it; null where nothing was altered.", .example = "null"},
    {"original_url", FIELD_TEXT, .doc = "What it was made of, within 2048 x 2048; null where nothing was altered.", .example = "null"},
    {.type = FIELD_END}};

static const struct field head[] = {
    {"agency_name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Who shares it.", .example = "\"Maison Alzette\""},
    {"agency_colour", FIELD_TEXT, .doc = "Of that agency.", .example = "\"#1f6f54\""},
    {"locale", FIELD_TEXT, FIELD_NOT_NULL, .doc = "The agency's.", .example = "\"fr-LU\""},
    {"from_name", FIELD_TEXT, .doc = "The member who shares it.", .example = "\"Léa\""},
    {"message", FIELD_TEXT, .doc = "What they wrote.", .example = "\"As promised on the phone.\""},
    {"expires_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when it can be opened.", .example = "\"2026-06-12T09:30:00Z\""},
    {.type = FIELD_END}};

const struct field shared_page[] = {
    {"from", FIELD_OBJECT, FIELD_NOT_NULL, .fields = head, .doc = "Who shares it, and until when."},
    {"properties", FIELD_LIST, FIELD_NOT_NULL, .fields = property, .doc = "In the order in which they were chosen."},
    {"photos", FIELD_LIST, FIELD_NOT_NULL, .fields = photo, .doc = "Of all of them, each one's cover first; at most 40 of one."},
    {.type = FIELD_END}};

const struct field enquiry_request[] = {
    {"token", FIELD_TEXT, FIELD_REQUIRED, .most = 200, .doc = "Of the link.", .example = TOKEN_EXAMPLE},
    {"name", FIELD_TEXT, FIELD_REQUIRED, .least = 1, .most = 200, .doc = "Of whoever asks.", .example = "\"Emma Nilsson\""},
    {"email", FIELD_TEXT, .format = FORMAT_EMAIL, .doc = "This or a phone number.", .example = "\"emma@example.com\""},
    {"phone", FIELD_TEXT, .format = FORMAT_PHONE, .raw = "phone_raw", .doc = "With the country's code.", .example = "\"+352 661 123 456\""},
    {"message", FIELD_TEXT, .most = 5000, .doc = "What they write.", .example = "\"Would Saturday suit you?\""},
    {"wants_visit", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether they ask to see it.", .example = "true"},
    {"property_id", FIELD_ID, .doc = "Which of them it is about; null: all.", .example = PROPERTY_EXAMPLE},
    {.type = FIELD_END}};

static const char *digest_of(struct arena *a, const char *token)
{
	uint8_t digest[DIGEST_SIZE];
	char hex[DIGEST_HEX_SIZE];
	digest_sha256(token, strlen(token), digest);
	encode_hex(digest, DIGEST_SIZE, hex);
	return arena_printf(a, "\\x%s", hex);
}

static const char *address_of(const struct call *c)
{
	return c->request->address[0] == '\0' ? NULL : c->request->address;
}

static int check_ids(const struct call *c, const struct jvalue *ids, struct problem *p)
{
	if (jvalue_size(ids) == 0)
		return problem_violation(p, "/property_ids", "required", NULL, "must name a property");
	for (size_t i = 0; i < jvalue_size(ids); i++) {
		const char *id = jvalue_string(jvalue_at(ids, i));
		if (!uuid_valid(id, strlen(id)))
			problem_violation(p, arena_printf(c->arena, "/property_ids/%zu", i), "format", "{\"format\":\"uuid\"}", "must be a UUID");
	}
	return p->code == PROBLEM_NONE ? 0 : -1;
}

int share_make_run(struct call *c, struct problem *p)
{
	static const struct statement make = {
	    .name = "share_links.create", .sql = "select estate.make_share_link($1::uuid,$2,$3::uuid[],$4,$5,$6::boolean,$7::timestamptz)", .writes = true};
	struct write w;
	uint8_t digest[DIGEST_SIZE];
	char *token = arena_alloc(c->arena, LOCAL_TOKEN_REFRESH_SIZE), *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (write_read(c->arena, share_request, c->body, WRITE_ACTION, &w, p) < 0 || check_ids(c, write_find(&w, "property_ids")->json, p) < 0)
		return -1;
	uuid_v7(id);
	local_token_make_refresh(token, digest);
	const char *const values[] = {id,
				      digest_of(c->arena, token),
				      write_text(&w, "property_ids"),
				      write_text(&w, "title"),
				      write_text(&w, "message"),
				      write_text(&w, "shows_address"),
				      write_text(&w, "expires_at")};
	tx_add(c->tx, &make, sizeof values / sizeof values[0], values);
	if (call_execute(c, p) < 0)
		return -1;
	row_created(c, table_find("share_links"), id);
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_member(&o, "id", id);
	json_out_member(&o, "token", token);
	json_out_member(&o, "url", arena_printf(c->arena, "%s/shared#%s", c->conf->public_url, token));
	json_out_close(&o, '}');
	return 0;
}

int share_list_run(struct call *c, struct problem *p)
{
	static const struct statement links = {
	    .name = "share_links.of_property",
	    .sql = "select id, owner_id, title, properties, created_at, expires_at, visitors, views, last_viewed_at from estate.property_share_links($1::uuid)"};
	const struct table *t = table_find("properties");
	if (row_check_id(c, t, p) < 0)
		return -1;
	int index = tx_add(c->tx, &links, 1, c->params), look = row_add_look(c, t, 0);
	if (call_execute(c, p) < 0)
		return -1;
	if (rows_count(tx_rows(c->tx, look)) == 0)
		return row_missing(t, p);
	answer_rows(c, index, link_seen);
	return 0;
}

static void write_field(struct json_out *o, const struct rows *rows, int row, int column, const struct field *field)
{
	json_out_name(o, field->name);
	if (rows_is_null(rows, row, column)) {
		json_out_null(o);
		return;
	}
	field_write(o->buf, field->type, rows_text(rows, row, column), rows_size(rows, row, column));
	o->comma = true;
}

static void write_fields(struct json_out *o, const struct rows *rows, int row, const struct field *fields, int count)
{
	for (int i = 0; i < count && fields[i].type != FIELD_END; i++)
		write_field(o, rows, row, i, &fields[i]);
}

static void write_address(struct json_out *o, const struct table *items, const char *name, const char *file, const struct conf *conf)
{
	items->columns[table_column(items, name)].field->render(o, file, conf);
}

/* What was altered comes with what has to be said of it, or not at all: estate.shared_photos sees to that. */
static void write_photos(struct json_out *o, const struct rows *rows, const struct conf *conf)
{
	const struct table *items = table_find("media_items");
	json_out_name(o, "photos");
	json_out_open(o, '[');
	for (int row = 0; row < rows_count(rows); row++) {
		json_out_open(o, '{');
		write_fields(o, rows, row, photo, PHOTO_FILE);
		for (int i = 0; i < ADDRESSES; i++) {
			json_out_name(o, addresses[i]);
			write_address(o, items, addresses[i], rows_text(rows, row, PHOTO_FILE), conf);
		}
		for (int i = PHOTO_ALTERED; i < PHOTO_ORIGINAL; i++)
			write_field(o, rows, row, i, &photo[PHOTO_FILE + ADDRESSES + i - PHOTO_ALTERED]);
		json_out_name(o, "original_url");
		write_address(o, items, "screen_url", rows_text_or_null(rows, row, PHOTO_ORIGINAL), conf);
		json_out_close(o, '}');
	}
	json_out_close(o, ']');
}

int shared_open_run(struct call *c, struct problem *p)
{
	static const struct statement open = {.name = "shared.open",
					      .sql = "select agency_name, agency_colour, locale, from_name, message, expires_at from estate.open_share($1,$2::inet,$3)",
					      .writes = true},
				      properties = {.name = "shared.properties",
						    .sql = "select id, title, description, status, property_type, transaction, address, city, zip_code, country, price, currency,"
							   " bedrooms, bathrooms, living_area, lot_area, year_built, energy_class, features from estate.shared_properties($1)"},
				      photos = {.name = "shared.photos",
						.sql = "select property_id, id, title, width, height, placeholder, file, altered, alterations, label, original_file"
							       " from estate.shared_photos($1, $2)"};
	struct write w;
	if (write_read(c->arena, shared_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	const char *const values[] = {digest_of(c->arena, write_text(&w, "token")), address_of(c), request_header(c->request, HEADER_USER_AGENT)};
	const char *const looks[] = {values[0], write_text(&w, "language")};
	int above = tx_add(c->tx, &open, 3, values), list = tx_add(c->tx, &properties, 1, values), pictures = tx_add(c->tx, &photos, 2, looks);
	if (call_execute(c, p) < 0)
		return -1;
	response_header(c->response, "Cache-Control", "no-store");
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	json_out_name(&o, "from");
	json_out_open(&o, '{');
	write_fields(&o, tx_rows(c->tx, above), 0, head, sizeof head / sizeof head[0]);
	json_out_close(&o, '}');
	answer_member(&o, c, "properties", list, property);
	write_photos(&o, tx_rows(c->tx, pictures), c->conf);
	json_out_close(&o, '}');
	return 0;
}

int shared_enquire_run(struct call *c, struct problem *p)
{
	static const struct statement enquire = {.name = "shared.enquire",
						 .sql = "select estate.enquire_share($1,$2::uuid,$3::uuid,$4,$5,$6,$7,$8,$9::boolean)",
						 .writes = true};
	struct write w;
	char *id = arena_alloc(c->arena, UUID_TEXT_SIZE);
	if (write_read(c->arena, enquiry_request, c->body, WRITE_ACTION, &w, p) < 0)
		return -1;
	uuid_v7(id);
	const char *const values[] = {digest_of(c->arena, write_text(&w, "token")),
				      id,
				      write_text(&w, "property_id"),
				      write_text(&w, "name"),
				      write_text(&w, "email"),
				      write_text(&w, "phone"),
				      write_text(&w, "phone_raw"),
				      write_text(&w, "message"),
				      write_text(&w, "wants_visit")};
	tx_add(c->tx, &enquire, sizeof values / sizeof values[0], values);
	return call_execute(c, p);
}
