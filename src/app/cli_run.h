/* SPDX-License-Identifier: Apache-2.0 */
/* Running another program (psql, sqitch) against the database. Passwords reach it through its
 * environment or its input, never through its arguments, which everybody on the machine can read. */
#ifndef STAGEFY_APP_CLI_RUN_H
#define STAGEFY_APP_CLI_RUN_H

#include <stddef.h>

struct arena;
struct problem;

struct cli_run {
	const char *const *argv; /* ends with NULL */
	const char *directory;	 /* to run in; NULL: where we are */
	const char *input;	 /* what it reads; NULL: nothing */
	const char *package;	 /* what to install when it is not there */
};

/* Runs it to its end and puts its exit status into *status. Fails when it cannot be started or is
 * ended by a signal. */
int cli_run(const struct cli_run *r, int *status, struct problem *p);

/* An address without its password, which goes to *password (NULL: there was none) percent-decoded.
 * Takes what libpq calls the URI form; other forms come back as they are. */
const char *cli_run_split(struct arena *a, const char *url, const char **password);

/* The user an address names, or "". */
const char *cli_run_user(struct arena *a, const char *url);

#endif
