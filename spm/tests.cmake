# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(spm_dispatch_test SOURCES ${UNIT_DIR}/dispatch.c ${UNIT_DIR}/dispatch_test.c)
