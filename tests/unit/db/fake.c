/* SPDX-License-Identifier: Apache-2.0 */
#include "fake.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static bool read_all(int fd, void *to, size_t n)
{
	char *p = to;
	while (n > 0) {
		ssize_t got = read(fd, p, n);
		if (got <= 0)
			return false;
		p += got;
		n -= (size_t)got;
	}
	return true;
}

static void send_bytes(int fd, const void *bytes, size_t n)
{
	ssize_t ignored = send(fd, bytes, n, MSG_NOSIGNAL);
	(void)ignored;
}

static void message(int fd, char type, const void *body, size_t n)
{
	char whole[512];
	uint32_t size = htonl((uint32_t)n + 4);
	whole[0] = type;
	memcpy(whole + 1, &size, 4);
	memcpy(whole + 5, body, n);
	send_bytes(fd, whole, n + 5);
}

static bool pass_over(int fd, size_t n)
{
	char c;
	while (n-- > 0)
		if (!read_all(fd, &c, 1))
			return false;
	return true;
}

static void hello(int fd)
{
	uint32_t size;
	if (!read_all(fd, &size, 4) || !pass_over(fd, ntohl(size) - 4))
		return;
	message(fd, 'R', "\0\0\0", 4); /* AuthenticationOk */
	message(fd, 'S', "server_version\0" "15.0", 20);
	message(fd, 'S', "client_encoding\0" "UTF8", 21);
	message(fd, 'K', "\0\0\0\1\0\0\0\2", 8);
	message(fd, 'Z', "I", 1);
}

static void await_sync(int fd)
{
	for (;;) {
		char type;
		uint32_t size;
		if (!read_all(fd, &type, 1) || !read_all(fd, &size, 4) || !pass_over(fd, ntohl(size) - 4))
			return;
		if (type == 'S' || type == 'H')
			return;
	}
}

static void row(int fd)
{
	static const char column[] = "\0\1c\0\0\0\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\xff\xff\0";
	message(fd, '1', "", 0);
	message(fd, '2', "", 0);
	message(fd, 'T', column, sizeof column);
	message(fd, 'D', "\0\1\0\0\0\1" "1", 7);
	message(fd, 'C', "SELECT 1", 9);
}

static void done(int fd)
{
	message(fd, '1', "", 0);
	message(fd, '2', "", 0);
	message(fd, 'n', "", 0);
	message(fd, 'C', "INSERT 0 1", 11);
}

static void run_step(int fd, enum fake_step step)
{
	static const char error[] = "SERROR\0VERROR\0C22012\0Mdivision by zero\0";
	static const char conflict[] = "SERROR\0VERROR\0C40001\0Mcould not serialize\0";
	static const char replay[] = "SERROR\0VERROR\0CSF208\0Mreplay\0";
	static const char not_found[] = "SERROR\0VERROR\0CSF404\0Mno such agency\0";
	static const char fatal[] = "SFATAL\0VFATAL\0C57P01\0Mterminating\0";
	static const char notice[] = "SWARNING\0VWARNING\0C01000\0Mhear\0";
	char c;
	switch (step) {
	case FAKE_END:
		return;
	case FAKE_HELLO:
		hello(fd);
		return;
	case FAKE_AWAIT_SYNC:
		await_sync(fd);
		return;
	case FAKE_ROW:
		row(fd);
		return;
	case FAKE_DONE:
		done(fd);
		return;
	case FAKE_ERROR:
		message(fd, 'E', error, sizeof error);
		return;
	case FAKE_CONFLICT:
		message(fd, 'E', conflict, sizeof conflict);
		return;
	case FAKE_REPLAY:
		message(fd, 'E', replay, sizeof replay);
		return;
	case FAKE_NOT_FOUND:
		message(fd, 'E', not_found, sizeof not_found);
		return;
	case FAKE_FATAL:
		message(fd, 'E', fatal, sizeof fatal);
		return;
	case FAKE_READY:
		message(fd, 'Z', "I", 1);
		return;
	case FAKE_READY_IN_TRANSACTION:
		message(fd, 'Z', "T", 1);
		return;
	case FAKE_NOTICE:
		message(fd, 'N', notice, sizeof notice);
		return;
	case FAKE_GARBAGE:
		send_bytes(fd, "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
		return;
	case FAKE_COPY:
		message(fd, '1', "", 0);
		message(fd, '2', "", 0);
		message(fd, 'G', "\0\0\0", 3);
		return;
	case FAKE_PAUSE:
		nanosleep(&(struct timespec){.tv_nsec = 50000000}, NULL);
		return;
	case FAKE_HANG:
		while (read_all(fd, &c, 1))
			;
		return;
	}
}

static void next_script(struct fake *f, enum fake_step steps[FAKE_STEPS])
{
	pthread_mutex_lock(&f->lock);
	if (f->next < f->count)
		memcpy(steps, f->scripts[f->next++], sizeof f->scripts[0]);
	else
		steps[0] = FAKE_END;
	pthread_mutex_unlock(&f->lock);
}

static void *serve(void *arg)
{
	struct fake *f = arg;
	enum fake_step steps[FAKE_STEPS];
	for (;;) {
		int fd = accept(f->listener, NULL, NULL);
		if (fd < 0)
			return NULL;
		f->connections++;
		next_script(f, steps);
		for (const enum fake_step *s = steps; *s != FAKE_END; s++)
			run_step(fd, *s);
		close(fd);
	}
}

static void copy_script(enum fake_step to[FAKE_STEPS], const enum fake_step *from)
{
	size_t size = 1;
	while (from[size - 1] != FAKE_END)
		size++;
	assert_true(size <= FAKE_STEPS);
	memcpy(to, from, size * sizeof *from);
}

void fake_play(struct fake *f, const enum fake_step *const scripts[])
{
	pthread_mutex_lock(&f->lock);
	f->next = 0;
	for (f->count = 0; scripts[f->count] != NULL; f->count++) {
		assert_true(f->count < FAKE_SCRIPTS);
		copy_script(f->scripts[f->count], scripts[f->count]);
	}
	pthread_mutex_unlock(&f->lock);
}

void fake_start(struct fake *f, const enum fake_step *const scripts[])
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t size = sizeof address;
	memset(f, 0, sizeof *f);
	pthread_mutex_init(&f->lock, NULL);
	fake_play(f, scripts);
	f->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(f->listener, (struct sockaddr *)&address, sizeof address), 0);
	assert_int_equal(listen(f->listener, 8), 0);
	assert_int_equal(getsockname(f->listener, (struct sockaddr *)&address, &size), 0);
	f->port = ntohs(address.sin_port);
	snprintf(f->url, sizeof f->url, "postgres://x@127.0.0.1:%d/x?sslmode=disable&gssencmode=disable", f->port);
	assert_int_equal(pthread_create(&f->thread, NULL, serve, f), 0);
}

void fake_stop(struct fake *f)
{
	shutdown(f->listener, SHUT_RDWR);
	pthread_join(f->thread, NULL);
	pthread_mutex_destroy(&f->lock);
	close(f->listener);
}
