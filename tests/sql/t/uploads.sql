-- SPDX-License-Identifier: Apache-2.0
-- presign, pending, commit.
begin;
set local search_path = public, t;
select start(33);
select t.world();
create function t.presign(p_word text, p_property uuid default null, p_contact uuid default null, p_purpose text default null) returns text language sql as $$
    select t.try(format('select media.presign_upload(%L, %L, %L, null, %L, 900)',
        jsonb_build_array(jsonb_build_object('id', t.id(p_word), 'storage_key', 'pending/' || p_word, 'final_key', 'final/' || p_word,
            'file_name', 'a.jpg', 'content_type', 'image/jpeg', 'size', 10)), p_property, p_contact, p_purpose))
$$;
create function t.commit(p_word text, p_type text default 'image/jpeg') returns text language plpgsql as $$
begin
    return media.commit_upload('pending/' || p_word, 'local', p_type, 10, repeat('a', 64), 600, 400, 'ready', 'n', '{x}', null);
exception when others then return sqlstate;
end
$$;
grant execute on function t.presign(text, uuid, uuid, text), t.commit(text, text) to public;

select t.come('alphaviewer', 'alpha');
select is(t.presign('v'), 'SF403', 'a viewer uploads nothing');
select t.come('alphaagent', 'alpha');
select is(t.presign('a', t.id('palphaagent')), '1', 'an agent uploads to its property');
select is(t.presign('b', t.id('palphaadmin')), 'SF403', 'not to another''s');
select is(t.presign('b', t.id('pbetaagent')), 'SF422', 'nor to one of another agency');
select is(t.detail($$select media.presign_upload('[]', null, t.id('cbetaagent'), null, null, 1)$$) ->> 'pointer', '/contact_id', '… which is named');
select is(t.presign('b', t.id('palphaagent'), t.id('calphaagent')), 'SF422', 'a file belongs to one thing');
select is(t.presign('lib'), '1', 'or to the agency');
select is(t.presign('logo', p_purpose => 'logo'), 'SF403', 'the logo is not an agent''s');
select is(t.presign('tpl', p_purpose => 'template'), '1', 'a template is');
select results_eq($$select storage_key, media_id from media.pending('{pending/a,pending/none}')$$, $$values ('pending/a', null::uuid)$$, 'what is pending is known');
select is(t.commit('a'), t.id('a')::text, 'committing makes the media item');
select results_eq($$select type::text, storage_key, owner_id, property_id, position, width, tags, status::text, version from media_items where id = t.id('a')$$,
                  $$values ('image', 'final/a', t.id('alphaagent'), t.id('palphaagent'), 2, 600, array['x'], 'ready', 1)$$, '… as it was found');
select is(t.commit('a'), t.id('a')::text, 'committing again answers the same');
select is(t.count($$select 1 from media_items where storage_key = 'final/a'$$), 1::bigint, '… and makes no second one');
select is((select media_count from properties where id = t.id('palphaagent')), 2, '… nor counts it twice');
select is((select media_id from media.pending('{pending/a}')), t.id('a'), 'a committed key says so');
select is(t.commit('none'), 'SF404', 'an unknown key');
select t.commit('lib', 'application/pdf'), t.commit('tpl');
select is((select array_agg(type::text || coalesce(position::text, '') order by type) from media_items where id in (t.id('lib'), t.id('tpl'))), array['document', 'template'], 'the type follows content and purpose');

select t.presign('late'), t.presign('hers', t.id('palphaagent'));
select t.come('alphaagent2', 'alpha');
select is(t.commit('late'), 'SF404', 'nobody commits another''s upload');
select t.come('alphaadmin', 'alpha');
select is(t.presign('his', t.id('palphaagent')), '1', 'an admin uploads to anybody''s property');
select t.commit('his');
select is((select owner_id from media_items where id = t.id('his')), t.id('alphaagent'), 'and the photo is the property owner''s');
select is(t.presign('logo', p_purpose => 'logo'), '1', 'the logo is an admin''s');
select t.commit('logo');
select is((select logo_media_id from agencies), t.id('logo'), '… and becomes the agency''s');
update properties set owner_id = t.id('alphaagent2') where id = t.id('palphaagent');
select is((select array_agg(distinct owner_id) from media_items where property_id = t.id('palphaagent')), array[t.id('alphaagent2')], 'photos go over with their property');
select t.come('alphaagent', 'alpha');
select is(t.commit('hers'), 'SF403', 'who lost the property meanwhile commits nothing to it');
select set_config('app.now', (now() + interval '2 hours')::text, true);
select is(t.commit('late'), 'SF404', 'an expired key');
select is((select media_id from media.pending('{pending/a,pending/late}')), t.id('a'), '… unless it was committed in time');
reset role;
select is((select array_agg(storage_key order by storage_key) from media.expired_uploads(10)), array['pending/hers', 'pending/late'], 'what was never committed is told');
select is(media.forget_uploads('{pending/late,pending/a}'), 1::bigint, 'and forgotten, committed ones never');

-- really deleted, by whoever: the file is noted, and forgotten once the store has let go of it
set local role stagefy_definer;
update media_items set provider = 'vercel_blob' where id = t.id('his');
delete from media_items where id in (t.id('lib'), t.id('tpl'), t.id('his'));
reset role;
select is((select array_agg(k order by k) from media.orphaned_files('{local,s3}', 10) k where k like 'final/%'), array['final/lib', 'final/tpl'], 'files of deleted items are noted, but for those that are no files of ours');
select is((select array_agg(k) from media.orphaned_files('{s3}', 10) k), null, '… each with the store that has it');
select is(media.forget_files('{final/lib,final/none}'), 1::bigint, 'and forgotten when they are gone');
select is((select array_agg(k) from media.orphaned_files('{local}', 10) k where k like 'final/%'), array['final/tpl'], '… the others not');
select * from finish();
rollback;
