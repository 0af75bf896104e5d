/* SPDX-License-Identifier: Apache-2.0 */
#include "mail/files.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/jvalue.h"
#include "base/problem.h"
#include "link/mime.h"
#include "link/storage.h"

static int sink(void *arg, const void *p, size_t n)
{
	buf_write(arg, p, n);
	return 0;
}

static int read_one(struct arena *a, const struct conf *conf, const struct jvalue *file, struct mime_file *out, struct problem *p)
{
	const char *provider = jvalue_string(jvalue_get(file, "provider")), *key = jvalue_string(jvalue_get(file, "key"));
	const char *name = jvalue_string(jvalue_get(file, "name")), *type = jvalue_string(jvalue_get(file, "type"));
	struct storage *storage;
	struct buf bytes;
	int64_t size;
	if (provider == NULL || key == NULL || name == NULL || type == NULL || !jvalue_integer(jvalue_get(file, "size"), &size))
		return problem_set(p, PROBLEM_INTERNAL, "a mail's file is not named right");
	if (storage_open(a, conf, strcmp(provider, "local") == 0 ? "local" : "s3", &storage, p) < 0)
		return -1;
	buf_init(&bytes, a, (size_t)size);
	if (storage_read(a, storage, key, 0, size, (struct storage_sink){sink, &bytes}, p) < 0)
		return p->code == PROBLEM_NOT_FOUND ? problem_set(p, PROBLEM_NOT_FOUND, "the file '%s' is there no more", name) : -1;
	*out = (struct mime_file){.name = name, .type = type, .bytes = bytes.data, .size = bytes.size};
	return 0;
}

int files_read(struct arena *a, const struct conf *conf, const struct jvalue *list, struct mime *out, struct problem *p)
{
	size_t n = jvalue_size(list);
	struct mime_file *files = arena_new_array(a, struct mime_file, n + 1);
	for (size_t i = 0; i < n; i++)
		if (read_one(a, conf, jvalue_at(list, i), &files[i], p) < 0)
			return -1;
	out->files = files;
	out->file_count = n;
	return 0;
}
