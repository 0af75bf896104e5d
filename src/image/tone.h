/* SPDX-License-Identifier: Apache-2.0 */
/* The tool `enhance`: white balance, black and white point, shadows, local contrast, saturation, sharpness; each as far
 * as the picture lacks it, so that a good picture hardly changes. */
#ifndef STAGEFY_IMAGE_TONE_H
#define STAGEFY_IMAGE_TONE_H

struct arena;
struct picture_fault;
struct pixels;

/* `strength` 0 to 1. The picture keeps its size. */
int tone_enhance(struct arena *a, struct pixels *p, double strength, struct picture_fault *fault);

#endif
