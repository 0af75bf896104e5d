/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/search.h"

#include <string.h>

#include "base/arena.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"
#include "rest/call.h"
#include "rest/table.h"

/* How many are answered; and how many of each table are looked at, the newest, before they are ranked. */
#define MOST "20"
#define LOOKED_AT "200"
enum { WORDS_MOST = 200 };

const struct field search_query[] = {
    {"q", FIELD_TEXT, FIELD_REQUIRED, .most = WORDS_MOST, .doc = "Words to look for; the last may be the beginning of one.", .example = "\"kirchen\""},
    {.type = FIELD_END}};

enum { THUMBNAIL = 6 };

static const struct field hit[] = {
    {"type", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "contacts|properties|deals", .doc = "Its table.", .example = "\"properties\""},
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the row.", .example = "\"019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e\""},
    {"name", FIELD_TEXT, .doc = "A contact's name, a property's address, a deal's title.", .example = "\"24, rue Ermesinde\""},
    {"title", FIELD_I18N, FIELD_NOT_NULL, .doc = "A property's.", .example = "{\"en\":\"Townhouse with a walled garden\"}"},
    {"detail", FIELD_TEXT, .doc = "A contact's e-mail or phone, a property's place, a deal's contact.", .example = "\"Luxembourg\""},
    {"status", FIELD_TEXT, .doc = "As its table has it.", .example = "\"active\""},
    [THUMBNAIL] = {"thumbnail_url", FIELD_TEXT, .doc = "A property's cover, within 400 x 400 pixels; signed, so do not store it.",
		   .example = "\"https://crm.example/storage/…\""},
    {.type = FIELD_END}};

const struct field search_response[] = {
    {"data", FIELD_LIST, FIELD_NOT_NULL, .fields = hit, .doc = "The most alike first, " MOST " at most."}, {.type = FIELD_END}};

/* $1: the words. The rows under the caller's policies, in the order of `hit`. %s: what a thumbnail is made of. */
#define SEARCH_SQL                                                                                                                             \
	"with found as materialized (select * from estate.search($1, " LOOKED_AT ")), hits as ("                                               \
	"select f.kind, t.id, t.name, '{}'::jsonb as title, coalesce(t.email, t.phone) as detail, t.status::text, null as picture, f.likeness " \
	"from found f join public.contacts t on f.kind = 'contacts' and t.agency_id = app.agency_id() and t.id = f.id "                        \
	"union all select f.kind, p.id, p.address, p.title, p.city, p.status::text, "                                                          \
	"(select %s from public.media_items t where t.agency_id = p.agency_id and t.id = p.cover_media_id " \
	"and (not t.is_altered or app.key_id() is null)), f.likeness "                     \
	"from found f join public.properties p on f.kind = 'properties' and p.agency_id = app.agency_id() and p.id = f.id "                    \
	"union all select f.kind, d.id, d.title, '{}', "                                                                                       \
	"(select t.name from public.contacts t where t.agency_id = d.agency_id and t.id = d.contact_id), d.status::text, null, f.likeness "    \
	"from found f join public.deals d on f.kind = 'deals' and d.agency_id = app.agency_id() and d.id = f.id) "                             \
	"select kind, id, name, title, detail, status, picture from hits order by likeness desc, kind, id desc limit " MOST

static int read_words(const struct call *c, const char **words, struct problem *p)
{
	*words = c->query.count > 0 ? c->query.params[0].value : ""; /* there is no other */
	size_t n = strlen(*words);
	if (n > 0 && n <= WORDS_MOST)
		return 0;
	problem_set(p, PROBLEM_BAD_QUERY, "the parameter 'q' is not understood");
	return n == 0 ? problem_violation(p, "q", "required", NULL, "must be given")
		      : problem_violation(p, "q", "too_long", "{\"max\":200}", "must have at most 200 bytes");
}

/* The same address as the property's cover has wherever it is shown; what it is made of is the table's of media. */
static void answer(struct call *c, int index, const struct field *thumbnail)
{
	struct field shown[sizeof hit / sizeof *hit];
	memcpy(shown, hit, sizeof hit);
	shown[THUMBNAIL].render = thumbnail->render;
	answer_rows(c, index, shown);
}

int search_run(struct call *c, struct problem *p)
{
	const struct field *thumbnail = field_find(table_find("media_items")->resource->fields, "thumbnail_url");
	const char *words;
	if (read_words(c, &words, p) < 0)
		return -1;
	struct statement search = {.name = "search", .sql = arena_printf(c->arena, SEARCH_SQL, thumbnail->expression)};
	int index = tx_add(c->tx, &search, 1, &words);
	if (call_execute(c, p) < 0)
		return -1;
	answer(c, index, thumbnail);
	return 0;
}
