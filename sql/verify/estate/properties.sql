-- SPDX-License-Identifier: Apache-2.0
select id, agency_id, owner_id, external_ref, reference, title, status, price, currency, sqft, media_count, published_at, version, deleted_at
from public.properties where false;
