/* SPDX-License-Identifier: Apache-2.0 */
/* White balance: by what each channel is multiplied. */
#ifndef STAGEFY_IMAGE_BALANCE_H
#define STAGEFY_IMAGE_BALANCE_H

#include <stdint.h>

struct pixels;
struct small;

struct balance {
	float gain[3];
};

/* What would make the greys of a picture grey, as far as it seems to have any: a wooden room, a lawn, an evening keep
 * their colour. `most`: how far from 1 a gain may be. */
struct balance balance_guess(const struct small *small, float most);

/* By hand: -1 to 1 each, warmer and more magenta upwards. */
struct balance balance_by_hand(float temperature, float tint);

/* What a value of 0 to 1 becomes; white stays white, since what is clipped has no colour. */
float balance_value(float v, float gain);

void balance_apply(struct pixels *p, const struct balance *b);

#endif
