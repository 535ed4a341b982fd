# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(platform_test SOURCES ${UNIT_DIR}/platform.c ${UNIT_DIR}/platform_test.c DEFINES "RSS_VERSION=\"12.34.56\"")
