/* SPDX-License-Identifier: Apache-2.0 */
#include "image/balance.h"

#include <math.h>
#include <stddef.h>

#include "image/pixels.h"
#include "image/plane.h"

enum { ROUNDS = 4 };

/* From how large a part of the picture its greys are believed, a little and wholly. */
static const float some = 0.05F, enough = 0.25F;

/* How much of a cast is taken away: evening light and lamps are part of a room, a blue or green room is a mistake. */
static const float of_warm = 0.5F, of_cold = 0.95F, of_tint = 0.7F;

/* A cast that nobody sees. */
static const float unseen = 0.012F;

/* What is grey under this light: its sum by channel, weighted; *part of the picture. */
static void greys(const struct small *s, const float light[3], float width, double sum[3], double *part)
{
	double weights = 0;
	size_t n = plane_size(&s->band[0]);
	sum[0] = sum[1] = sum[2] = 0;
	for (size_t i = 0; i < n; i++) {
		float r = s->band[0].v[i], g = s->band[1].v[i], b = s->band[2].v[i];
		float high = fmaxf(r, fmaxf(g, b)), low = fminf(r, fminf(g, b));
		if (high > 0.97F || low < 0.03F)
			continue;
		float u = logf(r / g) - logf(light[0] / light[1]), v = logf(b / g) - logf(light[2] / light[1]);
		float weight = expf(-(u * u + v * v) / (2 * width * width));
		weights += weight;
		weight *= high; /* what is bright is more often meant to be white */
		sum[0] += (double)(weight * r);
		sum[1] += (double)(weight * g);
		sum[2] += (double)(weight * b);
	}
	*part = n == 0 ? 0 : weights / (double)n;
}

/* Of the light, as what it multiplies a grey with. The window of what counts as grey grows narrow around what was
 * found. */
static double find_light(const struct small *s, float light[3])
{
	static const float widths[ROUNDS] = {0.20F, 0.14F, 0.10F, 0.08F};
	double sum[3], part = 0;
	light[0] = light[1] = light[2] = 1;
	for (int i = 0; i < ROUNDS; i++) {
		greys(s, light, widths[i], sum, &part);
		if (sum[1] <= 0)
			return 0;
		for (int c = 0; c < 3; c++)
			light[c] = (float)(sum[c] / sum[1]);
	}
	return part;
}

/* Brightness stays as it is. */
static struct balance normal(float r, float g, float b)
{
	float luma = plane_luma(r, g, b);
	return (struct balance){{r / luma, g / luma, b / luma}};
}

static float within(float v, float most)
{
	return v > 1 + most ? 1 + most : v < 1 - most ? 1 - most : v;
}

struct balance balance_guess(const struct small *small, float most)
{
	float light[3]; /* found first: trust depends on it */
	float trust = plane_smooth(some, enough, (float)find_light(small, light));
	if (trust <= 0)
		return (struct balance){{1, 1, 1}};
	/* daylight and lamps are more or less warm; what is far from that line is the colour of things, or of an
	 * evening sky */
	float warmth = (logf(light[0]) - logf(light[2])) / 2, tint = (logf(light[0]) + logf(light[2])) / 2;
	trust *= 1 - plane_smooth(0.05F, 0.14F, fabsf(tint));
	float amount = trust * (warmth > 0 ? of_warm : of_cold) * fmaxf(0, 1 - unseen / fmaxf(fabsf(warmth), 1e-3F));
	float green = trust * of_tint * fmaxf(0, 1 - unseen / fmaxf(fabsf(tint), 1e-3F));
	struct balance b = normal(expf(-amount * warmth - green * tint), 1, expf(amount * warmth - green * tint));
	for (int c = 0; c < 3; c++)
		b.gain[c] = within(b.gain[c], most);
	return b;
}

struct balance balance_by_hand(float temperature, float tint)
{
	return normal(1 + 0.14F * temperature + 0.04F * tint, 1 - 0.08F * tint, 1 - 0.14F * temperature + 0.04F * tint);
}

float balance_value(float v, float gain)
{
	return v * (1 + (gain - 1) * (1 - plane_smooth(0.88F, 1, v)));
}

void balance_apply(struct pixels *p, const struct balance *b)
{
	uint8_t table[3][256];
	size_t n = (size_t)p->width * (size_t)p->height * 3;
	for (int c = 0; c < 3; c++)
		for (int i = 0; i < 256; i++) {
			float v = balance_value((float)i / 255, b->gain[c]);
			table[c][i] = (uint8_t)lrintf(255 * fminf(v, 1));
		}
	for (size_t i = 0; i < n; i += 3)
		for (size_t c = 0; c < 3; c++)
			p->rgb[i + c] = table[c][p->rgb[i + c]];
}
