/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/receive.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_out.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "base/problem.h"
#include "correspondence/quote.h"
#include "db/bytes.h"
#include "db/tx.h"
#include "link/incoming.h"
#include "rest/table.h"

enum { MOST_KEPT = 20 }; /* files of one mail */

static void member(struct json_out *o, const char *name, const char *text)
{
	if (text != NULL)
		json_out_member(o, name, text);
}

/* As correspondence.take_message reads it. facts: of each file that is kept, else NULL. */
static const char *as_json(struct arena *a, const struct incoming *mail, const char *const *facts)
{
	struct buf b;
	const char *own, *quoted;
	buf_init(&b, a, strlen(mail->text) + 1024);
	struct json_out o = json_out(&b);
	quote_split(a, mail->text, &own, &quoted);
	json_out_open(&o, '{');
	member(&o, "message_id", mail->message_id);
	member(&o, "in_reply_to", mail->in_reply_to);
	member(&o, "from_address", mail->from_address);
	member(&o, "from_name", mail->from_name);
	member(&o, "subject", mail->subject);
	member(&o, "text", own);
	member(&o, "quoted", quoted);
	json_out_member_bool(&o, "automatic", mail->automatic);
	json_out_name(&o, "files");
	json_out_open(&o, '[');
	for (size_t i = 0; i < mail->file_count; i++)
		if (facts[i] != NULL)
			json_out_raw(&o, facts[i], strlen(facts[i]));
	json_out_close(&o, ']');
	json_out_name(&o, "refused");
	json_out_open(&o, '[');
	for (size_t i = 0; i < mail->file_count; i++)
		if (facts[i] == NULL)
			json_out_string(&o, mail->files[i].name);
	json_out_close(&o, ']');
	if (mail->bounced) {
		json_out_name(&o, "bounce");
		json_out_open(&o, '{');
		member(&o, "message_id", mail->bounce_id);
		member(&o, "words", mail->bounce_words);
		json_out_close(&o, '}');
	}
	json_out_close(&o, '}');
	return buf_text(&b);
}

/* 1: in *out; 0: it has been read before; -1: the transaction failed. */
static int find(struct job_run *run, const char *id, struct incoming *out, struct problem *p)
{
	static const struct statement look = {.name = "correspondence.inbound", .sql = "select raw from correspondence.inbound($1::uuid)"};
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, &look, 1, &id);
	size_t n;
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) == 0)
		return 0;
	const uint8_t *bytes = bytes_read(run->arena, rows_text(rows, 0, 0), rows_size(rows, 0, 0), &n);
	if (bytes == NULL) {
		problem_set(p, PROBLEM_INTERNAL, "a mail that came in cannot be read back");
		return -1;
	}
	incoming_read(run->arena, bytes, n, out);
	return 1;
}

/* Puts the files into the store: pictures and documents as what they are, anything else as bytes to be downloaded. A store that is away is
 * waited for, but not for ever: with the last attempt the mail comes without them. */
static int keep_files(struct job_run *run, const struct incoming *mail, const char **facts, struct problem *p)
{
	const struct resource_files *to = table_find("media_items")->resource->files;
	for (size_t i = 0, kept = 0; i < mail->file_count && kept < MOST_KEPT && !mail->bounced; i++) {
		const struct incoming_file *f = &mail->files[i];
		const struct resource_file file = {.name = f->name, .bytes = f->bytes, .size = f->size, .any_type = true};
		struct resource_stored stored = {.id = NULL};
		struct problem own;
		problem_init(&own, run->arena);
		if (f->bytes == NULL || (uint64_t)f->size > (uint64_t)run->conf->upload_max_bytes)
			continue;
		if (to->store(run, run->arena, &file, &stored, &own) < 0) {
			if (run->attempt < run->max_attempts)
				return problem_set(p, own.code, "%s", own.detail == NULL ? problem_kind(own.code)->title : own.detail);
			return 0;
		}
		if (stored.id == NULL)
			continue;
		facts[i] = arena_printf(run->arena, "{%s}", stored.facts);
		kept++;
	}
	return 0;
}

enum job_outcome receive_run(struct job_run *run, struct problem *p)
{
	static const struct statement take = {
	    .name = "correspondence.take_message", .sql = "select correspondence.take_message($1::uuid, $2::jsonb)", .writes = true};
	const char *id = jvalue_string(jvalue_get(run->payload, "inbound_id"));
	struct incoming mail;
	if (id == NULL) {
		problem_set(p, PROBLEM_INTERNAL, "the job names no mail");
		return JOB_NEVER;
	}
	int found = find(run, id, &mail, p);
	if (found <= 0)
		return found < 0 ? JOB_AGAIN : JOB_DONE;
	const char **facts = arena_new_array(run->arena, const char *, mail.file_count + 1);
	if (keep_files(run, &mail, facts, p) < 0)
		return JOB_AGAIN;
	const char *const values[] = {id, as_json(run->arena, &mail, facts)};
	struct tx *tx = job_tx(run);
	tx_add(tx, &take, 2, values);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}

enum job_outcome receive_tidy_run(struct job_run *run, struct problem *p)
{
	static const struct statement tidy = {.name = "correspondence.tidy", .sql = "select correspondence.tidy()", .writes = true};
	struct tx *tx = job_tx(run);
	tx_add(tx, &tidy, 0, NULL);
	job_complete(run, tx, NULL);
	return tx_commit(tx, p) < 0 ? JOB_AGAIN : JOB_DONE;
}
