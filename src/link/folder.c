/* SPDX-License-Identifier: Apache-2.0 */
#include "link/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/problem.h"
#include "link/storage_key.h"

enum {
	FOLDER_MODE = 0770, /* less the umask; by the group nginx reads and `stagefy tidy` clears away */
	KEY_MOST = 128,
	PIECE = 64 << 10
};

/* The path and errno go to the log; the client is told that the store is away. */
static int away(const char *what, const char *path, struct problem *p)
{
	log_event(LOG_ERROR, "storage", "cannot %s '%s': %s", what, path, strerror(errno));
	return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, NULL);
}

static int missing(struct problem *p)
{
	return problem_set(p, PROBLEM_NOT_FOUND, "the file is not in the store");
}

static bool well_formed(const char *key, struct problem *p)
{
	if (storage_key_kind(key, strlen(key)) != STORAGE_KEY_NONE)
		return true;
	problem_set(p, PROBLEM_INTERNAL, "not a key of the file store");
	return false;
}

/* A folder under `at`; made if `make`. -1 with errno. */
static int step(int at, const char *name, bool make)
{
	if (make && mkdirat(at, name, FOLDER_MODE) == 0 && fsync(at) < 0)
		return -1;
	return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens the folder of the key and tells where the key's last part begins. -1 with errno; ENOENT too
 * when a part on the way is a link or a file. */
static int open_parent(const char *root, const char *key, bool make, const char **name)
{
	char path[KEY_MOST];
	char *part = path, *slash;
	snprintf(path, sizeof path, "%s", key);
	int at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (at >= 0 && (slash = strchr(part, '/')) != NULL) {
		*slash = '\0';
		int next = step(at, part, make), error = errno;
		close(at);
		errno = error == ENOTDIR || error == ELOOP ? ENOENT : error;
		at = next;
		part = slash + 1;
	}
	*name = key + (part - path);
	return at;
}

/* The key's file, if it is a regular one. -1 with errno. */
static int open_file(const char *root, const char *key, struct stat *st)
{
	const char *name;
	int parent = open_parent(root, key, false, &name);
	if (parent < 0)
		return -1;
	int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC), error = errno;
	close(parent);
	if (fd >= 0 && fstat(fd, st) == 0 && S_ISREG(st->st_mode))
		return fd;
	if (fd >= 0)
		close(fd);
	errno = fd >= 0 || error == ELOOP ? ENOENT : error;
	return -1;
}

/* The root's being away must not look like a file's: every file would seem lost. */
static bool root_is_there(const char *root)
{
	struct stat st;
	int error = errno;
	bool there = stat(root, &st) == 0 && S_ISDIR(st.st_mode);
	errno = there ? error : ENOENT;
	return there;
}

static bool is_missing(const char *root)
{
	return errno == ENOENT && root_is_there(root);
}

int folder_stat(struct arena *a, const char *root, const char *key, struct storage_object *out, struct problem *p)
{
	struct stat st;
	if (!well_formed(key, p))
		return -1;
	int fd = open_file(root, key, &st);
	if (fd < 0 && !is_missing(root))
		return away("open", root, p);
	*out = (struct storage_object){.found = fd >= 0};
	if (fd < 0)
		return 0;
	close(fd);
	out->size = st.st_size;
	out->etag = arena_printf(a, "\"%llx-%llx\"", (unsigned long long)st.st_mtime, (unsigned long long)st.st_size);
	return 0;
}

