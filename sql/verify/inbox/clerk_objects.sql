-- SPDX-License-Identifier: Apache-2.0
select issuer, kind, id, org_id, user_id, facts, ours, updated_at, told_at, deleted_at, settled, applied_role, our_role, our_id, switched_off, erase_at
from internal.clerk_objects where false;
