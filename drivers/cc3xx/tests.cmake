# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(cc3xx_test SOURCES ${UNIT_DIR}/cc3xx.c ${UNIT_DIR}/cc3xx_test.c ${RSS_TOP}/lib/base/bytes.c
    DEFINES RSS_MMIO_MOCK)
