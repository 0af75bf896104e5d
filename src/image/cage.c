/* SPDX-License-Identifier: Apache-2.0 */
#include "image/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/confine.h"
#include "base/problem.h"

static int limit(__rlimit_resource_t what, rlim_t most)
{
	return setrlimit(what, &(struct rlimit){most, most});
}

int cage_limit(const struct cage_size *most, struct problem *p)
{
	enum { MB = 1 << 20 };
	/* sanitizers keep a shadow of all memory there is */
	if ((confine_can() && limit(RLIMIT_AS, (rlim_t)most->memory_mb * MB) < 0) || limit(RLIMIT_CPU, most->cpu_s) < 0 ||
	    limit(RLIMIT_FSIZE, (rlim_t)most->file_mb * MB) < 0 || limit(RLIMIT_NOFILE, most->files) < 0 || limit(RLIMIT_CORE, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "limits: %s", strerror(errno));
	return 0;
}

/* clang-format off */
static const char *const allowed[] = {
	/* bytes of what is open */
	"read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "fstat", "newfstatat", "close", "dup", "fcntl",
	/* memory */
	"brk", "munmap", "mremap", "madvise",
	/* threads: libvips and decoders have some */
	"futex", "set_robust_list", "rseq", "set_tid_address", "sched_yield", "sched_getaffinity", "membarrier", "gettid", "exit",
	"exit_group", "prctl",
	/* signals: tgkill is abort()'s */
	"wait4", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sigaltstack", "restart_syscall", "tgkill", "getpid",
	/* time and chance */
	"clock_gettime", "clock_getres", "clock_nanosleep", "gettimeofday", "nanosleep", "getrandom", "getrusage", "sysinfo",
};
/* clang-format on */

/* clang-format off */
/* What a program asks on its way up: where its libraries are, and who it is. */
static const char *const starting[] = {
	"access", "faccessat", "faccessat2", "stat", "lstat", "statx", "readlink", "readlinkat", "getdents64", "statfs", "fstatfs", "getcwd",
	"uname", "getuid", "geteuid", "getgid", "getegid", "getppid", "arch_prctl", "poll", "ppoll", "select", "pselect6",
	"mlock", "munlock", "sched_getparam", "sched_getscheduler", "sched_get_priority_min", "sched_get_priority_max", "getpriority",
};
/* clang-format on */

/* Calls that are allowed when one argument, as far as `mask` looks at it, is `value`. Several rows of a call: any of them. */
struct narrow {
	const char *name;
	unsigned argument;
	scmp_datum_t mask, value;
};

static const struct narrow narrow[] = {
	{"clone", 0, CLONE_THREAD, CLONE_THREAD},
	{"mprotect", 2, PROT_EXEC, 0},
	{"mmap", 2, PROT_EXEC, 0},
};

static const struct narrow narrow_starting[] = {
	{"mmap", 2, PROT_WRITE, 0},			      /* a library is run, and was never written */
	{"openat", 2, O_ACCMODE | O_CREAT | O_TRUNC, O_RDONLY},
	{"prlimit64", 2, ~(scmp_datum_t)0, 0},		      /* to read */
};

static int add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);
	return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, call, 0);
}

static int allow(scmp_filter_ctx filter, const char *const *names, size_t count)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = add(filter, SCMP_ACT_ALLOW, names[i]);
	return rc;
}

static int allow_narrow(scmp_filter_ctx filter, const struct narrow *rows, size_t count)
{
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, seccomp_syscall_resolve_name(rows[i].name), 1,
				      SCMP_CMP(rows[i].argument, SCMP_CMP_MASKED_EQ, rows[i].mask, rows[i].value));
	return rc;
}

/* 0 or -errno, as libseccomp has it */
static int fill(scmp_filter_ctx filter)
{
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1); /* threads that libraries have begun too */
	if (rc == 0)
		rc = allow(filter, allowed, sizeof allowed / sizeof *allowed);
	if (rc == 0)
		rc = allow_narrow(filter, narrow, sizeof narrow / sizeof *narrow);
	/* its flags lie in memory, where no filter looks: libc takes clone then */
	return rc == 0 ? add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3") : rc;
}

int cage_close(struct problem *p)
{
	if (!confine_can())
		return 0;
	/* refused and not killed: libraries ask for this and that, and go on without */
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = filter == NULL ? -ENOMEM : fill(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "seccomp: %s", strerror(-rc));
}

/* What a program needs to come up, and the one call that starts it: of that descriptor, which is closed by it, and no other. */
static int fill_starting(scmp_filter_ctx filter, int fd)
{
	int rc = allow(filter, starting, sizeof starting / sizeof *starting);
	if (rc == 0)
		rc = allow_narrow(filter, narrow_starting, sizeof narrow_starting / sizeof *narrow_starting);
	if (rc == 0)
		rc = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(execveat), 2,
				      SCMP_CMP(0, SCMP_CMP_EQ, (scmp_datum_t)fd, 0), SCMP_CMP(4, SCMP_CMP_EQ, AT_EMPTY_PATH, 0));
	return rc;
}

int cage_become(int fd, char *const argv[])
{
	static char *const environment[] = {NULL};
	scmp_filter_ctx filter = confine_can() ? seccomp_init(SCMP_ACT_ERRNO(EPERM)) : NULL;
	if (confine_can() && (filter == NULL || fill(filter) != 0 || fill_starting(filter, fd) != 0 || seccomp_load(filter) != 0))
		return -1;
	return execveat(fd, "", argv, environment, AT_EMPTY_PATH);
}
