/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

static char dir[64];

static const char *path(struct unit *u, const char *name)
{
	return arena_printf(u->arena, "%s/%s", dir, name);
}

static int make_dir(void **state)
{
	strcpy(dir, "/tmp/stagefy-file-XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : unit_open(state);
}

static int entries(void)
{
	DIR *d = opendir(dir);
	int n = 0;
	if (d == NULL)
		return -1;
	for (struct dirent *e; (e = readdir(d)) != NULL;)
		n += e->d_name[0] != '.';
	closedir(d);
	return n;
}

static int drop_dir(void **state)
{
	struct unit *u = *state;
	unlink(path(u, "f"));
	unlink(path(u, "link"));
	rmdir(path(u, "folder"));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

/* ---- in place of fsync(): what was written to the disk, in which order, and whether the new content stood there by then */
int __real_fsync(int fd);
int __wrap_fsync(int fd);
static const char *synced;
static int folder_error;

int __wrap_fsync(int fd)
{
	struct stat s;
	char name[sizeof dir + 2];
	assert_int_equal(fstat(fd, &s), 0);
	snprintf(name, sizeof name, "%s/f", dir);
	if (!S_ISDIR(s.st_mode))
		synced = access(name, F_OK) < 0 ? "file before its name" : "file";
	else
		synced = strcmp(synced, "file before its name") == 0 && access(name, F_OK) == 0 ? "file, name, folder" : "folder";
	if (S_ISDIR(s.st_mode) && folder_error != 0) {
		errno = folder_error;
		return -1;
	}
	return __real_fsync(fd);
}

static void test_outlives_a_loss_of_power(void **state)
{
	struct unit *u = *state;
	synced = "";
	assert_int_equal(file_replace(path(u, "f"), "x", 1, 0600, &u->p), 0);
	assert_string_equal(synced, "file, name, folder");
	folder_error = EIO;
	assert_int_equal(file_replace(path(u, "f"), "x", 1, 0600, &u->p), -1);
	folder_error = 0;
	expect_problem(&u->p, PROBLEM_INTERNAL,
		       arena_printf(u->arena, "cannot write the folder of '%s' to the disk: %s", path(u, "f"), strerror(EIO)));
}

/* A name without a folder is in the one we are in. */
static void test_name_alone(void **state)
{
	struct unit *u = *state;
	char *here = getcwd(NULL, 0);
	assert_int_equal(chdir(dir), 0);
	int rc = file_replace("f", "x", 1, 0600, &u->p);
	assert_int_equal(chdir(here), 0);
	free(here);
	assert_int_equal(rc, 0);
	assert_int_equal(access(path(u, "f"), F_OK), 0);
}

static void test_write_and_read(void **state)
{
	struct unit *u = *state;
	const char *f = path(u, "f");
	char *text;
	size_t size;
	struct stat s;
	assert_int_equal(file_replace(f, "one\0two", 7, 0600, &u->p), 0);
	assert_int_equal(file_read(u->arena, f, 7, &text, &size, &u->p), 0);
	assert_int_equal(size, 7);
	assert_memory_equal(text, "one\0two\0", 8);
	assert_int_equal(stat(f, &s), 0);
	assert_int_equal(s.st_mode & 0777, 0600);
	assert_int_equal(file_replace(f, "", 0, 0600, &u->p), 0);
	assert_int_equal(file_read(u->arena, f, 7, &text, &size, &u->p), 0);
	assert_int_equal(size, 0);
	assert_int_equal(entries(), 1);
}

static void test_refused(void **state)
{
	struct unit *u = *state;
	char *text = NULL;
	size_t size = 99;
	const char *f = path(u, "f");
	assert_int_equal(file_read(u->arena, f, 10, &text, &size, &u->p), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, arena_printf(u->arena, "cannot read '%s': No such file or directory", f));
	assert_int_equal(file_replace(f, "12345678901", 11, 0600, unit_again(u)), 0);
	assert_int_equal(file_read(u->arena, f, 10, &text, &size, unit_again(u)), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, arena_printf(u->arena, "'%s' is not a file of at most 10 bytes", f));
	assert_int_equal(mkdir(path(u, "folder"), 0700), 0);
	assert_int_equal(file_read(u->arena, path(u, "folder"), 10000, &text, &size, unit_again(u)), -1);
	assert_null(text);
	assert_int_equal(size, 99);
}

/* A write that fails leaves the old content and nothing beside it. */
static void test_failed_replace(void **state)
{
	struct unit *u = *state;
	assert_int_equal(mkdir(path(u, "folder"), 0700), 0);
	assert_int_equal(file_replace(path(u, "folder"), "x", 1, 0600, &u->p), -1);
	assert_int_equal(u->p.code, PROBLEM_INTERNAL);
	assert_int_equal(entries(), 1);
	assert_int_equal(file_replace(path(u, "none/f"), "x", 1, 0600, unit_again(u)), -1);
	char *longest = arena_alloc(u->arena, 5001);
	memset(longest, 'x', 5000);
	longest[5000] = '\0';
	assert_int_equal(file_replace(longest, "x", 1, 0600, unit_again(u)), -1);
	assert_non_null(strstr(u->p.detail, "is too long"));
}

/* A reader that looks while it is replaced sees one content or the other. */
static void test_atomic(void **state)
{
	struct unit *u = *state;
	enum { SIZE = 40000, ROUNDS = 150 };
	const char *f = path(u, "f");
	char *content = arena_alloc(u->arena, SIZE);
	memset(content, 'a', SIZE);
	assert_int_equal(file_replace(f, content, SIZE, 0600, &u->p), 0);
	pid_t writer = fork();
	assert_true(writer >= 0);
	if (writer == 0) {
		for (int i = 0; i < ROUNDS; i++) {
			memset(content, 'a' + i % 2, SIZE);
			if (file_replace(f, content, SIZE, 0600, &u->p) < 0)
				_exit(1);
		}
		_exit(0);
	}
	int status, seen = 0;
	while (waitpid(writer, &status, WNOHANG) == 0) {
		struct arena *a = arena_new(SIZE + 1);
		char *text;
		size_t size;
		assert_int_equal(file_read(a, f, SIZE, &text, &size, &u->p), 0);
		assert_int_equal(size, SIZE);
		for (int i = 1; i < SIZE; i++)
			assert_int_equal(text[i], text[0]);
		arena_free(a);
		seen++;
	}
	assert_int_equal(status, 0);
	assert_true(seen > 0);
}

static void test_stamp(void **state)
{
	struct unit *u = *state;
	const char *f = path(u, "f");
	assert_int_equal(file_stamp(f), 0);
	assert_int_equal(file_replace(f, "a", 1, 0600, &u->p), 0);
	uint64_t first = file_stamp(f);
	assert_true(first != 0);
	assert_true(file_stamp(f) == first);
	assert_int_equal(file_replace(f, "b", 1, 0600, &u->p), 0);
	assert_true(file_stamp(f) != first);
	uint64_t second = file_stamp(f);
	assert_int_equal(truncate(f, 100), 0);
	assert_true(file_stamp(f) != second);
}

#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {IN_DIR(test_write_and_read), IN_DIR(test_refused), IN_DIR(test_failed_replace),
					   IN_DIR(test_outlives_a_loss_of_power), IN_DIR(test_name_alone), IN_DIR(test_atomic), IN_DIR(test_stamp)};
	return UNIT_RUN(tests);
}
