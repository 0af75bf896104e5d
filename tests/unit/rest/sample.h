/* SPDX-License-Identifier: Apache-2.0 */
/* Resources that have a field of every type, for tests of the engine. */
#ifndef STAGEFY_TESTS_REST_SAMPLE_H
#define STAGEFY_TESTS_REST_SAMPLE_H

#include "rest/resource.h"

extern const struct resource sample_things, sample_people, sample_countries;

/* Registers them, once in a process. */
void sample_register(void);

#endif
