/* SPDX-License-Identifier: Apache-2.0 */
#include "work/wake.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "db/db.h"

static void name_of(const struct conf *conf, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/jobs.wake", conf->runtime_dir);
}

int wake_open(const struct conf *conf)
{
	char name[PATH_MAX];
	name_of(conf, name);
	if (mkfifo(name, 0660) == 0)
		chmod(name, 0660); /* whatever the umask: whoever asks is of the same group */
	/* for writing too, so that it never ends */
	return open(name, O_RDWR | O_NONBLOCK | O_CLOEXEC);
}

void wake_drain(int fd)
{
	char bytes[512];
	while (read(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes)
		;
}

static void put_byte(int fd)
{
	if (write(fd, "", 1) < 0) {
		/* full of bytes already, which do the same */
	}
}

void wake_another(int fd)
{
	if (fd >= 0)
		put_byte(fd);
}

void wake_workers(const struct conf *conf, struct db *db)
{
	char name[PATH_MAX];
	if (!db_asked_for_work(db))
		return;
	name_of(conf, name);
	int fd = open(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC); /* fails when nobody reads */
	if (fd < 0)
		return;
	put_byte(fd);
	close(fd);
}
