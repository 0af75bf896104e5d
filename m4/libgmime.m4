# SPDX-License-Identifier: Apache-2.0
# Mails that come in.
AC_DEFUN([STAGEFY_GMIME], [STAGEFY_REQUIRE([GMIME], [gmime-3.0 >= 3.2.7], [libgmime-3.0-dev])])
