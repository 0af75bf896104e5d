/* SPDX-License-Identifier: Apache-2.0 */
#ifndef STAGEFY_MEDIA_ZONE_H
#define STAGEFY_MEDIA_ZONE_H

/* The time zone if the system knows it by that name, else "UTC": an agency may have written any name that
 * has the form of one, and Postgres refuses what it does not know. */
const char *zone_or_utc(const char *name);

#endif
