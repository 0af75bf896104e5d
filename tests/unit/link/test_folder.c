/* SPDX-License-Identifier: Apache-2.0 */
#include "link/folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/problem.h"

#define AGENCY "01890a5d-ac96-774b-bcce-b302099a8057"
#define PENDING "pending/" AGENCY "/0199cafe-0000-7000-8000-000000000001"
#define PENDING2 "pending/" AGENCY "/0199cafe-0000-7000-8000-000000000002"
#define VARIANT AGENCY "/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.cover.webp"
#define FINAL AGENCY "/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.jpg"

static struct arena *arena;
static struct problem problem;
static char top[64], root[80];

static const char *path(const char *key)
{
	return arena_printf(arena, "%s/%s", root, key);
}

static void put(const char *key, const char *content)
{
	char *copy = arena_strdup(arena, path(key));
	for (char *c = copy + strlen(root) + 1; (c = strchr(c, '/')) != NULL; *c++ = '/') {
		*c = '\0';
		mkdir(copy, 0755);
	}
	FILE *f = fopen(copy, "w");
	assert_non_null(f);
	fputs(content, f);
	fclose(f);
}

static int append(void *arg, const void *p, size_t n)
{
	strncat(arg, p, n);
	return 0;
}

static const char *content(const char *key)
{
	char *text = arena_zero(arena, 1, 256);
	struct problem p;
	problem_init(&p, arena);
	return folder_read(root, key, 0, 200, (struct storage_sink){append, text}, &p) < 0 ? NULL : text;
}

static void tells_size_and_etag(void **state)
{
	(void)state;
	struct storage_object o;
	struct timespec times[2] = {{0x1234, 0}, {0x1234, 0}};
	put(FINAL, "hello");
	utimensat(AT_FDCWD, path(FINAL), times, 0);
	assert_int_equal(folder_stat(arena, root, FINAL, &o, &problem), 0);
	assert_true(o.found);
	assert_int_equal(o.size, 5);
	assert_string_equal(o.etag, "\"1234-5\"");
	assert_null(o.content_type);
	assert_int_equal(folder_stat(arena, root, PENDING, &o, &problem), 0);
	assert_false(o.found);
}

static void reads_ranges(void **state)
{
	(void)state;
	char text[16] = "";
	struct storage_sink sink = {append, text};
	put(FINAL, "hello");
	assert_int_equal(folder_read(root, FINAL, 1, 3, sink, &problem), 0);
	assert_string_equal(text, "ell");
	assert_int_equal(folder_read(root, FINAL, 4, 100, sink, &problem), 0);
	assert_string_equal(text, "ello");
	assert_int_equal(folder_read(root, FINAL, 5, 1, sink, &problem), 0);
	assert_string_equal(text, "ello");
	assert_int_equal(folder_read(root, PENDING, 0, 1, sink, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_NOT_FOUND);
}

static void moves(void **state)
{
	(void)state;
	put(PENDING, "a");
	assert_int_equal(folder_move(root, PENDING, FINAL, &problem), 0);
	assert_string_equal(content(FINAL), "a");
	assert_null(content(PENDING));
}

static void writes_and_replaces(void **state)
{
	(void)state;
	assert_int_equal(folder_write(root, VARIANT, "first", 5, &problem), 0);
	assert_int_equal(folder_write(root, VARIANT, "second", 6, &problem), 0);
	assert_string_equal(content(VARIANT), "second");
}

static void moving_again_is_done(void **state)
{
	(void)state;
	put(PENDING, "a");
	for (int i = 0; i < 3; i++)
		assert_int_equal(folder_move(root, PENDING, FINAL, &problem), 0);
	assert_string_equal(content(FINAL), "a");
}

static int count_files(const char *folder)
{
	DIR *d = opendir(path(folder));
	int n = 0;
	for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
		n += strcmp(e->d_name, ".") != 0 && strcmp(e->d_name, "..") != 0;
	if (d != NULL)
		closedir(d);
	return n;
}

/* Its process is killed in the middle of the first or of the second file, by a limit on the size of files. */
static void a_killed_writer_leaves_nothing(void **state)
{
	(void)state;
	static const char bytes[100] = "";
	for (int there = 0; there < 2; there++) {
		if (there)
			assert_int_equal(folder_write(root, VARIANT, "first", 5, &problem), 0);
		pid_t pid = fork();
		if (pid == 0) {
			const struct rlimit least = {10, 10}, none = {0, 0};
			setrlimit(RLIMIT_CORE, &none);
			setrlimit(RLIMIT_FSIZE, &least);
			folder_write(root, VARIANT, bytes, sizeof bytes, &problem);
			_exit(0);
		}
		int status;
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGXFSZ);
		assert_int_equal(count_files(AGENCY), there);
	}
}

static void what_is_final_is_never_replaced(void **state)
{
	(void)state;
	put(FINAL, "checked");
	put(PENDING, "other");
	assert_int_equal(folder_move(root, PENDING, FINAL, &problem), 0);
	assert_string_equal(content(FINAL), "checked");
	assert_null(content(PENDING));
}

