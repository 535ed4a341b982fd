# SPDX-License-Identifier: BSD-3-Clause
set(otp_sources ${UNIT_DIR}/otp.c ${UNIT_DIR}/fake_lcm.c ${RSS_TOP}/drivers/lcm/lcm.c ${RSS_TOP}/lib/base/bytes.c
    ${RSS_TOP}/lib/base/fih.c)
rss_unit_test(otp_test SOURCES ${UNIT_DIR}/otp_test.c ${otp_sources} DEFINES RSS_MMIO_MOCK)
rss_unit_test(lifecycle_test SOURCES ${UNIT_DIR}/lifecycle.c ${UNIT_DIR}/lifecycle_test.c ${otp_sources}
    DEFINES RSS_MMIO_MOCK)
