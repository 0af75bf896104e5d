-- SPDX-License-Identifier: Apache-2.0
-- Invitations: who makes them, who may look, who may take them.
begin;
set local search_path = public, t;
select start(25);
select t.world();

select t.come('alphaagent', 'alpha');
select is(t.try($$select agency.invite(app.uuid7(), 'a@example.com', 'agent', sha256('a'))$$), 'SF403', 'an agent invites nobody');
select is(t.count('select 1 from invitations'), 0::bigint, 'nor sees who is invited');
select t.come('root', 'alpha');
select is(t.try($$select agency.invite(app.uuid7(), 'a@example.com', 'agent', sha256('a'))$$), 'SF403', 'nor does a platform admin');
select t.come('alphaadmin', 'alpha');
select is(agency.invite(t.id('i1'), 'A@Example.com', 'agent', sha256('a')), app.now() + interval '7 days', 'an admin invites, for seven days');
select is(t.try($$select agency.invite(app.uuid7(), 'b@example.com', 'owner', sha256('b'))$$), 'SF403', 'but no owner');
select is(t.detail($$select agency.invite(app.uuid7(), 'alphaviewer@example.com', 'agent', sha256('c'))$$) ->> 'code', 'not_unique', 'nor a member');
select is(t.try('select token_hash from invitations'), 'denied', 'nobody reads what is kept of a token');
select is((select email::text from invitations where id = t.id('i1')), 'a@example.com', 'the rest an admin reads');
select is((agency.invite(t.id('i2'), 'a@example.com', 'viewer', sha256('a2'))) is not null, true, 'inviting again');
select is((select revoked_at is not null from invitations where id = t.id('i1')), true, 'takes the first invitation back');
select t.come('alphaowner', 'alpha');
select is(t.try($$select agency.invite(app.uuid7(), 'b@example.com', 'owner', sha256('b'))$$), '1', 'an owner invites an owner');

select t.go();
select is((select agency_name || ' ' || role from agency.preview_invitation(sha256('a2'))), 'alpha viewer', 'who holds the token may look');
select is(t.try($$select agency.preview_invitation(sha256('zzz'))$$), 'SF404', 'an unknown token');
select is(t.try($$select agency.preview_invitation(sha256('a'))$$), 'SF410', 'one that was taken back');
select is(t.try($$select agency.accept_invitation(sha256('a2'))$$), 'SF401', 'taking it needs somebody');
select set_config('app.now', (now() + interval '7 days')::text, true);
select is(t.try($$select agency.preview_invitation(sha256('a2'))$$), 'SF410', 'after seven days');
select set_config('app.now', '', true);

select t.come('alphaviewer', 'alpha');
select is(t.try($$select agency.accept_invitation(sha256('a2'))$$), 'SF409', 'a member has nothing to take');
select t.come('betaagent', 'beta');
select is((select agency_id from agency.accept_invitation(sha256('a2'))), t.id('alpha'), 'a person of another agency takes it');
select is(t.try($$select agency.accept_invitation(sha256('a2'))$$), 'SF410', '… once');
select t.come('betaagent');
select is(app.role(), 'viewer', 'and is in, as invited, the next time too');
select t.come('gone');
select is((select role from agency.accept_invitation(sha256('b'))), 'owner', 'who has left comes back');
select t.come('gone', 'alpha');
select is(app.role(), 'owner', '… as invited this time');

-- taking back
select t.come('alphaadmin', 'alpha');
select agency.invite(t.id('i5'), 'e@example.com', 'agent', sha256('e')) is null;
select is(t.try($$update invitations set deleted_at = app.now() where id = t.id('i5')$$), '1', 'an admin deletes an invitation');
select is((select revoked_at is not null from invitations where id = t.id('i5')), true, 'which takes it back');
select is(t.try($$select agency.preview_invitation(sha256('e'))$$), 'SF410', '… indeed');
select * from finish();
rollback;
