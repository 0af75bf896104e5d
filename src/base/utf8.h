/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_BASE_UTF8_H
#define STAGEFY_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Well-formed UTF-8 as RFC 3629 has it: no overlong forms, no surrogates, nothing above U+10FFFF. */
bool utf8_valid(const char *s, size_t n);

/* Length in code points of valid UTF-8. */
size_t utf8_length(const char *s, size_t n);

/* How many of the first `most` bytes can be shown without cutting a sequence in two. */
size_t utf8_cut(const char *s, size_t n, size_t most);

/* How many bytes the sequence at `s` takes (1-4), or 0 if it is not well formed. */
size_t utf8_sequence(const unsigned char *s, size_t n);

#endif
