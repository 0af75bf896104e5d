/* SPDX-License-Identifier: Apache-2.0 */
/* The files that go with a mail, out of the store into memory. */
#ifndef STAGEFY_MAIL_FILES_H
#define STAGEFY_MAIL_FILES_H

#include <stddef.h>

struct arena;
struct conf;
struct jvalue;
struct mime;
struct problem;

/* Puts into *out what `list` names (internal.mails.files), in its order; all of it lives in the arena. Fails with NOT_FOUND,
 * which names the file, when one is there no more, and else as link/storage does. */
int files_read(struct arena *a, const struct conf *conf, const struct jvalue *list, struct mime *out, struct problem *p);

#endif
