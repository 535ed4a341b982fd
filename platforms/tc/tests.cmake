# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(tc_test SOURCES ${UNIT_DIR}/host.c ${UNIT_DIR}/images.c ${UNIT_DIR}/tc_test.c
    ${RSS_TOP}/platforms/rss/flash.c ${RSS_TOP}/platforms/rss/host_memory.c ${RSS_TOP}/drivers/atu/atu.c
    ${RSS_TOP}/drivers/mhu/mhu.c ${RSS_TOP}/drivers/sysctrl/sysctrl.c DEFINES RSS_MMIO_MOCK)
