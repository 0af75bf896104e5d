/* SPDX-License-Identifier: Apache-2.0 */
#include "rest/selection.h"
#include "base/clock.h"
#include "rest/field_type.h"
#include "sample.h"
#include "stage.h"

static struct stage s;

static const struct table *things(void)
{
	sample_register();
	return table_find("things");
}

static int read_list(struct unit *u, const char *query, struct selection *out)
{
	stage_open(&s, u);
	stage_query(&s, query);
	return selection_read_list(&s.call, things(), out, &u->p);
}

static void test_defaults(void **state)
{
	struct selection sel;
	assert_int_equal(read_list(*state, "", &sel), 0);
	assert_int_equal(sel.limit, 25);
	assert_int_equal(sel.page, 0);
	assert_int_equal(sel.sort_count, 1);
	assert_string_equal(sel.sorts[0].field->name, "created_at");
	assert_true(sel.sorts[0].descending);
	assert_null(sel.cursor);
	assert_null(sel.q);
	assert_int_equal(sel.deleted, DELETED_NO);
	assert_false(sel.exact_count);
	/* the summary: without details, and without what is never shown */
	assert_int_equal(sel.shape.columns, things()->summary_count);
	assert_int_equal(things()->count - things()->summary_count, 3); /* notes, day, link */
	assert_int_equal(table_column(things(), "secret"), -1);
}

static void test_keywords(void **state)
{
	struct unit *u = *state;
	struct selection sel;
	assert_int_equal(read_list(u, "limit=200&cursor=abc&sort=-price,name&count=exact&q=big+lamp&deleted=only&fields=price,id,price,notes&"
				      "include=person,person",
				   &sel),
			 0);
	assert_int_equal(sel.limit, 200);
	assert_string_equal(sel.cursor, "abc");
	assert_int_equal(sel.sort_count, 2);
	assert_true(sel.sorts[0].descending);
	assert_string_equal(sel.sorts[1].field->name, "name");
	assert_true(sel.exact_count);
	assert_string_equal(sel.q, "big lamp");
	assert_int_equal(sel.deleted, DELETED_ONLY);
	assert_int_equal(sel.shape.parts[0].count, 3); /* id, price, notes */
	assert_int_equal(sel.shape.part_count, 2);
	assert_int_equal(sel.shape.parts[1].first, 3);
	assert_int_equal(sel.shape.columns, 3 + sel.shape.parts[1].count);
	assert_int_equal(read_list(u, "page=40&deleted=with&q=", &sel), 0);
	assert_int_equal(sel.page, 40);
	assert_int_equal(sel.deleted, DELETED_WITH);
	assert_null(sel.q);
}

