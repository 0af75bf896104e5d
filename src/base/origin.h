/* SPDX-License-Identifier: Apache-2.0 */
/* The origin of a web page as browsers write it in the header Origin: scheme, host and port, nothing else (RFC 6454, section
 * 6.2). Only such as a site can be trusted by: https, or http of the machine itself, where developers work. Domain
 * public.web_origin says the same in SQL. */
#ifndef STAGEFY_BASE_ORIGIN_H
#define STAGEFY_BASE_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

enum { ORIGIN_LONGEST = 268 };

/* Whether the `n` bytes are one, to the letter: lower case, IDNA in ASCII, no port where it is the scheme's own, no slash at the
 * end. So that two of them are the same site exactly when they are the same text. */
bool origin_valid(const char *s, size_t n);

#endif