static int read_range(int fd, int64_t offset, int64_t size, struct storage_sink sink, struct problem *p)
{
	char piece[PIECE];
	while (size > 0) {
		ssize_t n = pread(fd, piece, size < PIECE ? (size_t)size : PIECE, offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return away("read", "a file", p);
		if (n == 0)
			return 0;
		if (sink.write(sink.arg, piece, (size_t)n) < 0)
			return problem_set(p, PROBLEM_INTERNAL, "the receiver of a file stopped");
		offset += n;
		size -= n;
	}
	return 0;
}

int folder_read(const char *root, const char *key, int64_t offset, int64_t size, struct storage_sink sink,
		struct problem *p)
{
	struct stat st;
	if (!well_formed(key, p))
		return -1;
	int fd = open_file(root, key, &st);
	if (fd < 0)
		return is_missing(root) ? missing(p) : away("open", root, p);
	int rc = read_range(fd, offset, size, sink, p);
	close(fd);
	return rc;
}

/* A rename that replaces nothing. File systems that cannot promise that say EINVAL; then a link does:
 * it fails if the name is taken, and the old one goes after it. */
static int rename_new(int from_at, const char *from, int to_at, const char *to)
{
	if (renameat2(from_at, from, to_at, to, RENAME_NOREPLACE) == 0)
		return 0;
	if (errno != EINVAL && errno != ENOSYS)
		return -1;
	return linkat(from_at, from, to_at, to, 0) < 0 ? -1 : unlinkat(from_at, from, 0);
}

/* nginx has not waited for the disk, and what is committed must survive a power cut. */
static int settle_content(int at, const char *name)
{
	int fd = openat(at, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -1;
	int rc = fsync(fd);
	close(fd);
	return rc;
}

static bool exists(const char *root, const char *key)
{
	struct stat st;
	int fd = open_file(root, key, &st);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static int move_between(int from_at, const char *from, int to_at, const char *to)
{
	if (settle_content(from_at, from) < 0 || rename_new(from_at, from, to_at, to) < 0)
		return -1;
	return fsync(to_at) < 0 || fsync(from_at) < 0 ? -1 : 0;
}

static int move_file(const char *root, const char *from, const char *to)
{
	const char *from_name, *to_name;
	int from_at = open_parent(root, from, false, &from_name);
	if (from_at < 0)
		return -1;
	int to_at = open_parent(root, to, true, &to_name);
	int rc = to_at < 0 ? -1 : move_between(from_at, from_name, to_at, to_name), error = errno;
	close(from_at);
	if (to_at >= 0)
		close(to_at);
	errno = error;
	return rc;
}

/* The file has its new name, by an earlier try or a twin; perhaps that one died before the disk had it. */
static int moved_already(const char *root, const char *from, const char *to, struct problem *p)
{
	const char *name;
	int at = open_parent(root, to, false, &name);
	int rc = at < 0 ? -1 : fsync(at);
	if (at >= 0)
		close(at);
	return rc < 0 ? away("write to", root, p) : folder_remove(root, from, p);
}

int folder_move(const char *root, const char *from, const char *to, struct problem *p)
{
	struct stat st;
	if (!well_formed(from, p) || !well_formed(to, p))
		return -1;
	if (exists(root, to))
		return moved_already(root, from, to, p);
	int fd = open_file(root, from, &st);
	if (fd >= 0)
		close(fd);
	if (fd >= 0 && move_file(root, from, to) == 0)
		return 0;
	if (errno != EEXIST && !is_missing(root))
		return away("move a file in", root, p);
	return exists(root, to) ? moved_already(root, from, to, p) : missing(p);
}

enum { FILE_MODE = 0660 }; /* less the umask */

/* All of it, on the disk. */
static int write_whole(int fd, const char *content, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, content, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		content += n;
		size -= (size_t)n;
	}
	return fsync(fd);
}

static void close_quietly(int fd)
{
	int error = errno;
	close(fd);
	errno = error;
}

/* A file without a name, which is gone with the process that is killed before it has one. *fd is -1 where the file system has none. */
static int write_nameless(int at, const char *content, size_t size, int *fd)
{
	*fd = openat(at, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, FILE_MODE);
	if (*fd < 0)
		return errno == EOPNOTSUPP || errno == EISDIR || errno == ENOENT || errno == EINVAL ? 0 : -1;
	if (write_whole(*fd, content, size) == 0)
		return 0;
	close_quietly(*fd);
	return -1;
}

static int give_name(int fd, int at, const char *name)
{
	char self[32];
	snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, self, at, name, AT_SYMLINK_FOLLOW);
}

static int write_named(int at, const char *name, const char *content, size_t size)
{
	int fd = openat(at, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return -1;
	int rc = write_whole(fd, content, size);
	close_quietly(fd);
	return rc;
}

/* One that is there is replaced by way of a name of this process's own; walks pass over names that begin with a dot. */
static int replace(int at, const char *name, const char *content, size_t size)
{
	char beside[KEY_MOST + 16];
	int fd;
	snprintf(beside, sizeof beside, ".%s.%d", name, (int)getpid());
	if (write_nameless(at, content, size, &fd) < 0)
		return -1;
	bool named = fd >= 0 && give_name(fd, at, name) == 0;
	int rc = named ? 0 : fd >= 0 && errno == EEXIST ? give_name(fd, at, beside) : write_named(at, beside, content, size);
	if (fd >= 0)
		close_quietly(fd);
	if (rc == 0 && (named || renameat(at, beside, at, name) == 0))
		return fsync(at);
	int error = errno;
	unlinkat(at, beside, 0);
	errno = error;
	return -1;
}

int folder_write(const char *root, const char *key, const void *content, size_t size, struct problem *p)
{
	const char *name;
	if (!well_formed(key, p))
		return -1;
	int at = open_parent(root, key, true, &name);
	int rc = at < 0 ? -1 : replace(at, name, content, size), error = errno;
	if (at >= 0)
		close(at);
	errno = error;
	return rc < 0 ? away("write to", root, p) : 0;
}

int folder_remove(const char *root, const char *key, struct problem *p)
{
	const char *name;
	if (!well_formed(key, p))
		return -1;
	int parent = open_parent(root, key, false, &name);
	int rc = parent < 0 ? -1 : unlinkat(parent, name, 0), error = errno;
	if (parent >= 0)
		close(parent);
	errno = error;
	if (rc == 0 || is_missing(root))
		return 0;
	return away("remove a file in", root, p);
}

/* What a walk through the folder carries. */
struct walk {
	int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p);
	void *arg;
	const char *prefix;
	struct problem *problem;
};

static int walk_folder(struct walk *w, int at, const char *path);

static bool may_match(const char *path, const char *prefix)
{
	size_t n = strlen(path), k = strlen(prefix);
	return strncmp(path, prefix, n < k ? n : k) == 0;
}

static int walk_entry(struct walk *w, int at, const char *path, const char *name)
{
	char key[KEY_MOST];
	struct stat st;
	if (snprintf(key, sizeof key, "%s%s%s", path, *path == '\0' ? "" : "/", name) >= (int)sizeof key ||
	    !may_match(key, w->prefix) || fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (S_ISDIR(st.st_mode)) {
		int next = step(at, name, false);
		return next < 0 ? 0 : walk_folder(w, next, key);
	}
	if (!S_ISREG(st.st_mode) || strlen(key) < strlen(w->prefix) ||
	    storage_key_kind(key, strlen(key)) == STORAGE_KEY_NONE)
		return 0;
	struct arena *a = arena_new(1024);
	int rc = w->each(w->arg, a, key, st.st_size, w->problem);
	arena_free(a);
	return rc;
}

/* Closes `at`. */
static int walk_folder(struct walk *w, int at, const char *path)
{
	DIR *d = fdopendir(at);
	int rc = 0;
	if (d == NULL) {
		close(at);
		return away("list", path, w->problem);
	}
	for (struct dirent *e; rc == 0 && (e = readdir(d)) != NULL;)
		if (e->d_name[0] != '.')
			rc = walk_entry(w, dirfd(d), path, e->d_name);
	closedir(d);
	return rc;
}

int folder_each(const char *root, const char *prefix,
		int (*each)(void *arg, struct arena *a, const char *key, int64_t size, struct problem *p), void *arg,
		struct problem *p)
{
	struct walk w = {each, arg, prefix, p};
	int at = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (at < 0)
		return away("open", root, p);
	return walk_folder(&w, at, "");
}

int folder_check(const char *root, int64_t least_free, struct storage_health *out, struct problem *p)
{
	enum { PERCENT = 100 };
	struct statvfs v;
	if (!root_is_there(root) || access(root, R_OK | W_OK | X_OK) < 0 || statvfs(root, &v) < 0)
		return away("write to", root, p);
	int64_t free_bytes = (int64_t)(v.f_bavail * v.f_frsize), total = (int64_t)(v.f_blocks * v.f_frsize);
	if (free_bytes < least_free || free_bytes < total / PERCENT)
		return problem_set(p, PROBLEM_STORAGE_UNAVAILABLE, "the file store is full");
	*out = (struct storage_health){free_bytes, total};
	return 0;
}
