/* SPDX-License-Identifier: Apache-2.0 */
/* Everything is found out on a small copy (tone_plan) and then done to each row of the picture (tone_row). Light is
 * changed by a gain that is the same for all three channels, so hues stay; the gain follows the brightness of the
 * neighbourhood, within its edges, so contrast within a neighbourhood stays too, and there are no halos. */
#include "image/tone.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "image/balance.h"
#include "image/opening.h"
#include "image/pixels.h"
#include "image/plane.h"
#include "image/tone_sharpen.h"

enum { SMALL_SIDE = 512, STEPS = 1024 };

/* At most: of white balance, of the white point, of the lift of shadows; of what both may come to, and of what is added
 * to the white point. */
static const float cast_most = 0.10F, stretch_most = 1.6F, lift_most = 2.8F, gain_most = 2.6F, boost_most = 1.5F;

/* What a room looks well with: its mean, without windows, and its brightest. */
static const float wanted_mean = 0.62F, wanted_white = 0.96F;

struct tone {
	float balance[3][256];
	float black, white;    /* what becomes black, and what almost white */
	float scale;	       /* by which that is brought there */
	float gain[STEPS + 1]; /* by the brightness of the neighbourhood */
	struct guide neighbourhood;
	float detail, saturation; /* added to 1 */
};

/* ---- the plan */

/* Shadows are lifted most at a third; black and white stay. */
static float lifted(float x, float lift)
{
	return x * (1 + lift * (1 - x) * (1 - x) * x / (x + 0.03F));
}

static float at_level(const float table[256], float v)
{
	float place = v * 255;
	int i = (int)place;
	return i >= 255 ? table[255] : table[i] + (place - (float)i) * (table[i + 1] - table[i]);
}

/* Black and white point, as a gain. Black is approached and not cut off; from the white point on all is led to 1, so
 * that what is clipped stays as it is and nothing new is. */
static float stretch_gain(const struct tone *t, float luma, float high)
{
	float dark = luma * (1 + t->black) / (luma + t->black + 1e-6F), at_white = t->white * t->scale;
	if (high <= t->white)
		return dark * t->scale;
	return dark * (at_white + (1 - at_white) * (high - t->white) / (1 - t->white)) / high;
}

static float brightest(const float v[3])
{
	float high = v[0] > v[1] ? v[0] : v[1];
	return high > v[2] ? high : v[2];
}

static float darkest(const float v[3])
{
	float low = v[0] < v[1] ? v[0] : v[1];
	return low < v[2] ? low : v[2];
}

static struct plane luma_of(struct arena *a, const struct tone *t, const struct small *s)
{
	struct plane out = plane_new(a, s->band[0].width, s->band[0].height);
	for (size_t i = 0; i < plane_size(&out); i++) {
		float v[3] = {at_level(t->balance[0], s->band[0].v[i]), at_level(t->balance[1], s->band[1].v[i]),
			      at_level(t->balance[2], s->band[2].v[i])};
		float luma = plane_luma(v[0], v[1], v[2]);
		out.v[i] = luma * stretch_gain(t, luma, brightest(v));
	}
	return out;
}

static void plan_levels(struct arena *a, struct tone *t, const struct small *s, float strength)
{
	struct balance b = balance_guess(s, cast_most);
	for (int c = 0; c < 3; c++)
		for (int i = 0; i < 256; i++)
			t->balance[c][i] = balance_value((float)i / 255, 1 + (b.gain[c] - 1) * fminf(1, strength));
	t->scale = t->white = 1;
	struct plane luma = luma_of(a, t, s), high = plane_new(a, luma.width, luma.height);
	for (size_t i = 0; i < plane_size(&high); i++) {
		float v[3] = {s->band[0].v[i], s->band[1].v[i], s->band[2].v[i]};
		high.v[i] = brightest(v);
	}
	t->black = fminf(plane_percentile(&luma, 0.004), 0.08F) * 0.5F * strength;
	t->white = fminf(fmaxf(plane_percentile(&high, 0.995), 0.1F), 0.99F);
	t->scale = 1 + (fmaxf(fminf(stretch_most, wanted_white / t->white), 1) - 1) * fminf(1, strength);
}

