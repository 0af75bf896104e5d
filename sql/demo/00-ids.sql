-- SPDX-License-Identifier: Apache-2.0
-- Ids of demo rows follow from their number, so that loading again finds them; 90-ids.sql takes the function away again.
-- kind: a agency, u user, m membership, c contact, p property, t task, d deal, y party, f number, e address, s consent, b request, w mail,
-- n notification, o activity, l lead, r rule for leads, v visit, q view, h text for mails, i conversation, g message, j activity of one,
-- k import, x share
create or replace function internal.demo_id(kind text, n int) returns uuid language sql immutable as $$
    select ('019a0000-' || lpad(to_hex(ascii(kind)), 4, '0') || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid
$$;
grant execute on function internal.demo_id(text, int) to stagefy_definer;
