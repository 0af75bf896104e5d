/* SPDX-License-Identifier: Apache-2.0 */
/* What a worker may ask of the kernel from here on (seccomp). It answers requests with what it has opened or can open:
 * files, sockets of the usual families, memory that is not both written and run, threads of its own. Whoever takes it
 * over by a fault in a parser can start no program with it and look into no other process. */
#ifndef STAGEFY_BASE_CONFINE_H
#define STAGEFY_BASE_CONFINE_H

#include <stdbool.h>

struct problem;

/* Whether this build can: sanitizers need calls that are refused. */
bool confine_can(void);

/* For this process, for good. Starting a program and looking into another process end it (SIGSYS); whatever else is not
 * on the list, a process of its own included, fails with EPERM. Before the first thread. */
int confine(struct problem *p);

#endif
