-- SPDX-License-Identifier: Apache-2.0
-- Errors that the worker passes on: SQLSTATE class SF + HTTP status, a short text, and a JSON object for the client.
begin;

-- Never returns. p_code is SF400, SF401, SF403, SF404, SF409, SF410, SF412, SF422 or SF429; p_detail reaches the client
-- as it is, so it must hold nothing of another tenant.
create function app.fail(p_code text, p_message text, p_detail jsonb default '{}') returns void
language plpgsql stable as $$
begin
    raise exception using errcode = p_code, message = p_message, detail = p_detail::text;
end
$$;

grant execute on function app.fail(text, text, jsonb) to stagefy_definer, stagefy_api, stagefy_jobs;

commit;
