# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(rss_client_test SOURCES ${UNIT_DIR}/rss_client.c ${UNIT_DIR}/mhu.c ${UNIT_DIR}/mhu_irq.c ${UNIT_DIR}/rss_client_irq.c
    ${UNIT_DIR}/rss_client_test.c
    DEFINES RSS_MMIO_MOCK)
