/* SPDX-License-Identifier: Apache-2.0 */
/* What image/call writes for the programs, and they read. */
#ifndef STAGEFY_IMAGE_ORDER_H
#define STAGEFY_IMAGE_ORDER_H

/* stagefy-edit reads its order from descriptor 0, {"steps": […], "inputs": 1, "side": 2048 or 0, "marks":
 * {"source_type", "credit", "alterations": […]}}, and pictures from those from ORDER_INPUTS on. It writes the JPEG to
 * ORDER_OUTPUT and one JSON object to 1:
 * {"width", "height"} or {"rejected", "detail"}; 2 is for what a person should see. Exit status 0, or it was not done.
 */
enum { ORDER_OUTPUT = 3, ORDER_INPUTS = 4, ORDER_MOST = 64 << 10, ORDER_PICTURE_MOST = 64 << 20 };

#define ORDER_BAD_RECIPE "bad_recipe"

#endif
