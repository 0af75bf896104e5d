/* SPDX-License-Identifier: Apache-2.0 */
#include "image/cage.h"

#include "../unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/confine.h"

enum { BEYOND = 200 };

static const struct cage_size most = {.memory_mb = 1024, .cpu_s = 10, .file_mb = 1, .files = 64};

/* In the cage a shell runs `script`; what it says, errors included. */
static const char *said(const char *script)
{
	static char text[4096];
	const char *const argv[] = {"sh", "-c", script, NULL};
	int pair[2];
	assert_int_equal(pipe2(pair, O_CLOEXEC), 0);
	pid_t child = fork();
	if (child == 0) {
		struct problem p = {.code = PROBLEM_NONE};
		int shell = open("/bin/sh", O_RDONLY | O_CLOEXEC), fd = fcntl(shell, F_DUPFD_CLOEXEC, BEYOND);
		if (fd < 0 || dup2(pair[1], 1) < 0 || dup2(pair[1], 2) < 0 || cage_limit(&most, &p) < 0)
			_exit(3);
		cage_become(fd, (char *const *)argv);
		_exit(4);
	}
	close(pair[1]);
	size_t n = 0;
	for (ssize_t k; (k = read(pair[0], text + n, sizeof text - 1 - n)) > 0;)
		n += (size_t)k;
	text[n] = '\0';
	close(pair[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return text;
}

static void a_program_is_run_in_it(void **state)
{
	(void)state;
	assert_string_equal(said("echo here; . /dev/null && echo read"), "here\nread\n");
}

static void it_has_no_environment(void **state)
{
	(void)state;
	setenv("SECRET", "of this process", 1);
	assert_string_equal(said("echo \"$SECRET\""), "\n");
}

static void it_starts_no_other(void **state)
{
	(void)state;
	if (!confine_can())
		return;
	assert_null(strstr(said("exec /bin/echo outside"), "outside\n"));
	assert_null(strstr(said("/bin/echo outside; :"), "outside\n"));
	assert_null(strstr(said("echo $(echo outside)"), "outside\n"));
}

static void it_makes_no_file(void **state)
{
	(void)state;
	char folder[] = "/tmp/stagefy-cage-XXXXXX", script[128], path[64];
	if (!confine_can())
		return;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/made", folder);
	snprintf(script, sizeof script, "echo text >%s", path);
	said(script);
	assert_int_equal(access(path, F_OK), -1);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT(a_program_is_run_in_it),
		UNIT(it_has_no_environment),
		UNIT(it_starts_no_other),
		UNIT(it_makes_no_file),
	};
	return UNIT_RUN(tests);
}
