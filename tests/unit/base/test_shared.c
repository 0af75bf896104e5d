/* SPDX-License-Identifier: Apache-2.0 */
#include "../unit.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/shared.h"

static char dir[64];

static int make_dir(void **state)
{
	strcpy(dir, "/tmp/stagefy-shared-XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : unit_open(state);
}

static int drop_dir(void **state)
{
	struct unit *u = *state;
	unlink(arena_printf(u->arena, "%s/it", dir));
	unlink(arena_printf(u->arena, "%s/other", dir));
	return rmdir(dir) < 0 ? -1 : unit_close(state);
}

static off_t size_of(struct unit *u)
{
	struct stat s;
	assert_int_equal(stat(arena_printf(u->arena, "%s/it", dir), &s), 0);
	return s.st_size;
}

static void test_seen_by_another_process(void **state)
{
	struct unit *u = *state;
	void *memory;
	assert_int_equal(shared_map(dir, "it", 100, &memory, &u->p), 0);
	volatile char *mine = memory;
	assert_int_equal(mine[0], 0);
	assert_int_equal(mine[99], 0);
	pid_t child = fork();
	if (child == 0) {
		void *theirs;
		if (shared_map(dir, "it", 100, &theirs, &u->p) < 0)
			_exit(1);
		((char *)theirs)[99] = 'x';
		_exit(0);
	}
	int status;
	waitpid(child, &status, 0);
	assert_int_equal(status, 0);
	assert_int_equal(mine[99], 'x');
	munmap(memory, 100);
}

/* A process of an older version with more in it must not find the end of the file gone. */
static void test_never_smaller(void **state)
{
	struct unit *u = *state;
	void *large, *small;
	assert_int_equal(shared_map(dir, "it", 20000, &large, &u->p), 0);
	((char *)large)[19999] = 'x';
	assert_int_equal(shared_map(dir, "it", 10, &small, &u->p), 0);
	assert_int_equal(size_of(u), 20000);
	assert_int_equal(((char *)large)[19999], 'x');
	munmap(large, 20000);
	assert_int_equal(shared_map(dir, "it", 30000, &large, &u->p), 0);
	assert_int_equal(size_of(u), 30000);
	munmap(large, 30000);
	munmap(small, 10);
}

static void test_refused(void **state)
{
	struct unit *u = *state;
	void *memory = NULL;
	assert_int_equal(shared_map("/nowhere/at/all", "it", 10, &memory, &u->p), -1);
	expect_problem(&u->p, PROBLEM_INTERNAL, "cannot open '/nowhere/at/all/it': No such file or directory");
	/* somebody else's file behind a link is left alone */
	assert_int_equal(symlink("/tmp/stagefy-none", arena_printf(u->arena, "%s/other", dir)), 0);
	assert_int_equal(shared_map(dir, "other", 10, &memory, unit_again(u)), -1);
	assert_null(memory);
}

#define IN_DIR(test) cmocka_unit_test_setup_teardown(test, make_dir, drop_dir)

int main(void)
{
	const struct CMUnitTest tests[] = {IN_DIR(test_seen_by_another_process), IN_DIR(test_never_smaller), IN_DIR(test_refused)};
	return UNIT_RUN(tests);
}
