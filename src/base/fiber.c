/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fiber.h"

#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

/* A sanitizer must know on which stack it is. */
#if defined(__SANITIZE_ADDRESS__)
#define TOLD 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TOLD 1
#endif
#endif
#ifdef TOLD
#include <sanitizer/common_interface_defs.h>
#endif

enum { GUARD = 4096 };

struct stack {
	void *bottom;
	size_t size;
	void *kept; /* the sanitizer's, while another one is in use */
};

struct fiber {
	void (*run)(void *arg);
	void *arg;
	ucontext_t here, resumer;
	struct stack stack, resumers;
	char *memory;
	bool paused; /* halfway */
};

static struct fiber *running;

static void leave(struct stack *from, const struct stack *to)
{
#ifdef TOLD
	__sanitizer_start_switch_fiber(&from->kept, to->bottom, to->size);
#else
	(void)from;
	(void)to;
#endif
}

/* On `to` now; where one came from is found out, since a process knows its first stack no other way. */
static void arrive(struct stack *to, struct stack *from)
{
#ifdef TOLD
	__sanitizer_finish_switch_fiber(to->kept, (const void **)&from->bottom, &from->size);
#else
	(void)to;
	(void)from;
#endif
}

static void back(struct fiber *f)
{
	leave(&f->stack, &f->resumers);
	swapcontext(&f->here, &f->resumer);
	arrive(&f->stack, &f->resumers);
}

/* It never ends: when `run` has returned, it waits to call it anew. */
static void begin(void)
{
	struct fiber *f = running;
	arrive(&f->stack, &f->resumers);
	for (;;) {
		f->run(f->arg);
		f->paused = false;
		back(f);
	}
}

struct fiber *fiber_new(void (*run)(void *arg), void *arg)
{
	struct fiber *f = calloc(1, sizeof *f);
	if (f == NULL)
		abort();
	f->run = run;
	f->arg = arg;
	f->memory = mmap(NULL, GUARD + FIBER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
	if (f->memory == MAP_FAILED || mprotect(f->memory, GUARD, PROT_NONE) < 0 || getcontext(&f->here) < 0)
		abort();
	f->stack = (struct stack){.bottom = f->memory + GUARD, .size = FIBER_STACK};
	f->here.uc_stack.ss_sp = f->stack.bottom;
	f->here.uc_stack.ss_size = f->stack.size;
	makecontext(&f->here, begin, 0);
	return f;
}

bool fiber_resume(struct fiber *f)
{
	running = f;
	leave(&f->resumers, &f->stack);
	swapcontext(&f->resumer, &f->here);
	arrive(&f->resumers, &f->stack);
	running = NULL;
	return f->paused;
}

void fiber_pause(void)
{
	struct fiber *f = running;
	f->paused = true;
	back(f);
	f->paused = false;
}

void fiber_free(struct fiber *f)
{
	if (f == NULL)
		return;
	munmap(f->memory, GUARD + FIBER_STACK);
	free(f);
}
