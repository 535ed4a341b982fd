# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(lcm_test SOURCES ${UNIT_DIR}/lcm.c ${UNIT_DIR}/lcm_test.c ${RSS_TOP}/lib/base/bytes.c
    ${RSS_TOP}/lib/base/fih.c DEFINES RSS_MMIO_MOCK)
