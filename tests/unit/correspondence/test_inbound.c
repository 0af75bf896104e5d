/* SPDX-License-Identifier: Apache-2.0 */
#include "correspondence/inbound.h"

#include "../unit.h"

#define TOKEN "0f4c2f0e9d6b4d5c8a7b6c5d4e3f2a1b"
#define OURS "019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e@crm.example"

static void a_conversation_is_found_in_headers(void **state)
{
	static const struct {
		const char *mail, *recipient, *tokens, *ids;
	} mails[] = {
	    {"To: <reply+" TOKEN "@r.example>\r\n\r\n", NULL, "{" TOKEN "}", "{}"},
	    {"To: REPLY+0F4C2F0E9D6B4D5C8A7B6C5D4E3F2A1B@R.EXAMPLE\r\n\r\n", NULL, "{" TOKEN "}", "{}"},
	    {"To: x\r\nReferences: <a@b.example> <" OURS ">\r\n\r\n", NULL, "{}", "{" OURS "}"},
	    /* the recipient that the server tells goes before headers, which anybody writes */
	    {"To: <reply+" TOKEN "@r.example>\r\n\r\n", "someone@r.example", "{}", "{}"},
	    {"To: x\r\n\r\n", "reply+" TOKEN "@r.example", "{" TOKEN "}", "{}"},
	    /* the body names nobody */
	    {"To: x\n\nreply+" TOKEN "@r.example <" OURS ">", NULL, "{}", "{}"},
	    {"To: reply+" TOKEN "a@r.example, reply+0f@r.example, reply+" TOKEN, NULL, "{}", "{}"},
	    {"In-Reply-To: <019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4e@x,y>\r\nX: <019aa0c4-7d80-7b6a-9d0e-4f6a1c2b3d4", NULL, "{}", "{}"},
	    {"", NULL, "{}", "{}"},
	};
	struct unit *u = *state;
	for (size_t i = 0; i < COUNT(mails); i++) {
		const char *tokens, *ids;
		inbound_find(u->arena, mails[i].mail, strlen(mails[i].mail), mails[i].recipient, &tokens, &ids);
		assert_string_equal(tokens, mails[i].tokens);
		assert_string_equal(ids, mails[i].ids);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {UNIT(a_conversation_is_found_in_headers)};
	return UNIT_RUN(tests);
}
