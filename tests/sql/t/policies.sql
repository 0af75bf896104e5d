-- SPDX-License-Identifier: Apache-2.0
-- Who may do what: roles × tables × operations, under both visibilities. Rows of alpha, tried by people of alpha.
begin;
set local search_path = public, t;

-- what each may do: r read, c create for oneself, o create for somebody else, w write its own, W write another's
create temp table expected (visibility text, relation text, person text, may text);
insert into expected values
    ('team', 'records', 'alphaviewer', 'r'),   ('owner', 'records', 'alphaviewer', ''),
    ('team', 'records', 'alphaagent', 'rcw'),  ('owner', 'records', 'alphaagent', 'cw'),
    ('team', 'records', 'alphaadmin', 'rcowW'), ('owner', 'records', 'alphaadmin', 'rcowW'),
    ('team', 'records', 'alphaowner', 'rcoW'), ('owner', 'records', 'alphaowner', 'rcoW'),
    ('team', 'records', 'root', 'roW'),        ('owner', 'records', 'root', 'roW'),
    ('team', 'records', 'betaadmin', ''),      ('owner', 'records', 'betaadmin', '');
create temp table attempts (relation text, letter text, sql text);
insert into attempts values
    -- agent2's row stands for "another's"; $me is the caller
    ('properties', 'r', 'select 1 from properties where id = t.id(''palphaagent2'')'),
    ('properties', 'c', 'insert into properties (agency_id, owner_id, address) values (t.id(''alpha''), $me, ''x'')'),
    ('properties', 'o', 'insert into properties (agency_id, owner_id, address) values (t.id(''alpha''), t.id(''alphaagent2''), ''x'')'),
    ('properties', 'w', 'update properties set price = 2 where owner_id = $me'),
    ('properties', 'W', 'update properties set price = 2 where id = t.id(''palphaagent2'')'),
    ('contacts', 'r', 'select 1 from contacts where id = t.id(''calphaagent2'')'),
    ('contacts', 'c', 'insert into contacts (agency_id, owner_id, name) values (t.id(''alpha''), $me, ''x'')'),
    ('contacts', 'o', 'insert into contacts (agency_id, owner_id, name) values (t.id(''alpha''), t.id(''alphaagent2''), ''x'')'),
    ('contacts', 'w', 'update contacts set notes = ''x'' where owner_id = $me'),
    ('contacts', 'W', 'update contacts set notes = ''x'' where id = t.id(''calphaagent2'')'),
    ('contact_emails', 'r', 'select 1 from contact_emails where contact_id = t.id(''calphaagent2'')'),
    ('contact_emails', 'c', 'insert into contact_emails (agency_id, contact_id, email) select t.id(''alpha''), id, ''new@example.com'' from contacts where owner_id = $me'),
    ('contact_emails', 'o', 'insert into contact_emails (agency_id, contact_id, email) values (t.id(''alpha''), t.id(''calphaagent2''), ''o@example.com'')'),
    ('contact_emails', 'w', 'update contact_emails set label = ''x'' where owner_id = $me'),
    ('contact_emails', 'W', 'update contact_emails set label = ''x'' where contact_id = t.id(''calphaagent2'')'),
    ('contact_phones', 'r', 'select 1 from contact_phones where contact_id = t.id(''calphaagent2'')'),
    ('contact_phones', 'c', 'insert into contact_phones (agency_id, contact_id, phone) select t.id(''alpha''), id, ''+35262200'' from contacts where owner_id = $me'),
    ('contact_phones', 'o', 'insert into contact_phones (agency_id, contact_id, phone) values (t.id(''alpha''), t.id(''calphaagent2''), ''+35262200'')'),
    ('contact_phones', 'w', 'update contact_phones set label = ''x'' where owner_id = $me'),
    ('contact_phones', 'W', 'update contact_phones set label = ''x'' where contact_id = t.id(''calphaagent2'')'),
    ('contact_consents', 'r', 'select 1 from contact_consents where contact_id = t.id(''calphaagent2'')'),
    ('contact_consents', 'o', 'insert into contact_consents (agency_id, contact_id, purpose, method) values (t.id(''alpha''), t.id(''calphaagent2''), ''other'', ''paper'')'),
    ('contact_consents', 'w', 'update contact_consents set withdrawn_at = given_at where owner_id = $me'),
    ('contact_consents', 'W', 'update contact_consents set withdrawn_at = given_at where contact_id = t.id(''calphaagent2'')'),
    ('buyer_requests', 'r', 'select 1 from buyer_requests where contact_id = t.id(''calphaagent2'')'),
    ('buyer_requests', 'o', 'insert into buyer_requests (agency_id, contact_id) values (t.id(''alpha''), t.id(''calphaagent2''))'),
    ('buyer_requests', 'w', 'update buyer_requests set active = false where owner_id = $me'),
    ('buyer_requests', 'W', 'update buyer_requests set active = false where contact_id = t.id(''calphaagent2'')'),
    ('tasks', 'r', 'select 1 from tasks where id = t.id(''talphaagent2'')'),
    ('tasks', 'c', 'insert into tasks (agency_id, owner_id, title) values (t.id(''alpha''), $me, ''x'')'),
    ('tasks', 'o', 'insert into tasks (agency_id, owner_id, title) values (t.id(''alpha''), t.id(''alphaagent2''), ''x'')'),
    ('tasks', 'w', 'update tasks set title = ''x'' where owner_id = $me'),
    ('tasks', 'W', 'update tasks set title = ''x'' where id = t.id(''talphaagent2'')'),
    ('visits', 'r', 'select 1 from visits where id = t.id(''zalphaagent2'')'),
    ('visits', 'c', 'insert into visits (agency_id, owner_id, agent_id, property_id, starts_at) select t.id(''alpha''), $me, $me, id, now() from properties limit 1'),
    ('visits', 'o', 'insert into visits (agency_id, owner_id, agent_id, property_id, starts_at) values (t.id(''alpha''), t.id(''alphaagent2''), t.id(''alphaagent2''), t.id(''palphaagent2''), now())'),
    ('visits', 'w', 'update visits set place = ''x'' where owner_id = $me'),
    ('visits', 'W', 'update visits set place = ''x'' where id = t.id(''zalphaagent2'')'),
    ('deals', 'r', 'select 1 from deals where id = t.id(''dalphaagent2'')'),
    ('deals', 'c', 'insert into deals (agency_id, owner_id, title) values (t.id(''alpha''), $me, ''x'')'),
    ('deals', 'o', 'insert into deals (agency_id, owner_id, title) values (t.id(''alpha''), t.id(''alphaagent2''), ''x'')'),
    ('deals', 'w', 'update deals set title = ''x'' where owner_id = $me'),
    ('deals', 'W', 'update deals set title = ''x'' where id = t.id(''dalphaagent2'')'),
    ('deal_parties', 'r', 'select 1 from deal_parties where deal_id = t.id(''dalphaagent2'')'),
    ('deal_parties', 'o', 'insert into deal_parties (agency_id, deal_id, contact_id, part) values (t.id(''alpha''), t.id(''dalphaagent2''), t.id(''calphaagent2''), ''notary'')'),
    ('deal_parties', 'w', 'update deal_parties set share = 50 where owner_id = $me'),
    ('deal_parties', 'W', 'update deal_parties set share = 50 where deal_id = t.id(''dalphaagent2'')'),
    ('activities', 'r', 'select 1 from activities where deal_id = t.id(''dalphaagent2'')'),
    ('activities', 'c', 'insert into activities (agency_id, kind, text, deal_id) select t.id(''alpha''), ''note'', ''x'', id from deals where owner_id = $me'),
    ('leads', 'r', 'select 1 from leads where id = t.id(''lalphaagent2'')'),
    ('leads', 'w', 'update leads set close_reason = null, status = ''closed'' where owner_id = $me'),
    ('leads', 'W', 'update leads set status = ''closed'' where id = t.id(''lalphaagent2'')'),
    ('share_links', 'r', 'select 1 from share_links where id = t.id(''salphaagent2'')'),
    ('share_links', 'w', 'update share_links set title = ''x'' where owner_id = $me'),
    ('share_links', 'W', 'update share_links set title = ''x'' where id = t.id(''salphaagent2'')'),
    ('imports', 'r', 'select 1 from imports where id = t.id(''falphaagent2'')'),
    ('imports', 'w', 'update imports set deleted_at = now() where owner_id = $me'),
    ('imports', 'W', 'update imports set deleted_at = now() where id = t.id(''falphaagent2'')'),
    ('templates', 'r', 'select 1 from templates where id = t.id(''halphaagent2'')'),
    ('templates', 'c', 'insert into templates (agency_id, owner_id, name) values (t.id(''alpha''), $me, ''x'')'),
    ('templates', 'o', 'insert into templates (agency_id, owner_id, name) values (t.id(''alpha''), t.id(''alphaagent2''), ''x'')'),
    ('templates', 'w', 'update templates set name = ''x'' where owner_id = $me'),
    ('templates', 'W', 'update templates set name = ''x'' where id = t.id(''halphaagent2'')'),
    ('projects', 'r', 'select 1 from projects where id = t.id(''jalphaagent2'')'),
    ('projects', 'w', 'update projects set name = ''x'' where owner_id = $me'),
    ('projects', 'W', 'update projects set name = ''x'' where id = t.id(''jalphaagent2'')'),
    ('ai_jobs', 'r', 'select 1 from ai_jobs where id = t.id(''nalphaagent2'')'),
    ('media_items', 'r', 'select 1 from media_items where id = t.id(''ialphaagent2'')'),
    ('media_items', 'w', 'update media_items set note = ''x'' where owner_id = $me'),
    ('media_items', 'W', 'update media_items set note = ''x'' where id = t.id(''ialphaagent2'')');

