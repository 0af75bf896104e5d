/* SPDX-License-Identifier: Apache-2.0 */
/* One JSON object a line on standard error. The event is a constant of ours; values are escaped, so
 * nothing that a client sends can begin a line of its own. Tokens, bodies and secrets are never
 * handed to it. */
#ifndef STAGEFY_BASE_LOG_H
#define STAGEFY_BASE_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "base/json_out.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* What is below is not written. The default is LOG_INFO. */
void log_set_level(enum log_level level);

/* "debug", "info", … → level, or -1 */
int log_level_from(const char *name);

/* The word that says which program speaks ("api", "keys"), in every line. A constant. */
void log_set_program(const char *name);

struct log_line {
	struct json_out out;
	struct buf buf;
	char bytes[2048];
	enum log_level level;
};

/* log_begin(), members, log_end(). Strings are cut so that a line stays within 2 KiB and one write(2). */
void log_begin(struct log_line *l, enum log_level level, const char *event);
void log_text(struct log_line *l, const char *name, const char *value); /* NULL: nothing is written */
void log_int(struct log_line *l, const char *name, int64_t value);
void log_ms(struct log_line *l, const char *name, int64_t us); /* microseconds, written as 1.234 */
void log_end(struct log_line *l);

/* The short way: one event with a formatted "message". */
void log_event(enum log_level level, const char *event, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