/* The same for a pixel as bright as its neighbourhood; `high` keeps what is bright from passing 1. */
static float held(float gain, float high)
{
	return gain / (1 + (gain - 1) * high * high);
}

/* What all light is multiplied with, and shadows beside that. */
struct light {
	float boost, lift;
};

static float light_gain(float x, struct light l)
{
	return fminf(l.boost * lifted(x, l.lift) / x, gain_most);
}

/* Of what is neither a window nor a lamp, once it is lifted. */
static float mean_of(const struct plane *base, struct light l)
{
	double sum = 0, count = 0;
	for (size_t i = 0; i < plane_size(base); i++)
		if (base->v[i] < 0.9F) {
			float x = fmaxf(base->v[i], 0.01F);
			sum += (double)(x * held(light_gain(x, l), x));
			count++;
		}
	return count == 0 ? 1 : (float)(sum / count);
}

/* Of 0 to 1: how colourful it is. */
static float mean_colour(const struct small *s)
{
	double sum = 0;
	size_t n = plane_size(&s->band[0]);
	for (size_t i = 0; i < n; i++) {
		float r = s->band[0].v[i], g = s->band[1].v[i], b = s->band[2].v[i], high = fmaxf(r, fmaxf(g, b));
		sum += high < 0.02F ? 0 : (double)((high - fminf(r, fminf(g, b))) / high);
	}
	return n == 0 ? 0 : (float)(sum / (double)n);
}

/* Of 0 to 1: how much it is a house at nightfall, with its lamps lit and the rest blue, which is meant to be dark. */
static float evening(const struct small *s)
{
	size_t n = plane_size(&s->band[0]), lamps = 0, blue = 0;
	for (size_t i = 0; i < n; i++) {
		float r = s->band[0].v[i], g = s->band[1].v[i], b = s->band[2].v[i];
		lamps += r > 0.75F && b < 0.75F * r;
		blue += b > 1.1F * g && plane_luma(r, g, b) < 0.55F;
	}
	return n == 0 ? 0
		      : plane_smooth(0.003F, 0.02F, (float)lamps / (float)n) *
				plane_smooth(0.05F, 0.25F, (float)blue / (float)n);
}

/* The cap of the white point leaves the whites of a very dark picture grey; so they are brought on here, as far as
 * nothing else is harmed. */
static float boost_of(const struct tone *t)
{
	float is = t->white * t->scale, wanted = 0.97F * wanted_white;
	return is >= wanted ? 1 : fminf(boost_most, wanted * (1 - is * is) / (is * (1 - wanted * is)));
}

static void plan_gain(struct tone *t, const struct plane *base, float dusk, float strength)
{
	float amount = fminf(1, 0.9F * strength) * (1 - dusk), mean = mean_of(base, (struct light){1, 0}),
	      step = lift_most / 2;
	struct light l = {1 + (boost_of(t) - 1) * amount, 0};
	float wanted = mean + (wanted_mean - mean) * amount;
	for (int i = 0; i < 8; i++) {
		if (mean_of(base, (struct light){l.boost, l.lift + step}) < wanted)
			l.lift += step;
		step *= 0.5F;
	}
	for (int i = 0; i <= STEPS; i++)
		t->gain[i] = light_gain(((float)i + 0.5F) / STEPS, l);
}

/* How far pixels differ from their neighbourhood, where there is light. */
static float mean_detail(const struct plane *luma, const struct plane *base)
{
	double sum = 0, count = 0;
	for (size_t i = 0; i < plane_size(luma); i++)
		if (base->v[i] > 0.15F && base->v[i] < 0.9F) {
			sum += (double)(fabsf(luma->v[i] - base->v[i]) / base->v[i]);
			count++;
		}
	return count == 0 ? 1 : (float)(sum / count);
}

