# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(uart_test SOURCES ${UNIT_DIR}/uart.c ${UNIT_DIR}/uart_test.c DEFINES RSS_MMIO_MOCK)
