/* SPDX-License-Identifier: Apache-2.0 */
#include "app/doctor.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/problem.h"
#include "conf/conf.h"
#include "image/film.h"

static void look_at_secrets(struct doctor *d)
{
	if (d->conf->secret_keys.count == 0)
		doctor_say(d, DOCTOR_FAILED, "secrets", "Set it to the output of 'openssl rand -hex 32': no worker starts without", "SECRET_KEYS is not set");
	else
		doctor_say(d, DOCTOR_OK, "secrets", NULL, "SECRET_KEYS has %zu", d->conf->secret_keys.count);
}

static bool somebody_listens(const char *path)
{
	struct sockaddr_un at = {.sun_family = AF_UNIX};
	strncpy(at.sun_path, path, sizeof at.sun_path - 1);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool is = fd >= 0 && connect(fd, (const struct sockaddr *)&at, sizeof at) == 0;
	if (fd >= 0)
		close(fd);
	return is;
}

static void look_at_runtime_dir(struct doctor *d)
{
	static const char advice[] = "Make the folder for the user as whom the workers run, closed to others, with a short path";
	const char *dir = d->conf->runtime_dir, *path = arena_printf(d->arena, "%s/api.sock", dir);
	struct stat s;
	if (strlen(path) >= sizeof ((struct sockaddr_un *)0)->sun_path)
		doctor_say(d, DOCTOR_FAILED, "runtime", advice, "the path of RUNTIME_DIR is too long for a socket: %s", dir);
	else if (stat(dir, &s) < 0 || access(dir, R_OK | W_OK | X_OK) < 0)
		doctor_say(d, DOCTOR_FAILED, "runtime", advice, "RUNTIME_DIR %s cannot be used: %s", dir, strerror(errno));
	else if (!S_ISDIR(s.st_mode) || (s.st_mode & S_IWOTH) != 0)
		doctor_say(d, DOCTOR_FAILED, "runtime", advice, "anybody may write to RUNTIME_DIR %s", dir);
	else if (!somebody_listens(path))
		doctor_say(d, DOCTOR_WARNING, "runtime", "Start the pool of workers", "nobody listens at %s", path);
	else
		doctor_say(d, DOCTOR_OK, "runtime", NULL, "the pool listens at %s", path);
}

static void look_at_certificate(struct doctor *d)
{
	const struct {
		const char *option, *file;
	} files[] = {{"TLS_CERTIFICATE", d->conf->tls_certificate}, {"TLS_KEY", d->conf->tls_key}};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		if (files[i].file == NULL || access(files[i].file, F_OK) < 0) {
			doctor_say(d, DOCTOR_FAILED, "certificate", "Name the PEM file: nginx serves nothing without TLS", "%s %s", files[i].option,
				   files[i].file == NULL ? "is not set" : arena_printf(d->arena, "names %s: %s", files[i].file, strerror(errno)));
			return;
		}
	doctor_say(d, DOCTOR_OK, "certificate", NULL, "certificate and key are there");
}

static void look_at_nginx(struct doctor *d)
{
	const char *name, *advice = arena_printf(d->arena, "Run 'stagefy nginx --out %s' with its --logs and --temp, and reload nginx", d->site.out);
	struct problem p;
	problem_init(&p, d->arena);
	if (access(d->site.out, F_OK) < 0)
		doctor_say(d, DOCTOR_WARNING, "nginx", "Run 'stagefy nginx', or say where its files are with --out", "there is no %s", d->site.out);
	else if (nginx_site_compare(d->arena, &d->site, &name, &p) < 0)
		doctor_say(d, DOCTOR_FAILED, "nginx", "Correct that option", "%s", p.detail);
	else if (name != NULL)
		doctor_say(d, DOCTOR_FAILED, "nginx", advice, "%s/%s is not what the options say", d->site.out, name);
	else
		doctor_say(d, DOCTOR_OK, "nginx", NULL, "%s is what the options say", d->site.out);
}

void doctor_films(struct doctor *d, bool can)
{
	if (can)
		doctor_say(d, DOCTOR_OK, "films", NULL, "they are encoded by ffmpeg");
	else
		doctor_say(d, DOCTOR_WARNING, "films", "Install Debian's package ffmpeg: until then films are not offered", "there is no ffmpeg");
}

void doctor_machine(struct doctor *d)
{
	look_at_secrets(d);
	look_at_runtime_dir(d);
	look_at_certificate(d);
	look_at_nginx(d);
	doctor_films(d, film_available());
}
