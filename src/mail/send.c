/* SPDX-License-Identifier: Apache-2.0 */
/* One attempt at a mail: what it says and whether to send it at all are read in one transaction, the mail is noted as handed
 * over in a second, right before the server gets the last piece, and what the server said in a third. Whatever ends
 * between them, no mail is sent a second time that somebody may have: sql/deploy/mail/sending.sql. */
#include "mail/send.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/mailer.h"
#include "mail/files.h"
#include "mail/mail.h"

/* A mail in the hands of this attempt. */
struct attempt {
	struct job_run *run;
	const struct mailer *mailer;
	const char *id;
	struct mail_words words;
	struct mime mime;
};

enum { STATE = MAIL_WORDS_COUNT, MESSAGE_ID, TO, TO_NAME, REPLY_TO, UNSUBSCRIBE, CREATED_US, IN_REPLY_TO, REFERENCES, RETURN_PATH, FILES };

static int run_statement(struct job_run *run, const struct statement *s, int count, const char *const values[], const struct rows **out,
			 struct problem *p)
{
	struct tx *tx = job_tx(run);
	int index = tx_add(tx, s, count, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	if (out != NULL)
		*out = tx_rows(tx, index);
	return 0;
}

static const char *address_domain(const char *address)
{
	return strrchr(address, '@') + 1;
}

static int begin(struct attempt *t, const struct rows **out, struct problem *p)
{
	static const struct statement statement = {
	    .name = "mail.begin_sending",
	    .sql = "select " MAIL_WORDS ", state, message_id, to_address, to_name, reply_to, unsubscribe, "
		   "(extract(epoch from created_at) * 1000000)::bigint, in_reply_to, to_json(refs), return_path, files from mail.begin_sending($1,$2,$3::boolean)",
	    .writes = true};
	const char *const values[] = {t->id, address_domain(mailer_from(t->mailer)), mailer_repeatable(t->mailer) ? "t" : "f"};
	return run_statement(t->run, &statement, 3, values, out, p);
}

static int read_json(struct arena *a, const struct rows *rows, int column, const struct jvalue **out, struct problem *p)
{
	struct json_fault fault;
	if (jvalue_parse(a, rows_text(rows, 0, column), rows_size(rows, 0, column), out, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "a column of a mail is not JSON");
	return 0;
}

/* What it answers, and the files that go with it. */
static int compose_thread(struct attempt *t, const struct rows *rows, struct problem *p)
{
	struct arena *a = t->run->arena;
	const struct jvalue *references, *files;
	if (read_json(a, rows, REFERENCES, &references, p) < 0 || read_json(a, rows, FILES, &files, p) < 0)
		return -1;
	size_t n = jvalue_size(references);
	const char **ids = arena_new_array(a, const char *, n + 1);
	for (size_t i = 0; i < n; i++)
		ids[i] = jvalue_string(jvalue_at(references, i));
	t->mime.in_reply_to = rows_text_or_null(rows, 0, IN_REPLY_TO);
	t->mime.references = ids;
	t->mime.reference_count = n;
	t->mime.return_path = rows_text_or_null(rows, 0, RETURN_PATH);
	return files_read(a, t->run->conf, files, &t->mime, p);
}

static int compose(struct attempt *t, const struct rows *rows, struct problem *p)
{
	struct arena *a = t->run->arena;
	struct letter letter;
	if (mail_words_read(a, rows, &t->words, p) < 0)
		return -1;
	mail_write(a, t->run->conf, &t->words, &letter);
	const char *unsubscribe = rows_text_or_null(rows, 0, UNSUBSCRIBE);
	t->mime = (struct mime){
	    .id = t->id,
	    .message_id = rows_text(rows, 0, MESSAGE_ID),
	    .from = mailer_from(t->mailer),
	    .from_name = t->words.from_name != NULL ? t->words.from_name : mailer_from_name(t->mailer),
	    .to = rows_text(rows, 0, TO),
	    .to_name = rows_text_or_null(rows, 0, TO_NAME),
	    .reply_to = rows_text_or_null(rows, 0, REPLY_TO),
	    .subject = t->words.subject,
	    .unsubscribe = unsubscribe == NULL ? NULL : arena_printf(a, "%s%s", t->run->conf->public_url, unsubscribe),
	    .language = t->words.language,
	    .date_us = rows_int(rows, 0, CREATED_US),
	    .text = letter.text,
	    .html = letter.html,
	    .written = t->words.written,
	};
	return compose_thread(t, rows, p);
}

/* Refused when the job is another worker's meanwhile: then that one sends it. */
static int hand_over(void *arg)
{
	static const struct statement statement = {.name = "mail.hand_over", .sql = "select mail.hand_over($1)", .writes = true};
	struct attempt *t = arg;
	struct problem p;
	problem_init(&p, t->run->arena);
	return run_statement(t->run, &statement, 1, &t->id, NULL, &p);
}

/* Notes how it ended; the job ends with it when the mail is on its way. */
static int settle(struct attempt *t, const char *state, const struct mailer_answer *answer, bool ends_job, struct problem *p)
{
	static const struct statement statement = {
	    .name = "mail.settle", .sql = "select mail.settle($1,$2,nullif($3::int,0),$4,$5::boolean)", .writes = true};
	struct arena *a = t->run->arena;
	const char *const values[] = {t->id, state, arena_printf(a, "%d", answer->code), answer->text, mailer_repeatable(t->mailer) ? "t" : "f"};
	struct tx *tx = job_tx(t->run);
	tx_add(tx, &statement, 5, values);
	if (ends_job)
		job_complete(t->run, tx, NULL);
	return tx_commit(tx, p);
}

double send_pause_s(int attempts)
{
	static const int minutes[] = {1, 5, 10, 20, 40, 60, 120, 240, 360, 480, 720};
	enum { COUNT = sizeof minutes / sizeof minutes[0] };
	int i = attempts < 1 ? 0 : attempts > COUNT ? COUNT - 1 : attempts - 1;
	/* up to a fifth more, so that what failed together does not come back together */
	return minutes[i] * 60.0 * (1 + (double)arc4random_uniform(200) / 1000);
}

static enum job_outcome never(struct problem *p, const char *words)
{
	problem_set(p, PROBLEM_BAD_GATEWAY, "%s", words);
	return JOB_NEVER;
}

static enum job_outcome end(struct attempt *t, const struct mailer_answer *answer, struct problem *p)
{
	bool last = t->run->attempt >= t->run->max_attempts;
	switch (answer->end) {
	case MAILER_SENT:
		return settle(t, "sent", answer, true, p) < 0 ? JOB_AGAIN : JOB_DONE;
	case MAILER_REFUSED:
		return settle(t, "failed", answer, false, p) < 0 ? JOB_AGAIN : never(p, answer->text);
	case MAILER_UNSURE:
		return settle(t, "unsure", answer, false, p) < 0 ? JOB_AGAIN : never(p, "the mail server has the mail and did not answer");
	case MAILER_LATER:
		if (settle(t, last ? "failed" : "queued", answer, false, p) == 0)
			problem_set(p, PROBLEM_BAD_GATEWAY, "%s", answer->text);
		t->run->later_s = send_pause_s(t->run->attempt);
		return JOB_AGAIN;
	case MAILER_STOPPED:
		break;
	}
	problem_set(p, PROBLEM_BAD_GATEWAY, "stopped before the mail server had the mail");
	return JOB_AGAIN;
}

/* A store that is away comes back; what is gone, or was never right, does not. */
static enum job_outcome not_composed(struct attempt *t, struct problem *p)
{
	struct mailer_answer answer = {.end = p->code == PROBLEM_STORAGE_UNAVAILABLE ? MAILER_LATER : MAILER_REFUSED, .text = p->detail};
	return end(t, &answer, p);
}

/* What the mail has come to already. */
static enum job_outcome ended_before(const char *state, struct problem *p)
{
	if (strcmp(state, "sent") == 0)
		return JOB_DONE;
	return never(p, strcmp(state, "unsure") == 0 ? "the mail server may have this mail from an attempt that was cut off"
						     : "this mail is not to be sent");
}

enum job_outcome send_run(struct job_run *run, struct problem *p)
{
	struct attempt t = {.run = run, .id = jvalue_string(jvalue_get(run->payload, "mail_id"))};
	struct mailer *mailer;
	const struct rows *rows;
	struct mailer_answer answer;
	if (t.id == NULL)
		return never(p, "the job names no mail");
	if (mailer_open(run->arena, run->conf, &mailer, p) < 0)
		return JOB_AGAIN;
	t.mailer = mailer;
	if (begin(&t, &rows, p) < 0)
		return p->code == PROBLEM_NOT_FOUND ? JOB_NEVER : JOB_AGAIN;
	if (strcmp(rows_text(rows, 0, STATE), "sending") != 0)
		return ended_before(rows_text(rows, 0, STATE), p);
	if (compose(&t, rows, p) < 0)
		return not_composed(&t, p);
	mailer_send(run->arena, mailer, &t.mime, (struct mailer_gate){.pass = hand_over, .arg = &t}, &answer);
	return end(&t, &answer, p);
}
