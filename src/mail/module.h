/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_MAIL_MODULE_H
#define STAGEFY_MAIL_MODULE_H

#include "serve/module.h"

/* Mails that the product sends by itself: how far each has come, what it says, and the job that sends it. */
extern const struct module mail_module;

extern const struct resource mail_mails;

/* What is shown of a mail. */
extern const struct field mail_fields[];

#endif
