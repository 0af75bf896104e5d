/* SPDX-License-Identifier: Apache-2.0 */
#include "base/confine.h"

#include <errno.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "base/problem.h"

/* By name, since not every machine has each of them: those it lacks are passed over. */
/* clang-format off */
static const char *const allowed[] = {
	/* bytes */
	"read", "readv", "pread64", "write", "writev", "pwrite64", "lseek", "close", "sendfile", "copy_file_range",
	/* files: key sets, the local store, what the pool shares, certificates, the resolver's */
	"open", "openat", "stat", "fstat", "lstat", "newfstatat", "statx", "statfs", "fstatfs", "access", "faccessat", "faccessat2",
	"readlink", "readlinkat", "getdents64", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "link", "linkat", "unlink",
	"unlinkat", "rmdir", "fsync", "fdatasync", "ftruncate", "fallocate", "fadvise64", "flock", "fchmod", "utimensat", "getcwd", "umask",
	/* descriptors, and waiting for them */
	"fcntl", "dup", "dup2", "dup3", "pipe", "pipe2", "eventfd2", "poll", "ppoll", "select", "pselect6", "epoll_create1",
	"epoll_ctl", "epoll_wait", "epoll_pwait",
	/* nginx, Postgres, outside systems */
	"accept", "accept4", "bind", "connect", "listen", "getsockname", "getpeername", "getsockopt", "setsockopt", "recvfrom", "recvmsg",
	"recvmmsg", "sendto", "sendmsg", "sendmmsg", "shutdown",
	/* memory */
	"brk", "munmap", "mremap", "madvise", "memfd_create",
	/* threads: libcurl looks names up in one */
	"futex", "set_robust_list", "rseq", "set_tid_address", "sched_yield", "sched_getaffinity", "membarrier", "exit", "exit_group",
	/* signals: tgkill is abort()'s */
	"rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigpending", "rt_sigtimedwait", "sigaltstack", "restart_syscall", "tgkill",
	/* time (the reminders of fcgi_stop() among it), chance, and who one is */
	"setitimer", "clock_gettime", "clock_getres", "clock_nanosleep", "gettimeofday", "nanosleep", "time", "getrandom", "getpid", "getppid", "gettid",
	"getuid", "geteuid", "getgid", "getegid", "getresuid", "getresgid", "getrlimit", "getrusage", "sysinfo", "uname",
};

/* Nothing of ours ever comes near these. */
static const char *const deadly[] = {"execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev"};
/* clang-format on */

/* Calls that are allowed when one argument, as far as `mask` looks at it, is `value`. Several rows of a call: any of
 * them. */
static const struct narrow {
	const char *name;
	unsigned argument;
	scmp_datum_t mask, value;
} narrow[] = {
	{"socket", 0, ~0u, AF_UNIX},
	{"socket", 0, ~0u, AF_INET},
	{"socket", 0, ~0u, AF_INET6},
	{"socketpair", 0, ~0u, AF_UNIX},
	{"ioctl", 1, ~0u, FIONREAD},
	{"ioctl", 1, ~0u, FIONBIO},
	{"kill", 1, ~0u, 0}, /* whether it lives */
	{"clone", 0, CLONE_THREAD, CLONE_THREAD},
	{"prctl", 0, ~0u, PR_SET_NAME},
	{"prlimit64", 2, ~(scmp_datum_t)0, 0}, /* to read */
	{"mprotect", 2, PROT_EXEC, 0},
	/* a library may still be loaded (the resolver's), but what is run was never written */
	{"mmap", 2, PROT_EXEC, 0},
	{"mmap", 2, PROT_WRITE, 0},
};

static int allow_narrow(scmp_filter_ctx filter, const struct narrow *n)
{
	int call = seccomp_syscall_resolve_name(n->name);
	if (call == __NR_SCMP_ERROR)
		return 0;
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
				SCMP_CMP(n->argument, SCMP_CMP_MASKED_EQ, n->mask, n->value));
}

static int add(scmp_filter_ctx filter, uint32_t action, const char *name)
{
	int call = seccomp_syscall_resolve_name(name);
	return call == __NR_SCMP_ERROR ? 0 : seccomp_rule_add(filter, action, call, 0);
}

/* 0 or -errno, as libseccomp has it */
static int fill(scmp_filter_ctx filter)
{
	int rc = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE,
				      2); /* a tree: each call is found in a few steps */
	for (size_t i = 0; rc == 0 && i < sizeof allowed / sizeof *allowed; i++)
		rc = add(filter, SCMP_ACT_ALLOW, allowed[i]);
	for (size_t i = 0; rc == 0 && i < sizeof deadly / sizeof *deadly; i++)
		rc = add(filter, SCMP_ACT_KILL_PROCESS, deadly[i]);
	for (size_t i = 0; rc == 0 && i < sizeof narrow / sizeof *narrow; i++)
		rc = allow_narrow(filter, &narrow[i]);
	/* its flags lie in memory, where no filter looks: libc takes clone then */
	return rc == 0 ? add(filter, SCMP_ACT_ERRNO(ENOSYS), "clone3") : rc;
}

bool confine_can(void)
{
#if defined(__SANITIZE_ADDRESS__)
	return false;
#elif defined(__has_feature)
	return !__has_feature(address_sanitizer);
#else
	return true;
#endif
}

int confine(struct problem *p)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = filter == NULL ? -ENOMEM : fill(filter);
	if (rc == 0)
		rc = seccomp_load(filter);
	seccomp_release(filter);
	return rc == 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "seccomp: %s", strerror(-rc));
}
