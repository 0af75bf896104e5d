/* SPDX-License-Identifier: Apache-2.0 */
/* What a program that opens a stranger's picture may take of the machine, and ask of the kernel. */
#ifndef STAGEFY_IMAGE_CAGE_H
#define STAGEFY_IMAGE_CAGE_H

/* A 60 megapixel picture that cannot be read line by line takes about half of the memory; half of that again is
 * libraries. A picture of a phone takes less than a second. */
enum { CAGE_MEMORY_MB = 1536, CAGE_CPU_S = 20, CAGE_FILE_MB = 16, CAGE_FILES = 64 };

struct problem;

/* Before anything else: memory, processor time, sizes and numbers of files. */
int cage_limit(struct problem *p);

/* Once all libraries are loaded, and before the first byte is read: from here on no file can be opened and no socket made,
 * no program started, nothing that was written be run. What is open stays so. */
int cage_close(struct problem *p);

#endif
