/* SPDX-License-Identifier: Apache-2.0 */
/* S3-compatible stores: R2, Supabase Storage, Swift and others. Path-style addresses under
 * S3_ENDPOINT, whose own path is kept in front of the bucket. Signed with link/sigv4.h; a write address
 * covers host, content type and content length and has no checksum parameter (R2 refuses those). */
#ifndef STAGEFY_LINK_S3_H
#define STAGEFY_LINK_S3_H

#include "link/storage_provider.h"

extern const struct storage_provider s3_provider;

#endif
