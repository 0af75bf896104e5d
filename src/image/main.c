/* SPDX-License-Identifier: Apache-2.0 */
/* stagefy-image <PICTURE 3>THUMBNAIL 4>SCREEN 5>COVER: opens one picture of a stranger, once its header is found good and all
 * that it does not need is taken from this process. What it is given and answers is in media/variants.h. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "base/json_out.h"
#include "base/problem.h"
#include "image/cage.h"
#include "image/opening.h"
#include "image/picture.h"
#include "media/probe.h"
#include "media/types.h"

/* A 60 megapixel picture that cannot be read line by line takes about half of the memory; half of that again is libraries. A
 * picture of a phone takes less than a second. */
static const struct cage_size most = {.memory_mb = 1536, .cpu_s = 20, .file_mb = 16, .files = 64};

static void write_size(struct json_out *o, const struct picture_size *size)
{
	json_out_member_int(o, "width", size->width);
	json_out_member_int(o, "height", size->height);
}

/* A variant that cannot be written is nobody's fault but the machine's: `p`. */
static int write_variant(struct arena *a, struct json_out *o, const struct picture *picture, int i, struct picture_fault *fault,
			 struct problem *p)
{
	struct picture_size size;
	struct buf webp;
	buf_init(&webp, a, 64 << 10);
	if (picture_variant(picture, &variants[i], &webp, &size, fault) < 0)
		return -1;
	if (file_write(VARIANTS_FD + i, webp.data, webp.size) < 0)
		return problem_set(p, PROBLEM_INTERNAL, "descriptor %d: %s", VARIANTS_FD + i, strerror(errno));
	json_out_name(o, variants[i].name);
	json_out_open(o, '{');
	write_size(o, &size);
	json_out_member_int(o, "size", (int64_t)webp.size);
	json_out_close(o, '}');
	return 0;
}

static int write_all(struct arena *a, struct buf *b, struct picture_fault *fault, struct problem *p)
{
	struct buf placeholder;
	struct json_out o = json_out(b);
	struct picture *picture = picture_open(a, fault);
	buf_init(&placeholder, a, 256);
	if (picture == NULL || picture_placeholder(picture, &placeholder, fault) < 0)
		return -1;
	struct picture_size size = picture_size(picture);
	json_out_open(&o, '{');
	write_size(&o, &size);
	json_out_member(&o, "placeholder", buf_text(&placeholder));
	json_out_name(&o, "variants");
	json_out_open(&o, '{');
	for (int i = 0; i < VARIANT_COUNT; i++)
		if (write_variant(a, &o, picture, i, fault, p) < 0)
			return -1;
	json_out_close(&o, '}');
	json_out_close(&o, '}');
	return 0;
}

static void refuse(struct buf *b, const struct picture_fault *fault)
{
	struct json_out o = json_out(b);
	b->size = 0;
	json_out_open(&o, '{');
	json_out_member(&o, "rejected", variants_rejection(fault->rejection));
	json_out_member(&o, "detail", fault->detail);
	json_out_close(&o, '}');
}

/* -1: `p` says why nothing can be said of the picture. */
static int run(struct arena *a, const char *program, struct buf *out, struct problem *p)
{
	struct picture_fault fault = {0};
	struct probe probe = {0};
	if (cage_limit(&most, p) < 0)
		return -1;
	int rc = opening_look(a, 0, &probe, &fault, p);
	if (rc == 0 && (probe.type == NULL || opening_start(program, &probe.type->content_type, 1, p) < 0 || cage_close(p) < 0))
		return -1;
	if (rc == 0)
		rc = write_all(a, out, &fault, p);
	if (p->code != PROBLEM_NONE)
		return -1;
	if (rc < 0)
		refuse(out, &fault);
	return 0;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new(64 << 10);
	struct problem p;
	struct buf out;
	problem_init(&p, a);
	buf_init(&out, a, 1024);
	if (run(a, argc > 0 ? argv[0] : "stagefy-image", &out, &p) < 0) {
		fprintf(stderr, "stagefy-image: %s\n", p.detail);
		return 1;
	}
	buf_put(&out, '\n');
	return file_write(1, out.data, out.size) < 0;
}
