/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/problem.h"
#include "base/uuid.h"
#include "conf/conf.h"
#include "link/storage.h"
#include "link/storage_key.h"
#include "net/fetch.h"

static const char probe[] = "a file of stagefy doctor";
enum { PROBE_SIZE = sizeof probe - 1 };

/* As a browser does it, by an address that is signed. */
static int send_probe(struct doctor *d, const struct storage *s, const char *key, struct problem *p)
{
	enum { MINUTE = 60, TIMEOUT_MS = 10000, MOST = 65536, ROOM = 16 };
	struct storage_upload up;
	struct fetch_answer answer;
	const char *lines[ROOM] = {NULL};
	storage_presign_put(d->arena, s, key, "application/octet-stream", PROBE_SIZE, MINUTE, &up);
	for (size_t i = 0; i < up.header_count && i + 1 < ROOM; i++)
		lines[i] = arena_printf(d->arena, "%s: %s", up.headers[i].name, up.headers[i].value);
	const struct fetch f = {.method = up.method, .url = up.url, .headers = lines, .body = probe, .body_size = PROBE_SIZE,
				.timeout_ms = TIMEOUT_MS, .most_bytes = MOST, .trusted = true};
	if (fetch_run(d->arena, &f, &answer, p) < 0)
		return -1;
	return answer.status / 100 == 2 ? 0 : problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "it answered %d to an upload", answer.status);
}

/* A folder's files come through nginx, which may not run yet: so it is written to directly. */
static int put_probe(struct doctor *d, const char *key, struct problem *p)
{
	enum { FILE_MODE = 0660, FOLDER_MODE = 0770 };
	char *path = arena_strdup(d->arena, arena_printf(d->arena, "%s/%s", d->conf->storage_dir, key));
	for (char *slash = path + strlen(d->conf->storage_dir) + 1; (slash = strchr(slash, '/')) != NULL; *slash++ = '/') {
		*slash = '\0';
		if (mkdir(path, FOLDER_MODE) < 0 && errno != EEXIST)
			return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "cannot make '%s': %s", path, strerror(errno));
	}
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	bool written = fd >= 0 && write(fd, probe, PROBE_SIZE) == PROBE_SIZE;
	int error = errno;
	if (fd >= 0)
		close(fd);
	return written ? 0 : problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "cannot write '%s': %s", path, strerror(error));
}

static void remove_folder(const struct doctor *d, const char *agency)
{
	rmdir(arena_printf(d->arena, "%s/" STORAGE_KEY_PENDING_PREFIX "%s", d->conf->storage_dir, agency));
}

static int compare(void *arg, const void *bytes, size_t n)
{
	size_t *seen = arg;
	if (*seen + n > PROBE_SIZE || memcmp(probe + *seen, bytes, n) != 0)
		return -1;
	*seen += n;
	return 0;
}

static int write_read_delete(struct doctor *d, const struct storage *s, bool local, const char *key, const char **doing, struct problem *p)
{
	struct problem ignored;
	size_t seen = 0;
	problem_init(&ignored, d->arena);
	*doing = "write to";
	if ((local ? put_probe(d, key, p) : send_probe(d, s, key, p)) < 0)
		return -1;
	*doing = "read from";
	if (storage_read(d->arena, s, key, 0, PROBE_SIZE, (struct storage_sink){compare, &seen}, p) < 0 || seen != PROBE_SIZE) {
		storage_remove(d->arena, s, key, &ignored);
		return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "what was written is not what is read");
	}
	*doing = "delete from";
	return storage_remove(d->arena, s, key, p);
}

void doctor_storage(struct doctor *d)
{
	struct storage *s;
	struct storage_health health;
	struct problem p;
	char agency[UUID_TEXT_SIZE], upload[UUID_TEXT_SIZE];
	const char *doing = "reach", *where;
	bool local = strcmp(d->conf->storage, "local") == 0;
	problem_init(&p, d->arena);
	if (storage_open(d->arena, d->conf, NULL, &s, &p) < 0) {
		doctor_say(d, DOCTOR_FAILED, "storage", "Set the options of the file store", "%s", p.detail);
		return;
	}
	uuid_v7(agency);
	uuid_v7(upload);
	where = local ? d->conf->storage_dir : arena_printf(d->arena, "%s/%s", d->conf->s3_endpoint, d->conf->s3_bucket);
	int rc = storage_check(d->arena, s, &health, &p) < 0
		     ? -1 : write_read_delete(d, s, local, storage_key_pending(d->arena, agency, upload), &doing, &p);
	if (local)
		remove_folder(d, agency);
	if (rc == 0)
		doctor_say(d, DOCTOR_OK, "storage", NULL, "a file was written to %s, read and deleted", where);
	else
		doctor_say(d, DOCTOR_FAILED, "storage",
			   local ? "Make the folder, for the user as whom workers and nginx run, on a disk with room for one largest upload"
				 : "See that S3_ENDPOINT, S3_REGION, S3_BUCKET and both keys are right, and that the key may read, write and delete",
			   "cannot %s %s: %s", doing, where, p.detail != NULL ? p.detail : "it does not answer as it should");
}
