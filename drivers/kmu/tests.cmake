# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(kmu_test SOURCES ${UNIT_DIR}/kmu.c ${UNIT_DIR}/kmu_test.c DEFINES RSS_MMIO_MOCK)
