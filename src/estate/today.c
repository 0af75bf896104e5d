/* SPDX-License-Identifier: Apache-2.0 */
#include "estate/today.h"

#include "base/json_out.h"
#include "base/problem.h"
#include "db/tx.h"
#include "rest/answer.h"

#define ID_EXAMPLE "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4b\""

/* The property and the contact by what a line of a list says of them. */
#define PROPERTY_FIELDS                                                                                                    \
	{"property_id", FIELD_ID, .target = "properties", .doc = "What it is about.", .example = ID_EXAMPLE},              \
	    {"property_title", FIELD_I18N, .doc = "Of that property; empty: it has none.", .example = "{\"en\":\"Townhouse with a walled garden\"}"}, \
	{                                                                                                                  \
		"property_address", FIELD_TEXT, .doc = "Of that property.", .example = "\"24, rue Ermesinde\""             \
	}

static const struct field task[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the task.", .example = ID_EXAMPLE},
    {"title", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What is to be done.", .example = "\"Ask for the energy certificate\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "open|done", .doc = "open ones are late or due today; done ones were done today.",
     .example = "\"open\""},
    {"priority", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "low|normal|high", .doc = "How much it matters.", .example = "\"high\""},
    {"due_at", FIELD_TIME, .doc = "Late from then on.", .example = "\"2026-05-14T10:00:00Z\""},
    {"all_day", FIELD_BOOL, FIELD_NOT_NULL, .doc = "The day alone counts.", .example = "false"},
    {"repeats", FIELD_CHOICE, .choices = "daily|weekly|monthly|yearly", .doc = "How often it comes again.", .example = "null"},
    {"repeat_every", FIELD_INT, FIELD_NOT_NULL, .doc = "Each, or every other, and so on.", .example = "1"},
    {"done_at", FIELD_TIME, .doc = "When it was done.", .example = "null"},
    PROPERTY_FIELDS,
    {"contact_id", FIELD_ID, .target = "contacts", .doc = "Whom it is about.", .example = "null"},
    {"contact_name", FIELD_TEXT, .doc = "Of that contact.", .example = "null"},
    {.type = FIELD_END}};

static const struct field lead[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the lead.", .example = ID_EXAMPLE},
    {"name", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Of whoever asks.", .example = "\"Emma Nilsson\""},
    {"email", FIELD_TEXT, .doc = "As it was sent.", .example = "\"emma@example.com\""},
    {"phone", FIELD_TEXT, .doc = "E.164.", .example = "\"+352661123456\""},
    {"message", FIELD_TEXT, .doc = "How what they wrote begins.", .example = "\"May we see it on Saturday?\""},
    {"source", FIELD_TEXT, FIELD_NOT_NULL, .doc = "Where it came from.", .example = "\"athome.lu\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "new|offered", .doc = "offered: to the caller, unless claim_by has passed.",
     .example = "\"offered\""},
    {"assignee_id", FIELD_ID, .target = "users", .doc = "To whom it is offered; null: it lies in the pool.", .example = "null"},
    {"claim_by", FIELD_TIME, .doc = "Until when.", .example = "\"2026-05-14T09:45:00Z\""},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it came.", .example = "\"2026-05-14T09:30:00Z\""},
    {"wanted_transaction", FIELD_CHOICE, .choices = "sale|rent", .doc = "What they look for.", .example = "null"},
    {"wanted_area", FIELD_TEXT, .doc = "Where.", .example = "null"},
    {"wanted_price", FIELD_DECIMAL, .doc = "For how much.", .example = "null"},
    {"wants_visit", FIELD_BOOL, FIELD_NOT_NULL, .doc = "Whether they ask to see it.", .example = "true"},
    PROPERTY_FIELDS,
    {.type = FIELD_END}};

static const struct field visit[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the visit.", .example = ID_EXAMPLE},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "requested|confirmed|done|no_show", .doc = "How it stands.", .example = "\"confirmed\""},
    {"starts_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "From when.", .example = "\"2026-05-14T12:00:00Z\""},
    {"ends_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "Until when.", .example = "\"2026-05-14T12:30:00Z\""},
    {"agent_id", FIELD_ID, FIELD_NOT_NULL, .target = "users", .doc = "The caller.", .example = ID_EXAMPLE},
    PROPERTY_FIELDS,
    {"contact_id", FIELD_ID, .target = "contacts", .doc = "Who comes.", .example = ID_EXAMPLE},
    {"contact_name", FIELD_TEXT, .doc = "Of that contact.", .example = "\"Emma Nilsson\""},
    {.type = FIELD_END}};

static const struct field job[] = {
    {"id", FIELD_ID, FIELD_NOT_NULL, .doc = "Of the job.", .example = ID_EXAMPLE},
    {"kind", FIELD_TEXT, FIELD_NOT_NULL, .doc = "What it did.", .example = "\"media.derive\""},
    {"status", FIELD_CHOICE, FIELD_NOT_NULL, .choices = "completed|failed", .doc = "How it ended.", .example = "\"completed\""},
    {"created_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it was asked for.", .example = "\"2026-05-14T09:30:00Z\""},
    {"ended_at", FIELD_TIME, FIELD_NOT_NULL, .doc = "When it ended.", .example = "\"2026-05-14T09:30:02Z\""},
    PROPERTY_FIELDS,
    {.type = FIELD_END}};

