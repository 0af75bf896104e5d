# SPDX-License-Identifier: Apache-2.0
# FastCGI: how nginx talks to the workers.
AC_DEFUN([STAGEFY_FCGI], [STAGEFY_REQUIRE([FCGI], [fcgi >= 2.4.2], [libfcgi-dev])])
