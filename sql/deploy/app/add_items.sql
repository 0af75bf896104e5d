-- SPDX-License-Identifier: Apache-2.0
-- A list that is added to holds no more than one that is written.
begin;

-- Contract: p_items, and behind them those of p_more that it lacks. Raises SF422 too_many at p_field when it would grow beyond p_most.
create function app.add_items(p_field text, p_items text[], p_more text[], p_most int) returns text[]
language plpgsql stable as $$
declare
    lacking text[] := array(select i from unnest(p_more) with ordinality l (i, n) where i <> all (p_items) order by n);
begin
    if lacking <> '{}' and cardinality(p_items) + cardinality(lacking) > p_most then
        perform app.fail('SF422', format('must have at most %s items', p_most),
                         jsonb_build_object('pointer', '/' || p_field, 'code', 'too_many', 'params', jsonb_build_object('max', p_most)));
    end if;
    return p_items || lacking;
end
$$;
grant execute on function app.add_items(text, text[], text[], int) to stagefy_api;

commit;