select start((select count(*)::int from expected e, attempts a where not (a.letter in ('c', 'w') and e.person in ('root', 'betaadmin')))
             - 6 /* the owner has no contact to add an address or a number to, and no deal to write about */);
select t.world();
grant select on expected, attempts to public;

create function pg_temp.probe(p_visibility text, p_person text, p_attempt attempts) returns boolean language plpgsql as $$
declare
    outcome text;
begin
    begin
        execute 'reset role';
        execute 'set local role stagefy_definer';
        update public.agencies set record_visibility = p_visibility where id = t.id('alpha');
        execute 'reset role';
        perform t.come(p_person, case when p_person like 'beta%' then 'beta' else 'alpha' end);
        outcome := t.try(replace(p_attempt.sql, '$me', format('%L::uuid', t.id(p_person))));
        raise exception sqlstate 'TT000';
    exception when sqlstate 'TT000' then
    end;
    return outcome ~ '^[1-9]';
end
$$;

select is(pg_temp.probe(e.visibility, e.person, a), position(a.letter in e.may) > 0,
          format('%s visibility: %s %s %s', e.visibility, e.person,
                 case a.letter when 'r' then 'reads another''s' when 'c' then 'creates its own' when 'o' then 'creates another''s'
                               when 'w' then 'writes its own' else 'writes another''s' end, a.relation))
from expected e, attempts a
where not (a.letter in ('c', 'w') and e.person in ('root', 'betaadmin'))
  and not (a.relation in ('contact_emails', 'contact_phones', 'activities') and a.letter = 'c' and e.person = 'alphaowner')
order by a.relation, a.letter, e.visibility, e.person;
select * from finish();
rollback;
