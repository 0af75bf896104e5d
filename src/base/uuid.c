/* SPDX-License-Identifier: Apache-2.0 */
#include "base/uuid.h"

#include <stdint.h>

#include "base/clock.h"
#include "base/digest.h"

static void format(const uint8_t b[16], char out[UUID_TEXT_SIZE])
{
	static const char hex[] = "0123456789abcdef";
	char *p = out;
	for (int i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = hex[b[i] >> 4];
		*p++ = hex[b[i] & 15];
	}
	*p = '\0';
}

void uuid_v7(char out[UUID_TEXT_SIZE])
{
	static _Thread_local uint64_t last_ms;
	static _Thread_local uint16_t counter; /* 12 bits, RFC 9562 section 6.2 method 1 */
	uint8_t b[16];
	digest_random(b + 6, 10);
	uint64_t ms = (uint64_t)(clock_wall_us() / 1000);
	if (ms > last_ms) {
		last_ms = ms;
		/* the top bit starts at zero: room to count within a millisecond */
		counter = (uint16_t)(((b[6] & 0x07) << 8) | b[7]);
	} else if (++counter > 0x0fff) {
		counter = 0;
		last_ms++;
	}
	for (int i = 0; i < 6; i++)
		b[i] = (uint8_t)(last_ms >> (40 - 8 * i));
	b[6] = (uint8_t)(0x70 | (counter >> 8));
	b[7] = (uint8_t)counter;
	b[8] = (uint8_t)(0x80 | (b[8] & 0x3f));
	format(b, out);
}

bool uuid_valid(const char *s, size_t n)
{
	if (n != 36)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s[i];
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
		if (dash ? c != '-' : !hex)
			return false;
	}
	return true;
}
