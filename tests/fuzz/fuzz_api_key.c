/* SPDX-License-Identifier: Apache-2.0 */
/* The text of an API key. */
#include "fuzz.h"

#include "auth/api_key.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct api_key key, again;
	if (api_key_read((const char *)data, size, &key) != API_KEY_OK)
		return 0;
	MUST(size == API_KEY_LENGTH && memcmp(key.text, data, size) == 0);
	MUST(strlen(key.prefix) == API_KEY_PREFIX && memcmp(key.prefix, data, API_KEY_PREFIX) == 0);
	/* the checksum sees every letter */
	for (size_t i = 9; i < API_KEY_LENGTH; i++) {
		char other[API_KEY_LENGTH];
		memcpy(other, data, size);
		other[i] = other[i] == 'a' ? 'b' : 'a';
		MUST(api_key_read(other, size, &again) != API_KEY_OK);
	}
	return 0;
}