/* "parameter code: sentence" of the first fault */
static void test_refused(void **state)
{
	struct unit *u = *state;
	static const char fields[] = "there is no such field; there are id, owner_id, name, title, notes, price, ratio, amount, bytes, serial, done, due, day, "
				     "kind, tags, extra, email, phone, phone_raw, code, person_id, double, link, external_ref, version, created_at, "
				     "updated_at, deleted_at";
	static const char sorts[] = "can be sorted by name, price, amount, due, day, kind, created_at, updated_at, each with - in front for the other way round";
	static const char filters[] = "is no parameter of this list; it can be filtered by id, owner_id, name, price, amount, bytes, done, due, day, kind, "
				      "tags, email, phone, person_id, external_ref, created_at, updated_at, and takes limit, cursor, page, sort, "
				      "fields, include, count, q and deleted where the table has them";
	static const struct {
		const char *query, *wanted, *sentence;
	} cases[] = {
	    {"limit=0", "limit out_of_range", "must be between 1 and 200"},
	    {"limit=201", "limit out_of_range", "must be between 1 and 200"},
	    {"limit=-1", "limit type", "must be a whole number"},
	    {"limit=", "limit type", "must be a whole number"},
	    {"limit=1e2", "limit type", "must be a whole number"},
	    {"limit=9999999999999", "limit type", "must be a whole number"},
	    {"page=0", "page out_of_range", "must be between 1 and 1000000"},
	    {"page=1000001", "page out_of_range", "must be between 1 and 1000000"},
	    {"count=yes", "count not_one_of", "must be exact"},
	    {"deleted=true", "deleted not_one_of", "must be only or with"},
	    {"fields=", "fields unknown_field", fields},
	    {"fields=id,secret", "fields unknown_field", fields},
	    {"fields=id,,price", "fields unknown_field", fields},
	    {"fields=t.id", "fields unknown_field", fields},
	    {"sort=", "sort unknown_sort", sorts},
	    {"sort=ratio", "sort unknown_sort", sorts},
	    {"sort=--price", "sort unknown_sort", sorts},
	    {"sort=price desc", "sort unknown_sort", sorts},
	    {"sort=name,price,amount,kind", "sort too_many", "takes at most three fields"},
	    {"include=x", "include unknown_include", "'x' cannot be included; of things there are person, origin"},
	    {"include=", "include unknown_include", "'' cannot be included; of things there are person, origin"},
	    {"include=lost", "include unknown_include", "'lost' cannot be included; of things there are person, origin"},
	    {"include=person.x", "include unknown_include", "'x' cannot be included; of person there are things"},
	    {"include=person.", "include unknown_include", "'' cannot be included; of person there are things"},
	    {"include=.person", "include unknown_include", "'' cannot be included; of things there are person, origin"},
	    {"include=person.things.person", "include too_deep", "goes at most 2 names deep"},
	    {"include=origin,person.things&limit=51", "limit out_of_range", "must be at most 50 where a relation to many is included"},
	    {"nope=1", "nope unknown_parameter", filters},
	    {"ratio=1", "ratio unknown_parameter", filters},
	    {"secret=1", "secret unknown_parameter", filters},
	    {"limit[gte]=1", "limit[gte] unknown_parameter", filters},
	    {"price[like]=1", "price[like] unknown_operator", "this field takes in, gt, gte, lt, lte, null"},
	    {"kind[gt]=a", "kind[gt] unknown_operator", "this field takes in"},
	    {"kind[null]=true", "kind[null] unknown_operator", "this field takes in"},
	    {"email[like]=a", "email[like] unknown_operator", "this field takes in, null"},
	    {"name[null]=true", "name[null] unknown_operator", "this field takes in, like"},
	    {"tags=a", "tags unknown_operator", "this field takes contains"},
	    {"price[eq%5D%5D=1", "price[eq]] unknown_operator", "this field takes in, gt, gte, lt, lte, null"},
	    {"price[eq]=1", "price[eq] unknown_operator", "this field takes in, gt, gte, lt, lte, null"},
	    {"price=x", "price format", "'x' is no value of this field"},
	    {"price=", "price format", "'' is no value of this field"},
	    {"price[in]=1,x,2", "price[in] format", "'x' is no value of this field"},
	    {"price[in]=1,,2", "price[in] format", "'' is no value of this field"},
	    {"price[null]=1", "price[null] type", "must be true or false"},
	    {"name[like]=", "name[like] required", "must not be empty"},
	    {"tags[contains]=", "tags[contains] required", "must not be empty"},
	    {"person_id=1%27%20or%20true", "person_id format", "'1' or true' is no value of this field"},
	    {"name=%25s%25n", NULL, NULL},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct selection sel;
		int rc = read_list(u, cases[i].query, &sel);
		if (cases[i].wanted == NULL) {
			assert_int_equal(rc, 0);
			continue;
		}
		assert_int_equal(rc, -1);
		assert_int_equal(u->p.code, PROBLEM_BAD_QUERY);
		assert_string_equal(unit_violations(&u->p), cases[i].wanted);
		assert_string_equal(u->p.violations->detail, cases[i].sentence);
	}
}

/* All faults are named, not the first alone. */
static void test_all_at_once(void **state)
{
	struct unit *u = *state;
	struct selection sel;
	assert_int_equal(read_list(u, "limit=0&nope=1&price=x&sort=zzz", &sel), -1);
	assert_string_equal(unit_violations(&u->p), "limit out_of_range; nope unknown_parameter; price format; sort unknown_sort");
	expect_problem(&u->p, PROBLEM_BAD_QUERY, "the parameter 'limit' is not understood");
	assert_int_equal(read_list(u, "page=1&cursor=x", &sel), -1);
	expect_problem(&u->p, PROBLEM_BAD_QUERY, "'page' and 'cursor' exclude each other");
}

/* A list names its own filters, order and words, and nothing else. */
static void test_name(void **state)
{
	struct unit *u = *state;
	static const char *const different[] = {"",	     "kind=a",	      "kind=bb",    "kind[in]=a",   "kind[in]=a,bb", "price[gte]=1",
						"price[gt]=1", "price=1",     "q=a",	    "q=b",	    "deleted=only",  "deleted=with",
						"sort=price", "sort=-price", "sort=name",   "sort=name,price", "sort=price,name", "name[like]=a"};
	static const char *const same[] = {"", "limit=5", "fields=id", "include=person", "count=exact", "sort=-created_at", "q="};
	struct selection sel;
	const char *names[COUNT(different)];
	struct unit mine = {.arena = arena_new(4096)};
	for (size_t i = 0; i < COUNT(different); i++) {
		assert_int_equal(read_list(u, different[i], &sel), 0);
		names[i] = selection_name(mine.arena, &sel);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(names[i], names[k]);
	}
	for (size_t i = 0; i < COUNT(same); i++) {
		assert_int_equal(read_list(u, same[i], &sel), 0);
		assert_string_equal(selection_name(mine.arena, &sel), names[0]);
	}
	arena_free(mine.arena);
}

