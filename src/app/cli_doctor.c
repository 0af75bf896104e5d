/* SPDX-License-Identifier: Apache-2.0 */
/* `stagefy doctor`: looks at everything that requests stand on, and says what to do about what is not well. Its exit status is
 * 1 when something has failed; warnings are none. */
#include <stdio.h>

#include "app/cli.h"
#include "app/cli_site.h"
#include "app/doctor.h"
#include "base/arena.h"
#include "base/json_out.h"
#include "base/log.h"

static const char *const words[] = {[DOCTOR_OK] = "ok", [DOCTOR_WARNING] = "warning", [DOCTOR_FAILED] = "failed"};

static void print(const struct doctor *d)
{
	for (const struct doctor_finding *f = d->first; f != NULL; f = f->next)
		printf("%-8s %-12s %s%s%s\n", words[f->verdict], f->part, f->saw, f->advice != NULL ? ". " : "", f->advice != NULL ? f->advice : "");
}

static void print_json(const struct doctor *d, enum doctor_verdict worst)
{
	enum { ROOM = 4096 };
	struct buf b;
	buf_init(&b, d->arena, ROOM);
	struct json_out o = json_out(&b);
	json_out_open(&o, '{');
	json_out_member(&o, "result", words[worst]);
	json_out_name(&o, "findings");
	json_out_open(&o, '[');
	for (const struct doctor_finding *f = d->first; f != NULL; f = f->next) {
		json_out_open(&o, '{');
		json_out_member(&o, "verdict", words[f->verdict]);
		json_out_member(&o, "part", f->part);
		json_out_member(&o, "saw", f->saw);
		json_out_member(&o, "advice", f->advice);
		json_out_close(&o, '}');
	}
	json_out_close(&o, ']');
	json_out_close(&o, '}');
	puts(buf_text(&b));
}

int cli_doctor(struct cli *cli, int argc, char **argv)
{
	bool json = false;
	enum doctor_verdict worst = DOCTOR_OK;
	struct doctor d = {.arena = cli->arena, .conf = &cli->conf, .datadir = cli->datadir};
	if (cli_site(cli, argc, argv, &d.site, &json) < 0)
		return CLI_USAGE;
	/* what goes wrong is a finding, and no line of the log besides */
	log_set_level((enum log_level)(LOG_ERROR + 1));
	doctor_database(&d);
	doctor_storage(&d);
	doctor_issuers(&d);
	doctor_payfast(&d);
	doctor_ai(&d);
	doctor_machine(&d);
	for (const struct doctor_finding *f = d.first; f != NULL; f = f->next)
		worst = f->verdict > worst ? f->verdict : worst;
	if (json)
		print_json(&d, worst);
	else
		print(&d);
	return worst == DOCTOR_FAILED ? CLI_FAILED : CLI_DONE;
}
