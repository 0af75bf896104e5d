/* SPDX-License-Identifier: Apache-2.0 */
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static size_t announced(const char *request)
{
	const char *length = strstr(request, "Content-Length: ");
	return length == NULL ? 0 : strtoul(length + 16, NULL, 10);
}

/* until the body that Content-Length tells of is there, or nothing comes for 200 ms */
static void read_request(struct server *s, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	char *request = s->requests[s->accepted];
	size_t n = 0;
	while (poll(&p, 1, 200) == 1) {
		ssize_t got = read(fd, request + n, sizeof s->requests[0] - 1 - n);
		if (got <= 0)
			break;
		n += (size_t)got;
		request[n] = '\0';
		const char *end = strstr(request, "\r\n\r\n");
		if (end != NULL && n >= (size_t)(end + 4 - request) + announced(request))
			break;
	}
	s->sizes[s->accepted] = n;
}

static void *serve(void *arg)
{
	struct server *s = arg;
	for (const char *const *answer = s->answers; *answer != NULL; answer++) {
		int fd = accept(s->listener, NULL, NULL);
		if (fd < 0)
			break;
		read_request(s, fd);
		s->accepted++;
		if (**answer == '\0')
			poll(NULL, 0, 400);
		else if (write(fd, *answer, strlen(*answer)) < 0)
			abort();
		if (s->keeps && s->accepted < SERVER_MOST) {
			read_request(s, fd);
			s->accepted += s->sizes[s->accepted] > 0;
		}
		close(fd);
	}
	return NULL;
}

static void start(struct server *s, const char *const *answers, bool keeps)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof at;
	memset(s, 0, sizeof *s);
	s->answers = answers;
	s->keeps = keeps;
	s->listener = socket(AF_INET, SOCK_STREAM, 0);
	if (s->listener < 0 || bind(s->listener, (struct sockaddr *)&at, n) < 0 || listen(s->listener, 1) < 0 ||
	    getsockname(s->listener, (struct sockaddr *)&at, &n) < 0)
		abort();
	s->port = ntohs(at.sin_port);
	if (pthread_create(&s->thread, NULL, serve, s) != 0)
		abort();
}

void server_start(struct server *s, const char *const *answers)
{
	start(s, answers, false);
}

void server_start_keeping(struct server *s, const char *const *answers)
{
	start(s, answers, true);
}

void server_stop(struct server *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}
