-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, storage_key, final_key, expires_at, media_id from internal.uploads where false;