static float lack(float is, float wanted)
{
	return is >= wanted ? 0 : (wanted - is) / wanted;
}

static void plan(struct arena *a, struct tone *t, const struct pixels *p, float strength)
{
	struct small s = plane_small(a, p, SMALL_SIDE);
	plan_levels(a, t, &s, strength);
	struct plane luma = luma_of(a, t, &s);
	int longer = luma.width > luma.height ? luma.width : luma.height, radius = longer / 28 + 1;
	t->neighbourhood = plane_guide(a, &luma, &luma, radius, 0.012F, s.factor);
	struct plane base = plane_new(a, luma.width, luma.height);
	for (size_t i = 0; i < plane_size(&base); i++)
		base.v[i] = t->neighbourhood.a.v[i] * luma.v[i] + t->neighbourhood.b.v[i];
	float colour = mean_colour(&s);
	plan_gain(t, &base, evening(&s), strength);
	t->detail = 0.35F * strength * lack(mean_detail(&luma, &base), 0.06F);
	t->saturation = 0.22F * strength * lack(colour, 0.35F);
}

/* ---- the picture */

/* What the light of a pixel is multiplied with. `high`: its brightest channel, which must not pass 1. */
static float gain_at(const struct tone *t, float base, float luma, float high)
{
	float within = base < 0.02F ? 0.02F : base > 1 ? 1 : base;
	float gain = t->gain[(int)(within * STEPS)], beyond = luma / within - 1;
	beyond = beyond > 0.5F ? 0.5F : beyond < -0.5F ? -0.5F : beyond;
	return held(gain, high) * (1 + t->detail * beyond * (1 - high) * (1 + high));
}

/* More for dull colours; none for greys, whose colour is noise, and none for what is strong already. */
static float saturation_at(const struct tone *t, float high, float low)
{
	float colour = high <= 0 ? 0 : (high - low) / high;
	return 1 + t->saturation * plane_smooth(0.04F, 0.16F, colour) * (1 - colour);
}

/* lrintf() is a call, and this is asked three times a pixel */
static uint8_t byte_of(float v)
{
	static const float half = 0.5F;
	return v <= 0 ? 0 : v >= 1 ? 255 : (uint8_t)(v * 255 + half);
}

static void tone_pixel(const struct tone *t, float a, float b, uint8_t *rgb, struct sharpen_pixel *out)
{
	float v[3] = {t->balance[0][rgb[0]], t->balance[1][rgb[1]], t->balance[2][rgb[2]]};
	float high = brightest(v), low = darkest(v), luma = plane_luma(v[0], v[1], v[2]),
	      stretch = stretch_gain(t, luma, high);
	float gain = stretch * gain_at(t, a * luma * stretch + b, luma * stretch, high * stretch);
	float saturation = saturation_at(t, high, low);
	for (int c = 0; c < 3; c++)
		rgb[c] = byte_of(gain * (luma + saturation * (v[c] - luma)));
	*out = (struct sharpen_pixel){luma * gain, gain};
}

int tone_enhance(struct arena *arena, struct pixels *p, double strength, struct picture_fault *fault)
{
	/* of the strength that is the tool's own, to where more of it would look made */
	float amount = (float)strength / 0.7F;
	struct tone *t = arena_new_one(arena, struct tone);
	struct sharpen sharpen;
	float *a = arena_new_array(arena, float, (size_t)p->width),
	      *b = arena_new_array(arena, float, (size_t)p->width);
	(void)fault;
	plan(arena, t, p, amount);
	sharpen_start(&sharpen, arena, p, amount);
	for (int y = 0; y < p->height; y++) {
		uint8_t *rgb = pixels_row(p, y);
		struct sharpen_pixel *row = sharpen_row(&sharpen, y);
		plane_guide_row(&t->neighbourhood, y, p->width, a, b);
		for (int x = 0; x < p->width; x++)
			tone_pixel(t, a[x], b[x], rgb + (size_t)x * 3, &row[x]);
		sharpen_done(&sharpen, y);
	}
	return 0;
}
