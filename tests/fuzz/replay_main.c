/* SPDX-License-Identifier: Apache-2.0 */
/* Where libFuzzer is not: a target over the files and folders named, or over its own corpus. Each input lies
 * in memory of exactly its size, so that a sanitizer sees each byte too far. */
#include "fuzz.h"

#include <dirent.h>
#include <sys/stat.h>

static unsigned count;

static void run_file(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		MUST(!"a readable file");
	long n = ftell(f);
	MUST(n >= 0);
	rewind(f);
	uint8_t *bytes = malloc(n > 0 ? (size_t)n : 1);
	MUST(bytes != NULL && fread(bytes, 1, (size_t)n, f) == (size_t)n);
	fclose(f);
	LLVMFuzzerTestOneInput(bytes, (size_t)n);
	free(bytes);
	count++;
}

static void run(const char *path)
{
	struct stat s;
	if (stat(path, &s) < 0) {
		fprintf(stderr, "%s is not there\n", path);
		exit(1);
	}
	if (!S_ISDIR(s.st_mode)) {
		run_file(path);
		return;
	}
	struct dirent **names;
	int n = scandir(path, &names, NULL, alphasort);
	MUST(n >= 0);
	for (int i = 0; i < n; i++) {
		char inner[4096];
		snprintf(inner, sizeof inner, "%s/%s", path, names[i]->d_name);
		if (names[i]->d_name[0] != '.')
			run_file(inner);
		free(names[i]);
	}
	free(names);
}

int main(int argc, char **argv)
{
	char own[4096];
	const char *name = strstr(argv[0], "fuzz_"), *last = name;
	while (last != NULL && (last = strstr(last + 1, "fuzz_")) != NULL)
		name = last;
	if (argc == 1 && name != NULL && getenv("VECTORS") != NULL) {
		snprintf(own, sizeof own, "%s/../fuzz/corpus/%s", getenv("VECTORS"), name + strlen("fuzz_"));
		run(own);
	}
	for (int i = 1; i < argc; i++)
		run(argv[i]);
	printf("%u inputs\n", count);
	return count == 0;
}