static void test_one(void **state)
{
	struct unit *u = *state;
	struct selection sel;
	stage_open(&s, u);
	stage_query(&s, "fields=name&include=person&deleted=with");
	assert_int_equal(selection_read_one(&s.call, things(), &sel, &u->p), 0);
	assert_int_equal(sel.shape.parts[0].count, 2);
	stage_open(&s, u);
	assert_int_equal(selection_read_one(&s.call, things(), &sel, &u->p), 0);
	assert_int_equal(sel.shape.columns, things()->count);
	static const char *const refused[] = {"limit=5", "q=x", "price=5", "sort=name", "cursor=x", "page=1", "count=exact", "nope="};
	for (size_t i = 0; i < COUNT(refused); i++) {
		stage_open(&s, u);
		stage_query(&s, refused[i]);
		assert_int_equal(selection_read_one(&s.call, things(), &sel, &u->p), -1);
		assert_string_equal(u->p.violations->detail, "is no parameter here; there are fields, include and deleted");
	}
}

/* What a table does not have is no parameter of its list. */
static void test_plain_table(void **state)
{
	struct unit *u = *state;
	static const char *const refused[] = {"q=x", "deleted=only"};
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct selection sel;
		stage_open(&s, u);
		stage_query(&s, refused[i]);
		things();
		assert_int_equal(selection_read_list(&s.call, table_find("countries"), &sel, &u->p), -1);
		assert_string_equal(u->p.violations->code, "unknown_parameter");
	}
}

/* Who reads and today: said so in the cursor's list too, which is the same one tomorrow. */
static void test_relative(void **state)
{
	struct unit *u = *state;
	struct selection sel;
	clock_stop_at(INT64_C(1778578200000000)); /* 2026-05-12T09:30:00Z */
	assert_int_equal(read_list(u, "owner_id=me&due[gte]=-P7D&due[lt]=P1D", &sel), 0);
	assert_int_equal(sel.filter_count, 3);
	assert_null(sel.filters[0].value);
	assert_string_equal(sel.filters[1].value, "2026-05-05T00:00:00.000Z");
	assert_string_equal(sel.filters[2].value, "2026-05-13T00:00:00.000Z");
	assert_string_equal(selection_name(u->arena, &sel), "things|0||owner_id[eq]=me|due[gte]=-P7D|due[lt]=P1D|-created_at");
	clock_stop_at(0);
	static const char *const refused[] = {"person_id=me", "owner_id[in]=me", "due=P", "due=-PD", "due=P12345D", "due=P1W", "day=P1D"};
	for (size_t i = 0; i < COUNT(refused); i++) {
		assert_int_equal(read_list(u, refused[i], &sel), -1);
		assert_string_equal(u->p.violations->code, "format");
		unit_again(u);
	}
}

/* As many filters as there are fields fit, and the statement they make. */
static void test_many_filters(void **state)
{
	struct unit *u = *state;
	static const char *const operators[] = {"", "[in]", "[gt]", "[gte]", "[lt]", "[lte]", "[null]"};
	const char *query = "q=x";
	int n = 0;
	for (int i = 0; i < things()->count; i++) {
		const struct field *f = things()->columns[i].field;
		for (size_t o = 0; o < COUNT(operators); o++) {
			if (!(f->flags & FIELD_FILTER) || f->type == FIELD_TEXTS || (o > 1 && o < 6 && !field_ordered(f)) || (o == 6 && !field_nullable(f)))
				continue;
			const char *value = o == 6 ? "true" : f->type == FIELD_ID ? "019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a"
				: f->type == FIELD_TIME ? "2026-05-12T09:30:00Z" : f->type == FIELD_DATE ? "2026-05-12" : f->type == FIELD_BOOL ? "true"
				: f->type == FIELD_CHOICE ? "a" : f->format == FORMAT_EMAIL ? "a@b.lu" : f->format == FORMAT_PHONE ? "%2B3521234567" : "5";
			query = arena_printf(u->arena, "%s&%s%s=%s", query, f->name, operators[o], value);
			n++;
		}
	}
	struct selection sel;
	int rc = read_list(u, query, &sel);
	assert_true(n > SELECTION_MOST_FILTERS);
	assert_int_equal(rc, -1);
	assert_string_equal(u->p.violations->code, "too_many");
	assert_int_equal(sel.filter_count, SELECTION_MOST_FILTERS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(test_defaults), UNIT(test_keywords), UNIT(test_refused), UNIT(test_all_at_once),
					   UNIT(test_name),	UNIT(test_one),	     UNIT(test_plain_table), UNIT(test_many_filters),
					   UNIT(test_relative)};
	return UNIT_RUN(tests);
}
