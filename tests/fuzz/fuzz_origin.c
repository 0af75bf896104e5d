/* SPDX-License-Identifier: Apache-2.0 */
/* The origin of a web page. */
#include "fuzz.h"

#include "base/origin.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *s = (const char *)data;
	char other[ORIGIN_LONGEST + 1];
	if (!origin_valid(s, size))
		return 0;
	MUST(size <= ORIGIN_LONGEST && (memcmp(s, "https://", 8) == 0 || memcmp(s, "http://", 7) == 0));
	/* it becomes the value of a header field, and stands among others in an array literal */
	for (size_t i = 0; i < size; i++)
		MUST(s[i] > ' ' && s[i] <= 'z' && strchr("\",;{}\\*@?#%_<>ABCDEFGHIJKLMNOPQRSTUVWXYZ", s[i]) == NULL);
	MUST(memchr(s + 8, '/', size - 8) == NULL);
	/* only one way to write it */
	memcpy(other, s, size);
	other[size] = '/';
	MUST(!origin_valid(other, size + 1));
	return 0;
}
