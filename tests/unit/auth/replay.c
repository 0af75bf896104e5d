/* SPDX-License-Identifier: Apache-2.0 */
/* A fuzz target over its corpus, once: what was found stays fixed. CORPUS names the folder. */
#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(const char *path)
{
	enum { MOST = 1 << 20 };
	uint8_t *bytes = malloc(MOST);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_non_null(bytes);
	assert_true(fd >= 0);
	ssize_t n = read(fd, bytes, MOST);
	assert_true(n >= 0);
	close(fd);
	/* a copy of exactly that size: a sanitizer sees each byte too far */
	uint8_t *exact = malloc(n > 0 ? (size_t)n : 1);
	assert_non_null(exact);
	for (ssize_t i = 0; i < n; i++)
		exact[i] = bytes[i];
	assert_int_equal(LLVMFuzzerTestOneInput(exact, (size_t)n), 0);
	free(exact);
	free(bytes);
}

static void test_corpus(void **state)
{
	(void)state;
	char folder[2048], path[4096];
	unsigned count = 0;
	const struct dirent *e;
	snprintf(folder, sizeof folder, "%s/../fuzz/corpus/" CORPUS, getenv("VECTORS"));
	DIR *d = opendir(folder);
	assert_non_null(d);
	while ((e = readdir(d)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		run(path);
		count++;
	}
	closedir(d);
	assert_true(count > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_corpus)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
