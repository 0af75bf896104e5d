# SPDX-License-Identifier: Apache-2.0
# Visits as calendar programs read them.
AC_DEFUN([STAGEFY_ICAL], [STAGEFY_REQUIRE([ICAL], [libical >= 3.0.16], [libical-dev])])
