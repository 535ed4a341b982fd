# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(mpc_test SOURCES ${UNIT_DIR}/mpc.c ${UNIT_DIR}/mpc_test.c DEFINES RSS_MMIO_MOCK)
