/* SPDX-License-Identifier: Apache-2.0 */
#include "image/film_encoder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/problem.h"
#include "image/cage.h"
#include "image/film_frame.h"
#include "image/film_order.h"

/* Beyond all that cage_limit() lets be opened. */
enum { PROGRAM_FD = 200, THREADS = 2, BITS_MOST = 8000000 };

int encoder_open(struct encoder *e, struct problem *p)
{
	*e = (struct encoder){-1, -1, -1, 0};
	int fd = open(FILM_ENCODER, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return problem_set(p, PROBLEM_INTERNAL, "%s: %s", FILM_ENCODER, strerror(errno));
	e->program = fcntl(fd, F_DUPFD_CLOEXEC, PROGRAM_FD);
	close(fd);
	return e->program >= 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "descriptors: %s", strerror(errno));
}

/* In the process that becomes the program. */
static _Noreturn void become(const struct encoder *e, int input, char *const argv[])
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(input, 0) == 0 && dup2(e->h264, 1) == 1 && close_range(3, (unsigned)e->program - 1, 0) == 0 &&
	    close_range((unsigned)e->program + 1, ~0u, 0) == 0)
		cage_become(e->program, argv);
	_exit(127);
}

/* The same bytes each time: so many threads and no word of who made it. Each picture is shown in the order in which it
 * is written (-bf 0), so that the file needs no second clock. */
static pid_t spawn(const struct encoder *e, int input, const struct film_order *order, size_t frames, size_t most)
{
	char size[32], rate[16], threads[16], bits[32], window[32];
	double seconds = (double)frames / FILM_RATE, least = (double)most * 8 * 0.9 / seconds;
	long bits_most = least < BITS_MOST ? (long)least : BITS_MOST;
	snprintf(size, sizeof size, "%dx%d", order->width, order->height);
	snprintf(rate, sizeof rate, "%d", FILM_RATE);
	snprintf(threads, sizeof threads, "%d", THREADS);
	snprintf(bits, sizeof bits, "%ld", bits_most);
	snprintf(window, sizeof window, "%ld", bits_most * 2);
	/* clang-format off */
	const char *const argv[] = {
		"ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "pipe",
		"-f", "rawvideo", "-pixel_format", "yuv420p", "-video_size", size, "-framerate", rate, "-i", "pipe:0",
		"-an", "-sn", "-dn", "-map_metadata", "-1", "-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-pix_fmt", "yuv420p",
		"-crf", "21", "-maxrate", bits, "-bufsize", window, "-bf", "0", "-g", "50", "-threads", threads, "-filter_threads", "1",
		"-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709",
		"-fflags", "+bitexact", "-flags:v", "+bitexact", "-f", "h264", "pipe:1", NULL,
	};
	/* clang-format on */
	pid_t child = fork();
	if (child == 0)
		become(e, input, (char *const *)argv);
	return child;
}

int encoder_start(struct encoder *e, const struct film_order *order, size_t frames, size_t most, struct problem *p)
{
	int pair[2];
	signal(SIGPIPE, SIG_IGN);
	if (pipe2(pair, O_CLOEXEC) < 0 || (e->h264 = memfd_create("h264", MFD_CLOEXEC)) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "descriptors: %s", strerror(errno));
	e->child = spawn(e, pair[0], order, frames, most);
	close(pair[0]);
	close(e->program);
	e->frames = pair[1];
	return e->child > 0 ? 0 : problem_set(p, PROBLEM_INTERNAL, "fork: %s", strerror(errno));
}

int encoder_write(struct encoder *e, const struct frame *f, struct problem *p)
{
	for (int i = 0; i < 3; i++)
		if (file_write(e->frames, f->plane[i], (size_t)frame_width(f, i) * (size_t)frame_height(f, i)) < 0)
			return problem_set(p, PROBLEM_INTERNAL, "ffmpeg has ended: %s", strerror(errno));
	return 0;
}

int encoder_finish(struct encoder *e, struct arena *a, const void **h264, size_t *n, struct problem *p)
{
	struct stat file;
	int status = -1;
	close(e->frames);
	while (waitpid(e->child, &status, 0) < 0 && errno == EINTR)
		continue;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return problem_set(p, PROBLEM_INTERNAL, "ffmpeg failed (%d)", status);
	if (fstat(e->h264, &file) < 0 || file.st_size <= 0)
		return problem_set(p, PROBLEM_INTERNAL, "ffmpeg wrote nothing");
	void *bytes = arena_alloc(a, (size_t)file.st_size);
	if (pread(e->h264, bytes, (size_t)file.st_size, 0) != file.st_size)
		return problem_set(p, PROBLEM_INTERNAL, "what ffmpeg wrote cannot be read");
	*h264 = bytes;
	*n = (size_t)file.st_size;
	return 0;
}
