# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(atu_test SOURCES ${UNIT_DIR}/atu.c ${UNIT_DIR}/atu_test.c DEFINES RSS_MMIO_MOCK)
