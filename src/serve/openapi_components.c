/* SPDX-License-Identifier: Apache-2.0 */
#include "serve/openapi_part.h"


static const struct {
	const char *name, *in, *doc, *schema, *example;
} shared_parameters[] = {
    {"limit", "query", "How many rows, at most.", "{\"type\":\"integer\",\"minimum\":1,\"maximum\":200,\"default\":25}", "25"},
    {"cursor", "query", "next_cursor of the page before.", "{\"type\":\"string\"}", NULL},
    {"page", "query", "A page by its number, instead of a cursor; brings the totals.", "{\"type\":\"integer\",\"minimum\":1}", "1"},
    {"count", "query", "exact adds the total.", "{\"type\":\"string\",\"enum\":[\"exact\"]}", "\"exact\""},
    {"sort", "query", "Up to three fields, each with - in front for the other way round. Nulls come last.", "{\"type\":\"string\"}", NULL},
    {"fields", "query", "Only these fields, separated by commas. Long texts come only so.", "{\"type\":\"string\"}", "\"id\""},
    {"include", "query",
     "Related rows, by name, separated by commas; with a dot, what is related to those. At most 8 relations, two names deep. Of a "
     "relation to many there come 20 rows, and limit is at most 50 then.",
     "{\"type\":\"string\"}", NULL},
    {"q", "query", "Words to look for; the last may be the beginning of one.", "{\"type\":\"string\",\"maxLength\":200}", "\"garden\""},
    {"view", "query", "A saved view, by its id: its filter, sort and columns hold as if they were written here. Further filters narrow it; sort, fields and deleted stand instead of its own.",
     "{\"type\":\"string\",\"format\":\"uuid\"}", NULL},
    {"deleted", "query", "only: deleted rows. with: those too.", "{\"type\":\"string\",\"enum\":[\"only\",\"with\"]}", "\"with\""},
    {"If-Match", "header", "The ETag that was read (or a list, or *): 412 when somebody changed the record since.", "{\"type\":\"string\"}", "\"\\\"3.0e5b1c7a\\\"\""},
    {"dry_run", "query", "true: the answer says what would happen, with Dry-Run: true, and nothing is changed. An Idempotency-Key is not used up.",
     "{\"type\":\"boolean\",\"default\":false}", "true"},
    {"If-None-Match", "header", "The ETag you have: 304 when it is still the same.", "{\"type\":\"string\"}", "\"\\\"3.0e5b1c7a\\\"\""},
    {"Agency-Id", "header", "Which agency, when the caller belongs to several.", "{\"type\":\"string\",\"format\":\"uuid\"}", "\"019aa0c4-7d80-7c11-8a53-0c9f7e6d5b4a\""},
    {"Idempotency-Key", "header", "A text of your own: the same request with it takes effect once, and is answered the same for 24 h.",
     "{\"type\":\"string\",\"minLength\":1,\"maxLength\":255}", "\"0b7a1f9e-import-42\""},
};

static const struct {
	const char *name, *doc, *schema;
	bool always;
} shared_headers[] = {
    {"Request-Id", "What to name when you write to us; also in our log.", "{\"type\":\"string\",\"format\":\"uuid\"}", true},
    {"ETag", "The version of the record: send it back as If-Match or If-None-Match.", "{\"type\":\"string\"}", false},
    {"Location", "Where the new record is.", "{\"type\":\"string\",\"format\":\"uri-reference\"}", true},
    {"Idempotent-Replayed", "true: the answer was kept from the first time.", "{\"type\":\"string\",\"enum\":[\"true\"]}", false},
    {"Dry-Run", "true: nothing was changed.", "{\"type\":\"string\",\"enum\":[\"true\"]}", false},
    {"Retry-After", "Seconds to wait before the same request can be sent again.", "{\"type\":\"integer\",\"minimum\":1}", true},
    {"RateLimit", "What is left now (r, units) and in how many seconds all of it is there again (t): of the person or the key, and of the agency.",
     "{\"type\":\"string\",\"examples\":[\"\\\"user\\\";r=599;t=1, \\\"agency\\\";r=5990;t=1\"]}", false},
    {"RateLimit-Policy", "How much may be asked for (q, units) in how many seconds (w). An operation costs one unit, unless its x-cost says more.",
     "{\"type\":\"string\",\"examples\":[\"\\\"user\\\";q=600;w=60, \\\"agency\\\";q=6000;w=60\"]}", false},
    {"Server-Timing", "How long it took (milliseconds): the database, the worker, all of it.",
     "{\"type\":\"string\",\"examples\":[\"db;dur=1.2, app;dur=0.3, total;dur=1.5\"]}", false},
    {"WWW-Authenticate", "RFC 6750.", "{\"type\":\"string\"}", true},
};

static void write_shared_parameters(struct json_out *o)
{
	json_out_name(o, "parameters");
	json_out_open(o, '{');
	for (size_t i = 0; i < sizeof shared_parameters / sizeof shared_parameters[0]; i++) {
		json_out_name(o, shared_parameters[i].name);
		openapi_write_parameter(o, shared_parameters[i].name, shared_parameters[i].in, false, shared_parameters[i].doc,
					shared_parameters[i].schema, shared_parameters[i].example);
	}
	json_out_close(o, '}');
}

static void write_shared_headers(struct json_out *o)
{
	json_out_name(o, "headers");
	json_out_open(o, '{');
	for (size_t i = 0; i < sizeof shared_headers / sizeof shared_headers[0]; i++) {
		json_out_name(o, shared_headers[i].name);
		json_out_open(o, '{');
		json_out_member(o, "description", shared_headers[i].doc);
		json_out_member_bool(o, "required", shared_headers[i].always);
		json_out_member_raw(o, "schema", shared_headers[i].schema);
		json_out_close(o, '}');
	}
	json_out_close(o, '}');
}

static void write_examples(struct json_out *o)
{
	json_out_name(o, "examples");
	json_out_open(o, '{');
	openapi_write_examples(o);
	openapi_write_problem_examples(o);
	json_out_close(o, '}');
}

void openapi_write_components(struct json_out *o)
{
	json_out_name(o, "components");
	json_out_open(o, '{');
	json_out_member_raw(o, "securitySchemes",
			    "{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\",\"description\":\"A session token of a configured issuer.\"},"
			    "\"api_key\":{\"type\":\"apiKey\",\"in\":\"header\",\"name\":\"X-API-Key\",\"description\":\"A key of the agency (sfy_live_…, "
			    "or sfy_test_… for its sandbox), also understood in Authorization: Bearer. An operation names the scope that the key needs; "
			    "what include adds to an answer needs the reading of that too.\"},"
			    "\"cookie\":{\"type\":\"apiKey\",\"in\":\"cookie\",\"name\":\"__Secure-stagefy-refresh\","
			    "\"description\":\"The refresh token that signing in sets; from the dashboard's own origin alone.\"}}");
	write_shared_parameters(o);
	write_shared_headers(o);
	openapi_write_problem_responses(o);
	openapi_write_schemas(o);
	write_examples(o);
	json_out_close(o, '}');
}
