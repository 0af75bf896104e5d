/* SPDX-License-Identifier: Apache-2.0 */
#include "work/backoff.h"

double backoff_s(int attempt, double chance)
{
	enum { FIRST_S = 5, MOST_S = 3600 };
	double s = FIRST_S;
	for (int i = 1; i < attempt && s < MOST_S; i++)
		s *= 2;
	return (s < MOST_S ? s : MOST_S) * (0.75 + chance / 2);
}
