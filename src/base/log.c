/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"

static enum log_level least = LOG_INFO;
static const char *program = "stagefy";
static const char *const names[] = {"debug", "info", "warn", "error"};

void log_set_level(enum log_level level)
{
	least = level;
}

int log_level_from(const char *name)
{
	for (int i = 0; i < 4; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return -1;
}

void log_set_program(const char *name)
{
	program = name;
}

/* The line lives in its own bytes: a buffer that never has to grow, because what is added is cut. */
static size_t left(const struct log_line *l)
{
	return l->buf.room - l->buf.size;
}

void log_begin(struct log_line *l, enum log_level level, const char *event)
{
	char now[CLOCK_RFC3339_SIZE];
	l->buf = (struct buf){.data = l->bytes, .size = 0, .room = sizeof l->bytes, .arena = NULL};
	l->out = json_out(&l->buf);
	l->level = level;
	clock_rfc3339(clock_wall_us(), now);
	json_out_open(&l->out, '{');
	json_out_member(&l->out, "time", now);
	json_out_member(&l->out, "level", names[level]);
	json_out_member(&l->out, "program", program);
	json_out_member(&l->out, "event", event);
}

void log_text(struct log_line *l, const char *name, const char *value)
{
	enum { LONGEST = 240, ENDING = 8 };
	if (value == NULL)
		return;
	size_t n = utf8_cut(value, strlen(value), LONGEST);
	/* an escaped byte takes up to six: a line that is nearly full takes less of the text */
	size_t around = strlen(name) + ENDING + 8;
	if (left(l) < around)
		return;
	if (n > (left(l) - around) / 6)
		n = utf8_cut(value, n, (left(l) - around) / 6);
	json_out_name(&l->out, name);
	if (utf8_valid(value, n)) {
		json_out_string_n(&l->out, value, n);
		return;
	}
	char ascii[LONGEST];
	for (size_t i = 0; i < n; i++)
		ascii[i] = (unsigned char)value[i] < 0x80 ? value[i] : '?';
	json_out_string_n(&l->out, ascii, n);
}

void log_int(struct log_line *l, const char *name, int64_t value)
{
	if (left(l) < strlen(name) + 40)
		return;
	json_out_member_int(&l->out, name, value);
}

void log_ms(struct log_line *l, const char *name, int64_t us)
{
	char text[32];
	if (left(l) < strlen(name) + 40)
		return;
	if (us < 0)
		us = 0; /* two clocks that disagree */
	int n = snprintf(text, sizeof text, "%lld.%03d", (long long)(us / 1000), (int)(us % 1000));
	json_out_name(&l->out, name);
	json_out_raw(&l->out, text, (size_t)n);
}

void log_end(struct log_line *l)
{
	json_out_close(&l->out, '}');
	buf_put(&l->buf, '\n');
	if (l->level < least)
		return;
	/* a log that cannot be written must not stop the request it speaks of */
	ssize_t ignored = write(STDERR_FILENO, l->buf.data, l->buf.size);
	(void)ignored;
}

void log_event(enum log_level level, const char *event, const char *format, ...)
{
	struct log_line l;
	char message[512];
	va_list args;
	va_start(args, format);
	vsnprintf(message, sizeof message, format, args);
	va_end(args);
	log_begin(&l, level, event);
	log_text(&l, "message", message);
	log_end(&l);
}
