/* SPDX-License-Identifier: Apache-2.0 */
/* PayFast's signatures: MD5 over names and values as PHP's urlencode() writes them. Three rules for what is signed: a
 * checkout's fields in PayFast's order and without blanks (payfast_form), a notification's as they came and with blanks
 * (payfast_itn), an API call's sorted by name (payfast_api). What they share is here. */
#ifndef STAGEFY_LINK_PAYFAST_SIGN_H
#define STAGEFY_LINK_PAYFAST_SIGN_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;

struct payfast_field {
	const char *name, *value; /* as they are, not encoded */
};

enum { PAYFAST_SIGN_SIZE = 33 }; /* 32 digits in lower case, NUL */

/* As PHP's urlencode(): A-Z a-z 0-9 - . _ stay, a space is +, every other byte %XX in upper case. */
void payfast_sign_encode(struct buf *b, const char *s);

/* "name=value&name=value", encoded; appended behind what the buffer holds, with a & between. */
void payfast_sign_pair(struct buf *b, const char *name, const char *value);

/* Without the bytes 00 09 0A 0B 0D 20 at both ends, as PHP's trim() has it. */
const char *payfast_sign_trim(struct arena *a, const char *s);

/* The MD5 of text. `passphrase` NULL or blank: none. Else &passphrase=… is signed behind the text. */
void payfast_sign_text(struct arena *a, const char *text, const char *passphrase, char out[PAYFAST_SIGN_SIZE]);

#endif
