/* SPDX-License-Identifier: Apache-2.0 */
#include "app/cli_run.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/encode.h"
#include "base/problem.h"

enum { NOT_FOUND = 127 };

/* The input as a file without a name, so that no pipe can block either side. */
static FILE *input_of(const struct cli_run *r)
{
	FILE *f = r->input == NULL ? fopen("/dev/null", "re") : tmpfile();
	if (f == NULL || r->input == NULL)
		return f;
	if (fputs(r->input, f) >= 0 && fflush(f) == 0 && fseek(f, 0, SEEK_SET) == 0)
		return f;
	fclose(f);
	return NULL;
}

static void become(const struct cli_run *r, int input)
{
	if ((r->directory != NULL && chdir(r->directory) < 0) || dup2(input, STDIN_FILENO) < 0)
		_exit(NOT_FOUND);
	execvp(r->argv[0], (char *const *)r->argv);
	_exit(NOT_FOUND);
}

int cli_run(const struct cli_run *r, int *status, struct problem *p)
{
	int raw;
	FILE *input = input_of(r);
	if (input == NULL)
		return problem_set(p, PROBLEM_INTERNAL, "cannot make a temporary file: %s", strerror(errno));
	pid_t child = fork();
	if (child == 0)
		become(r, fileno(input));
	fclose(input);
	if (child < 0)
		return problem_set(p, PROBLEM_INTERNAL, "cannot start '%s': %s", r->argv[0], strerror(errno));
	while (waitpid(child, &raw, 0) < 0)
		if (errno != EINTR)
			return problem_set(p, PROBLEM_INTERNAL, "lost sight of '%s': %s", r->argv[0], strerror(errno));
	if (WIFSIGNALED(raw))
		return problem_set(p, PROBLEM_INTERNAL, "'%s' was ended by signal %d", r->argv[0], WTERMSIG(raw));
	if (WEXITSTATUS(raw) == NOT_FOUND)
		return problem_set(p, PROBLEM_INTERNAL, "'%s' could not be run%s%s; on Debian: apt-get install %s", r->argv[0],
				   r->directory != NULL ? " in " : "", r->directory != NULL ? r->directory : "", r->package);
	*status = WEXITSTATUS(raw);
	return 0;
}

/* Finds user and password between "://" and "@": lengths are 0 where there is none. */
static const char *credentials(const char *url, size_t *user, const char **password, size_t *password_size)
{
	const char *start = strstr(url, "://");
	*user = *password_size = 0;
	*password = NULL;
	if (start == NULL)
		return NULL;
	start += strlen("://");
	size_t authority = strcspn(start, "/?#");
	const char *at = memchr(start, '@', authority);
	if (at == NULL)
		return NULL;
	const char *colon = memchr(start, ':', (size_t)(at - start));
	*user = (size_t)((colon != NULL ? colon : at) - start);
	if (colon != NULL) {
		*password = colon + 1;
		*password_size = (size_t)(at - colon - 1);
	}
	return start;
}

static const char *decoded(struct arena *a, const char *s, size_t n)
{
	char *copy = arena_strndup(a, s, n);
	ssize_t size = encode_unpercent(copy, n, 0);
	if (size < 0)
		return arena_strndup(a, s, n);
	copy[size] = '\0';
	return copy;
}

const char *cli_run_split(struct arena *a, const char *url, const char **password)
{
	size_t user, n;
	const char *secret, *start = credentials(url, &user, &secret, &n);
	*password = NULL;
	if (start == NULL || secret == NULL)
		return url;
	*password = decoded(a, secret, n);
	return arena_printf(a, "%.*s%s", (int)(secret - 1 - url), url, secret + n);
}

const char *cli_run_user(struct arena *a, const char *url)
{
	size_t user, n;
	const char *secret, *start = credentials(url, &user, &secret, &n);
	return start == NULL ? "" : decoded(a, start, user);
}
