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

#endif
