/* SPDX-License-Identifier: Apache-2.0 */
/* Workers of a machine that have much to do take their jobs together: one of them has a thread, the dispatcher, that gathers what
 * the others ask for while its last transaction is under way, and asks for all of it in the next one. A commit for several jobs,
 * though each worker has one at a time. Whoever it does not answer asks the database by himself. */
#ifndef STAGEFY_WORK_DISPATCH_H
#define STAGEFY_WORK_DISPATCH_H

#include "work/claim.h"

struct conf;
struct dispatch;
struct kinds;

/* Copies `kinds`. Nobody is asked yet, and nothing is begun. */
struct dispatch *dispatch_new(const struct conf *conf, const struct kinds *kinds);

enum dispatch_end {
	DISPATCH_ANSWERED, /* the database knows the ends, and *out is what it gave */
	DISPATCH_NOBODY,   /* nothing was asked for */
	DISPATCH_LOST	   /* it may have been done, and jobs been claimed */
};

/* Tells the ends (see claim_add_ends) and asks for at most so many jobs. Becomes the dispatcher when there is none. *out lives as
 * long as the arena, and until the next call. */
enum dispatch_end dispatch_ask(struct dispatch *d, const char *worker, const struct buf *ends, int most, struct claims *out,
			       struct arena *a);

/* Ends the thread if it is ours, behind what it is at. Others have another one then. */
void dispatch_close(struct dispatch *d);

/* ---- dispatcher.c: the thread; private to work/ */

struct dispatcher;
struct sockaddr_un;

/* NULL: somebody else is the dispatcher at that address, or it could not be begun. `group` is kept. */
struct dispatcher *dispatcher_start(const struct conf *conf, const struct kinds *kinds, const char *group,
				    const struct sockaddr_un *address, unsigned size);
void dispatcher_stop(struct dispatcher *d);

/* Whether who is at the other end of a socket is of our own user. */
bool dispatch_is_ours(int fd);

#endif
