# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(mhu_test SOURCES ${UNIT_DIR}/mhu.c ${UNIT_DIR}/mhu_test.c DEFINES RSS_MMIO_MOCK)