const struct field today_response[] = {
    {"tasks", FIELD_LIST, FIELD_NOT_NULL, .fields = task,
     .doc = "The caller's: late and due today, where the agency is, then what was done today. At most 100 and 20."},
    {"visits", FIELD_LIST, FIELD_NOT_NULL, .fields = visit,
     .doc = "Those of the day that the caller is to show, or has shown, in their order; called-off ones are not among them. At most 50."},
    {"leads", FIELD_LIST, FIELD_NOT_NULL, .fields = lead, .doc = "Those that the caller may claim: offered first, then the newest. At most 20."},
    {"jobs", FIELD_LIST, FIELD_NOT_NULL, .fields = job, .doc = "What the caller asked for and has ended within a day, the last first. At most 100."},
    {.type = FIELD_END}};

#define PROPERTY_COLUMNS "p.id, coalesce(p.title, '{}'), p.address"
#define JOIN_PROPERTY(of) " left join public.properties p on p.agency_id = " of ".agency_id and p.id = " of ".property_id"

#define TASK_COLUMNS                                                                                                       \
	"t.id, t.title, t.status, t.priority, t.due_at, t.all_day, t.repeats, t.repeat_every, t.done_at, t.agency_id, t.property_id, t.contact_id"

/* The day of the agency's own clocks. */
#define WITH_DAY                                                                                                                       \
	"with day as (select d.begins at time zone d.zone as begins, (d.begins + interval '1 day') at time zone d.zone as ends"         \
	" from (select date_trunc('day', app.now() at time zone a.time_zone) as begins, a.time_zone as zone"                            \
	" from public.agencies a where a.id = app.agency_id()) d)"

/* Each part of the list walks an index of its own. */
static const struct statement tasks = {
    .name = "today.tasks",
    .sql = WITH_DAY
	   " select t.id, t.title, t.status, t.priority, t.due_at, t.all_day, t.repeats, t.repeat_every, t.done_at, " PROPERTY_COLUMNS
	   ", c.id, c.name from ((select " TASK_COLUMNS " from public.tasks t where t.agency_id = app.agency_id()"
	   " and t.assignee_id = app.user_id() and t.status = 'open' and t.due_at < (select ends from day) and t.deleted_at is null"
	   " order by t.due_at, t.id limit 100) union all (select " TASK_COLUMNS " from public.tasks t where t.agency_id = app.agency_id()"
	   " and t.done_at >= (select begins from day) and t.status = 'done' and t.assignee_id = app.user_id() and t.deleted_at is null"
	   " order by t.done_at desc, t.id desc limit 20)) t" JOIN_PROPERTY("t")
	   " left join public.contacts c on c.agency_id = t.agency_id and c.id = t.contact_id"
	   " order by t.status desc, t.due_at, t.id"};

static const struct statement visits = {
    .name = "today.visits",
    .sql = WITH_DAY
	   " select v.id, v.status, v.starts_at, v.ends_at, v.agent_id, " PROPERTY_COLUMNS ", c.id, c.name from public.visits v" JOIN_PROPERTY("v")
	   " left join public.contacts c on c.agency_id = v.agency_id and c.id = v.contact_id"
	   " where v.agency_id = app.agency_id() and v.agent_id = app.user_id() and v.starts_at >= (select begins from day)"
	   " and v.starts_at < (select ends from day) and v.status <> 'cancelled' and v.deleted_at is null order by v.starts_at, v.id limit 50"};

static const struct statement leads = {
    .name = "today.leads",
    .sql = "select l.id, l.name, l.email, l.phone, left(l.message, 300), l.source, l.status, l.assignee_id, l.claim_by, l.created_at,"
	   " l.wanted_transaction, l.wanted_area, l.wanted_price, l.wants_visit, " PROPERTY_COLUMNS " from public.leads l" JOIN_PROPERTY("l")
	   " where l.agency_id = app.agency_id() and l.status = any ('{new,offered}') and l.deleted_at is null"
	   " and (l.assignee_id is null or l.assignee_id = app.user_id() or l.claim_by <= app.now())"
	   " order by (l.assignee_id = app.user_id() and l.claim_by > app.now()) is true desc, l.created_at desc, l.id desc limit 20"};

static const struct statement jobs = {
    .name = "today.jobs",
    .sql = "select j.id, j.kind, j.status, j.created_at, j.ended_at, " PROPERTY_COLUMNS " from public.jobs j" JOIN_PROPERTY("j")
	   " where j.agency_id = app.agency_id() and j.enqueued_by = app.user_id() and j.created_at > app.now() - interval '1 day'"
	   " and j.status in ('completed', 'failed') order by j.created_at desc, j.id desc limit 100"};

int today_run(struct call *c, struct problem *p)
{
	int due = tx_add(c->tx, &tasks, 0, NULL), shown = tx_add(c->tx, &visits, 0, NULL), new = tx_add(c->tx, &leads, 0, NULL), ended = tx_add(c->tx, &jobs, 0, NULL);
	if (call_execute(c, p) < 0)
		return -1;
	struct json_out o = json_out(&c->response->body);
	json_out_open(&o, '{');
	answer_member(&o, c, "tasks", due, task);
	answer_member(&o, c, "visits", shown, visit);
	answer_member(&o, c, "leads", new, lead);
	answer_member(&o, c, "jobs", ended, job);
	json_out_close(&o, '}');
	return 0;
}