static void moving_nothing_is_not_found(void **state)
{
	(void)state;
	assert_int_equal(folder_move(root, PENDING, FINAL, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_NOT_FOUND);
}

static void removes_and_does_not_mind_absence(void **state)
{
	(void)state;
	put(FINAL, "a");
	assert_int_equal(folder_remove(root, FINAL, &problem), 0);
	assert_int_equal(folder_remove(root, FINAL, &problem), 0);
	assert_int_equal(folder_remove(root, PENDING, &problem), 0);
	assert_null(content(FINAL));
}

static void follows_no_link_to_a_file(void **state)
{
	(void)state;
	struct storage_object o;
	put(PENDING2, "secret");
	assert_int_equal(symlink("0199cafe-0000-7000-8000-000000000002", path(PENDING)), 0);
	assert_null(content(PENDING));
	assert_int_equal(folder_stat(arena, root, PENDING, &o, &problem), 0);
	assert_false(o.found);
	assert_int_equal(folder_move(root, PENDING, FINAL, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_NOT_FOUND);
	assert_null(content(FINAL));
}

static void follows_no_link_to_a_folder(void **state)
{
	(void)state;
	mkdir(path("../outside"), 0755);
	put("../outside/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.jpg", "secret");
	assert_int_equal(symlink("../outside", path(AGENCY)), 0);
	assert_null(content(FINAL));
	assert_int_equal(folder_remove(root, FINAL, &problem), 0);
	assert_int_equal(
		access(path("../outside/0199cafe-0000-7000-8000-000000000002-AAECAwQFBgcICQoLDA0ODw.jpg"), F_OK), 0);
}

static void what_is_no_regular_file_is_not_there(void **state)
{
	(void)state;
	put(PENDING2, "");
	assert_int_equal(mkfifo(path(PENDING), 0644), 0);
	assert_null(content(PENDING));
}

static void only_keys_are_opened(void **state)
{
	(void)state;
	struct storage_object o;
	assert_int_equal(folder_stat(arena, root, "../outside", &o, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_INTERNAL);
	assert_int_equal(folder_remove(root, "/etc/passwd", &problem), -1);
	assert_int_equal(folder_move(root, PENDING, "x", &problem), -1);
}

static void a_missing_root_is_the_stores_fault(void **state)
{
	(void)state;
	struct storage_object o;
	struct storage_health health;
	log_set_level(LOG_ERROR + 1);
	snprintf(root, sizeof root, "%s/nowhere", top);
	assert_int_equal(folder_stat(arena, root, FINAL, &o, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	assert_int_equal(problem.retry_after, 1);
	problem_init(&problem, arena);
	assert_int_equal(folder_remove(root, FINAL, &problem), -1);
	problem_init(&problem, arena);
	assert_int_equal(folder_move(root, PENDING, FINAL, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	problem_init(&problem, arena);
	assert_int_equal(folder_check(root, 1, &health, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_STORAGE_UNAVAILABLE);
	log_set_level(LOG_INFO);
}

static int note(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	(void)a, (void)p;
	char *text = arg;
	sprintf(text + strlen(text), "%s:%d\n", key, (int)size);
	return 0;
}

static int note_and_remove(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	note(arg, a, key, size, p);
	return folder_remove(root, key, p);
}

static void walks_the_keys_under_a_prefix(void **state)
{
	(void)state;
	char text[1024] = "";
	put(PENDING, "1");
	put(FINAL, "22");
	put("pending/readme", "");
	put("pending/" AGENCY "/.tmp", "");
	assert_int_equal(symlink("0199cafe-0000-7000-8000-000000000001", path(PENDING2)), 0);
	assert_int_equal(folder_each(root, "pending/", note, text, &problem), 0);
	assert_string_equal(text, PENDING ":1\n");
	*text = '\0';
	assert_int_equal(folder_each(root, "pending/02", note, text, &problem), 0);
	assert_string_equal(text, "");
	assert_int_equal(folder_each(root, AGENCY, note_and_remove, text, &problem), 0);
	assert_string_equal(text, FINAL ":2\n");
	assert_null(content(FINAL));
}

static int stop(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p)
{
	(void)arg, (void)a, (void)key, (void)size;
	return problem_set(p, PROBLEM_GONE, "enough");
}

static void a_walk_ends_when_told_to(void **state)
{
	(void)state;
	put(PENDING, "1");
	assert_int_equal(folder_each(root, "", stop, NULL, &problem), -1);
	assert_int_equal(problem.code, PROBLEM_GONE);
}

static void health_tells_the_space_left(void **state)
{
	(void)state;
	struct storage_health h;
	assert_int_equal(folder_check(root, 1, &h, &problem), 0);
	assert_true(h.free_bytes > 0 && h.free_bytes < h.total_bytes);
	assert_int_equal(folder_check(root, h.total_bytes + 1, &h, &problem), -1);
	assert_string_equal(problem.detail, "the file store is full");
}

static int set_up(void **state)
{
	(void)state;
	arena = arena_new(4096);
	problem_init(&problem, arena);
	strcpy(top, "test_folder.XXXXXX");
	assert_non_null(mkdtemp(top));
	snprintf(root, sizeof root, "%s/root", top);
	assert_int_equal(mkdir(root, 0755), 0);
	return 0;
}

static int drop(const char *name, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(name);
}

static int tear_down(void **state)
{
	(void)state;
	arena_free(arena);
	return nftw(top, drop, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(tells_size_and_etag),
		TEST(reads_ranges),
		TEST(moves),
		TEST(writes_and_replaces),
		TEST(a_killed_writer_leaves_nothing),
		TEST(moving_again_is_done),
		TEST(what_is_final_is_never_replaced),
		TEST(moving_nothing_is_not_found),
		TEST(removes_and_does_not_mind_absence),
		TEST(follows_no_link_to_a_file),
		TEST(follows_no_link_to_a_folder),
		TEST(what_is_no_regular_file_is_not_there),
		TEST(only_keys_are_opened),
		TEST(a_missing_root_is_the_stores_fault),
		TEST(walks_the_keys_under_a_prefix),
		TEST(a_walk_ends_when_told_to),
		TEST(health_tells_the_space_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
