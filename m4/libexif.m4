# SPDX-License-Identifier: Apache-2.0
# When and how a photo was taken.
AC_DEFUN([STAGEFY_EXIF], [STAGEFY_REQUIRE([EXIF], [libexif >= 0.6.24], [libexif-dev])])
