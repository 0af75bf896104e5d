/* SPDX-License-Identifier: Apache-2.0 */
/* What a program that opens a stranger's picture may take of the machine, and ask of the kernel. */
#ifndef STAGEFY_IMAGE_CAGE_H
#define STAGEFY_IMAGE_CAGE_H

struct problem;

struct cage_size {
	unsigned memory_mb, cpu_s, file_mb, files;
};

/* Before anything else: memory, processor time, sizes and numbers of files. */
int cage_limit(const struct cage_size *most, struct problem *p);

/* Once all libraries are loaded, and before the first byte is read: from here on no file can be opened and no socket made,
 * no program started, nothing that was written be run. What is open stays so. */
int cage_close(struct problem *p);

/* Becomes the program that is open on `fd`. It can do what is left behind cage_close(), and read files, which its libraries are; it
 * can become no other: `fd` closes (O_CLOEXEC), and lies beyond what cage_limit() lets be opened. Returns only when it failed. */
int cage_become(int fd, char *const argv[]);

#endif
