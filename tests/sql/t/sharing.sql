-- SPDX-License-Identifier: Apache-2.0
-- Shared pages: who makes them, what a stranger with the link sees, and what comes of an enquiry.
begin;
set local search_path = public, t;
select start(31);
select t.world();
create function pg_temp.hash(p_word text) returns bytea language sql as $$ select sha256(p_word::bytea) $$;
create function pg_temp.make(p_word text, p_properties uuid[], p_address boolean default true, p_until timestamptz default null) returns void language sql as $$
    select estate.make_share_link(t.id(p_word), sha256(p_word::bytea), p_properties, 'For Emma', 'As promised.', p_address, p_until)
$$;
create function pg_temp.ask(p_word text, p_property uuid default null, p_email text default 'emma@example.com') returns void language sql as $$
    select estate.enquire_share(sha256(p_word::bytea), app.uuid7(), p_property, 'Emma', p_email, null, null, 'Saturday?', true)
$$;
grant execute on function pg_temp.hash(text), pg_temp.make(text, uuid[], boolean, timestamptz), pg_temp.ask(text, uuid, text) to public;
set local role stagefy_definer;
update media_items set variants = 1 where agency_id in (t.id('alpha'), t.id('beta'));
insert into media_items (agency_id, owner_id, type, file_name, storage_key, provider, content_type, size, property_id, position, status, review, variants) values
    (t.id('alpha'), t.id('alphaagent'), 'image', 'n', 'rejected', 'local', 'image/jpeg', 1, t.id('palphaagent'), 2, 'ready', 'rejected', 1),
    (t.id('alpha'), t.id('alphaagent'), 'image', 'n', 'no variants', 'local', 'image/jpeg', 1, t.id('palphaagent'), 3, 'ready', 'pending', null),
    (t.id('alpha'), t.id('alphaagent'), 'document', 'n', 'a document', 'local', 'application/pdf', 1, t.id('palphaagent'), 4, 'ready', 'pending', 1);
reset role;

-- making
select t.come('alphaagent', 'alpha');
select lives_ok($$select pg_temp.make('link', array[t.id('palphaagent2'), t.id('palphaagent')])$$, 'an agent shares what they may read');
select results_eq($$select owner_id, expires_at, shows_address from share_links where id = t.id('link')$$, $$values (t.id('alphaagent'), app.now() + interval '30 days', true)$$, 'for 30 days');
select is(t.detail($$select pg_temp.make('x', array[t.id('palphaagent'), t.id('pbetaagent')])$$) ->> 'pointer', '/property_ids/1', 'another agency''s property is none');
select is(t.detail($$select pg_temp.make('x', array[t.id('palphaagent'), t.id('palphaagent')])$$) ->> 'pointer', '/property_ids/1', 'and each stands there once');
select is(t.detail($$select pg_temp.make('x', array[t.id('palphaagent')], true, now() - interval '1 second')$$) ->> 'pointer', '/expires_at', 'not into the past');
select is(t.try($$select token_hash from share_links$$), 'denied', 'nobody reads what opens it');
select is(t.try($$insert into share_links (property_ids, token_hash) values (array[t.id('palphaagent')], pg_temp.hash('x'))$$), 'denied', 'and there is one way to make one');
select pg_temp.make('without', array[t.id('palphaagent')], false);

-- looking: a worker that has admitted nobody
select t.go();
select results_eq($$select agency_name, from_name, message from estate.open_share(pg_temp.hash('link'), '192.0.2.7', 'browser')$$, $$values ('alpha', 'Alpha Agent', 'As promised.')$$, 'a stranger sees from whom it is');
select is((select array_agg(id) from estate.shared_properties(pg_temp.hash('link'))), array[t.id('palphaagent2'), t.id('palphaagent')], 'the properties, in their order');
select is((select array_agg(file) from estate.shared_photos(pg_temp.hash('link'))), array['local alpha/agent2', 'local alpha/agent'], 'their photos that can be shown, and nothing else of them');
select is((select address from estate.shared_properties(pg_temp.hash('without'))), null, 'no address where it is not to be shown');
select is(t.count('select 1 from properties') + t.count('select 1 from share_links') + t.count('select 1 from leads'), 0::bigint, 'and in tables a stranger sees nothing');
select is(t.try($$select estate.open_share(pg_temp.hash('guess'), null, null)$$), 'SF410', 'an unknown token opens nothing');
select is(t.try($$select estate.shared_properties(pg_temp.hash('guess'))$$), 'SF410', '… no properties');
select is(t.try($$select estate.shared_photos(pg_temp.hash('guess'))$$), 'SF410', '… no photos');
select is(t.try($$select pg_temp.ask('guess')$$), 'SF410', '… and asks for nothing');

