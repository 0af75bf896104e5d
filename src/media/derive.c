/* SPDX-License-Identifier: Apache-2.0 */
/* 1. what to make them of, in one transaction; 2. the original into memory, stagefy-image over it, the variants into the store;
 * 3. the row and the end of the job, in another. Between 1 and 3 nothing is locked: whoever deletes the picture meanwhile leaves
 * files that media.sweep finds. */
#include "media/derive.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/jvalue.h"
#include "base/log.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "db/tx.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "media/variants.h"
#include "work/launcher.h"

/* The program itself ends after 20 s of processor; a busy machine may make more of it. */
enum { WALL_S = 120, ANSWER_MOST = 16 << 10, VARIANT_MOST = 16 << 20, ELSEWHERE_MS = 500 };

/* The program's descriptors, in the order that media/variants.h names. */
enum { IN, OUT, LOG, FIRST_VARIANT, FD_COUNT = FIRST_VARIANT + VARIANT_COUNT };

struct derive {
	struct job_run *run;
	const char *media_id, *key;
	struct storage *storage;
	int64_t size;
	bool is_elsewhere; /* in a store that this worker has no options for */
	int fds[FD_COUNT];
	const struct jvalue *answer;
};

const char *derive_program(void)
{
	static char path[4096];
	const char *folder = getenv("STAGEFY_LIBEXECDIR");
	if (path[0] == '\0' &&
	    snprintf(path, sizeof path, "%s/stagefy-image", folder == NULL ? STAGEFY_LIBEXECDIR : folder) >= (int)sizeof path)
		abort();
	return path;
}

/* ---- what to make them of */

/* 1: the picture; 0: there is nothing to do; -1: the transaction failed. */
static int find(struct derive *d, struct problem *p)
{
	static const struct statement find_picture = {
		.name = "media.to_derive", .sql = "select storage_key, provider, size from media.to_derive($1::uuid, $2::int)"};
	struct arena *a = d->run->arena;
	struct tx *tx = job_tx(d->run);
	const char *const values[] = {d->media_id, arena_printf(a, "%d", VARIANTS_RECIPE)};
	int index = tx_add(tx, &find_picture, 2, values);
	if (tx_commit(tx, p) < 0)
		return -1;
	const struct rows *rows = tx_rows(tx, index);
	if (rows_count(rows) == 0)
		return 0;
	d->key = rows_text(rows, 0, 0);
	d->size = rows_int(rows, 0, 2);
	if (storage_open(a, d->run->conf, strcmp(rows_text(rows, 0, 1), "local") == 0 ? "local" : "s3", &d->storage, p) < 0)
		d->is_elsewhere = true;
	return d->is_elsewhere ? -1 : 1;
}

/* ---- making them */

static int sink(void *arg, const void *p, size_t n)
{
	return file_write(*(const int *)arg, p, n);
}

static int open_files(struct derive *d, struct problem *p)
{
	for (int i = 0; i < FD_COUNT; i++)
		if ((d->fds[i] = i == LOG ? dup(STDERR_FILENO) : memfd_create("picture", MFD_CLOEXEC)) < 0)
			return problem_set(p, PROBLEM_INTERNAL, "no memory for a file");
	return 0;
}

static void close_files(struct derive *d)
{
	for (int i = 0; i < FD_COUNT; i++)
		if (d->fds[i] >= 0)
			close(d->fds[i]);
}

/* A file of ours as a whole, in the arena. */
static int read_back(struct arena *a, int fd, size_t most, const char **out, size_t *n, struct problem *p)
{
	struct stat st;
	if (fstat(fd, &st) < 0 || st.st_size <= 0 || (size_t)st.st_size > most)
		return problem_set(p, PROBLEM_INTERNAL, "stagefy-image wrote nothing, or too much");
	char *bytes = arena_alloc(a, (size_t)st.st_size);
	if (pread(fd, bytes, (size_t)st.st_size, 0) != st.st_size)
		return problem_set(p, PROBLEM_INTERNAL, "stagefy-image's answer cannot be read");
	*out = bytes;
	*n = (size_t)st.st_size;
	return 0;
}

/* How the program ended. NULL: well, or `p` says that it was not the picture's fault; else why the picture is refused. */
static const char *judge(const struct derive *d, const struct launched *end, struct problem *p)
{
	int signal = WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0;
	if (signal == 0 && WEXITSTATUS(end->status) == 0)
		return NULL;
	if (signal == SIGXCPU)
		return variants_rejection(REJECTION_TOO_MUCH_TIME);
	/* SIGKILL is the machine's: out of memory, or out of patience on a busy one */
	if (signal != 0 && signal != SIGKILL && signal != SIGTERM) {
		log_event(LOG_WARN, "picture_refused", "stagefy-image ended by signal %d over media item %s", signal, d->media_id);
		return variants_rejection(REJECTION_BROKEN);
	}
	if (end->timed_out)
		problem_set(p, PROBLEM_TIMEOUT, "making the pictures took longer than %d s", WALL_S);
	else if (signal == 0 && WEXITSTATUS(end->status) == 127)
		problem_set(p, PROBLEM_INTERNAL, "%s cannot be started", derive_program());
	else
		problem_set(p, PROBLEM_INTERNAL, "stagefy-image failed");
	return NULL;
}

