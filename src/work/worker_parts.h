/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a worker; private to work/. */
#ifndef STAGEFY_WORK_WORKER_PARTS_H
#define STAGEFY_WORK_WORKER_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "work/dispatch.h"
#include "work/held.h"
#include "work/job.h"
#include "work/kinds.h"

enum { NAME_SIZE = 160 };

struct worker {
	const struct conf *conf;
	struct db *db;
	struct held *held;
	struct kinds kinds;
	struct dispatch *dispatch;
	const struct schedule *const *schedules;
	char name[NAME_SIZE]; /* machine, process, start: never given twice */
	struct arena *batch;  /* what was claimed */
	struct arena *told;   /* how it ended, until the database knows */
	struct buf ends;      /* JSON objects with commas between */
	int64_t registered_us; /* when the database was last told our kinds and schedules; 0: never */
	int64_t looked_us;     /* when it last saw to jobs whose time had come, or whose worker had gone */
	bool rested;	       /* there was nothing to do the last time */
	bool brief;	       /* what it did last did not take long */
	bool unsure;	 /* a claim may have been committed that we never saw */
	int at;		 /* the index of the job at work, in held */
	struct tx *completing; /* the handler's transaction that ends it, or NULL */
	int wake_fd;
	int64_t planned_us;
};

/* Readable once the process is to end; never read. */
int stop_fd(void);

/* ---- keeper.c: a thread that renews leases and ends what takes too long */
int keeper_start(const struct conf *conf, const char *worker, struct held *held, struct problem *p);

/* ---- planner.c: schedules */
void planner_write(const struct worker *w, struct buf *out);
/* Asks for what is due, now and then. */
void planner_tick(struct worker *w, struct arena *a);

#endif