-- counting
select estate.open_share(pg_temp.hash('link'), '192.0.2.7', 'browser');
select estate.open_share(pg_temp.hash('link'), '192.0.2.8', 'browser');
select set_config('app.now', (now() + interval '1 hour')::text, true);
select estate.open_share(pg_temp.hash('link'), '192.0.2.7', 'browser');
select set_config('app.now', '', true);
select t.come('alphaagent2', 'alpha');
select results_eq($$select visitors, views, properties from estate.property_share_links(t.id('palphaagent')) where id = t.id('link')$$, $$values (2::bigint, 3::bigint, 2)$$, 'each visitor is counted once an hour');
select t.come('betaowner', 'beta');
select is(t.count($$select * from estate.property_share_links(t.id('palphaagent'))$$), 0::bigint, 'for the agency alone');

-- asking
select t.go();
select lives_ok($$select pg_temp.ask('link', t.id('palphaagent'))$$, 'a stranger asks');
select is(t.detail($$select pg_temp.ask('link', t.id('palphaadmin'))$$), '{"code": "not_found", "pointer": "/property_id"}', 'about what is shown alone');
select is(t.detail($$select pg_temp.ask('link', null, null)$$), '{"code": "required", "pointer": "/email"}', 'and can be answered');
reset role;
select results_eq($$select name, source, owner_id, property_id, wants_visit, status::text, (select c.name from contacts c where c.id = leads.contact_id) from leads where share_link_id = t.id('link')$$,
                  $$values ('Emma', 'share', t.id('alphaagent'), t.id('palphaagent'), true, 'new', 'Emma')$$, 'it is a lead, with its contact');
select t.go();
select is(t.try($$select pg_temp.ask('without')$$), '1', 'of one property it is about that');
reset role;
select is((select property_id from leads where share_link_id = t.id('without')), t.id('palphaagent'), '… without saying so');
update leads set share_link_id = t.id('link') where agency_id = t.id('alpha') and share_link_id is null;
insert into leads (agency_id, owner_id, name, share_link_id) select t.id('alpha'), t.id('alphaagent'), 'x', t.id('link') from generate_series(1, 16) i;
select t.go();
select is(t.try($$select pg_temp.ask('link')$$), 'SF429', 'twenty within an hour are enough');

-- ending
select t.come('alphaagent2', 'alpha');
select is(t.try($$update share_links set deleted_at = app.now() where id = t.id('link')$$), '0', 'a colleague does not revoke it');
select t.come('alphaagent', 'alpha');
select is(t.try($$update share_links set deleted_at = app.now() where id = t.id('link')$$), '1', 'whoever shared it does');
select t.go();
select is(t.try($$select estate.open_share(pg_temp.hash('link'), null, null)$$), 'SF410', 'and it opens nothing any more');
select set_config('app.now', (now() + interval '31 days')::text, true);
select is(t.try($$select estate.open_share(pg_temp.hash('without'), null, null)$$), 'SF410', 'nor does one whose time is over');
select set_config('app.now', '', true);
reset role;
update properties set deleted_at = now() where id = t.id('palphaagent');
select t.go();
select is(t.count($$select * from estate.shared_properties(pg_temp.hash('without'))$$), 0::bigint, 'a deleted property is shown no more');

-- where records are their owners'
reset role;
set local role stagefy_definer;
update agencies set record_visibility = 'owner' where id = t.id('alpha');
reset role;
select t.come('alphaagent', 'alpha');
select is(t.detail($$select pg_temp.make('x', array[t.id('palphaagent2')])$$) ->> 'pointer', '/property_ids/0', 'a colleague''s property is not one''s own to share');
select * from finish();
rollback;
