# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(ap_sha256_test SOURCES ${UNIT_DIR}/sha256.c ${UNIT_DIR}/sha256_test.c MBEDTLS)