/* Leaves the program's answer in d->answer, or in *rejection why there is none. */
static int make(struct derive *d, const char **rejection, struct problem *p)
{
	struct arena *a = d->run->arena;
	struct launched end;
	struct json_fault fault;
	const char *text = "";
	size_t n = 0;
	if (storage_read(a, d->storage, d->key, 0, d->size, (struct storage_sink){sink, &d->fds[IN]}, p) < 0 ||
	    job_progress(d->run, 30, "making", p) < 0 || launcher_run(derive_program(), d->fds, FD_COUNT, WALL_S, &end, p) < 0)
		return -1;
	*rejection = judge(d, &end, p);
	if (*rejection != NULL || p->code != PROBLEM_NONE)
		return *rejection != NULL ? 0 : -1;
	if (read_back(a, d->fds[OUT], ANSWER_MOST, &text, &n, p) < 0)
		return -1;
	if (jvalue_parse(a, text, n, &d->answer, &fault) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "stagefy-image's answer %s", jvalue_fault_text(fault.kind));
	*rejection = jvalue_string(jvalue_get(d->answer, "rejected"));
	return 0;
}

static int store(struct derive *d, struct problem *p)
{
	struct arena *a = d->run->arena;
	for (int i = 0; i < VARIANT_COUNT; i++) {
		const char *bytes = "", *key = storage_key_variant(a, d->key, variants[i].name);
		size_t n = 0;
		if (read_back(a, d->fds[FIRST_VARIANT + i], VARIANT_MOST, &bytes, &n, p) < 0 ||
		    storage_write(a, d->storage, key, "image/webp", bytes, n, p) < 0)
			return -1;
	}
	return 0;
}

/* ---- the end */

static int end(struct derive *d, const struct statement *s, int count, const char *const values[], const char *result, struct problem *p)
{
	struct tx *tx = job_tx(d->run);
	if (s != NULL)
		tx_add(tx, s, count, values);
	job_complete(d->run, tx, result);
	return tx_commit(tx, p);
}

static int reject(struct derive *d, const char *rejection, struct problem *p)
{
	static const struct statement refuse = {.name = "media.reject", .sql = "select media.reject($1::uuid, $2)", .writes = true};
	const char *const values[] = {d->media_id, rejection};
	return end(d, &refuse, 2, values, arena_printf(d->run->arena, "{\"rejected\":\"%s\"}", rejection), p);
}

static int accept(struct derive *d, struct problem *p)
{
	static const struct statement note = {.name = "media.derived",
					      .sql = "select media.derived($1::uuid, $2::int, $3, $4::int, $5::int)",
					      .writes = true};
	struct arena *a = d->run->arena;
	const char *const values[] = {d->media_id, arena_printf(a, "%d", VARIANTS_RECIPE),
				      jvalue_string(jvalue_get(d->answer, "placeholder")),
				      jvalue_number(jvalue_get(d->answer, "width")), jvalue_number(jvalue_get(d->answer, "height"))};
	return end(d, &note, 5, values, jvalue_print(a, jvalue_get(d->answer, "variants")), p);
}

static int work(struct derive *d, struct problem *p)
{
	const char *rejection = NULL;
	int found = find(d, p);
	if (found <= 0)
		return found < 0 ? -1 : end(d, NULL, 0, NULL, NULL, p);
	if (open_files(d, p) < 0 || make(d, &rejection, p) < 0)
		return -1;
	if (rejection != NULL)
		return reject(d, rejection, p);
	return store(d, p) < 0 ? -1 : accept(d, p);
}

enum job_outcome derive_run(struct job_run *run, struct problem *p)
{
	struct derive d = {.run = run, .media_id = jvalue_string(jvalue_get(run->payload, "media_id"))};
	for (int i = 0; i < FD_COUNT; i++)
		d.fds[i] = -1;
	if (d.media_id == NULL) {
		problem_set(p, PROBLEM_INTERNAL, "a job without media_id");
		return JOB_NEVER;
	}
	int rc = work(&d, p);
	close_files(&d);
	if (rc == 0)
		return JOB_DONE;
	if (d.is_elsewhere) {
		log_event(LOG_WARN, "picture_elsewhere", "%s: left to another worker", p->detail);
		run->later_s = ELSEWHERE_MS / 1000.0;
		return JOB_LATER;
	}
	/* an original that is not there does not come back by waiting; nor do the rights of who has left */
	return p->code == PROBLEM_NOT_FOUND || p->code == PROBLEM_FORBIDDEN ? JOB_NEVER : JOB_AGAIN;
}
