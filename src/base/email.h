/* SPDX-License-Identifier: Apache-2.0 */
/* The form of an e-mail address: RFC 5321's Mailbox with a Dot-string and a domain of two names or more, in Unicode too
 * (RFC 6531); no quotes, comments or address literals. What mail servers refuse beyond that only they can tell. Domain
 * public.email_address says the same in SQL; tests/vectors/email.json holds them together. */
#ifndef STAGEFY_BASE_EMAIL_H
#define STAGEFY_BASE_EMAIL_H

#include <stdbool.h>
#include <stddef.h>

bool email_valid(const char *s, size_t n);

#endif
