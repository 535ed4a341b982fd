# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(kdf_test MBEDTLS SOURCES ${UNIT_DIR}/kdf.c ${UNIT_DIR}/kdf_test.c ${RSS_TOP}/lib/crypto/sha256.c
    ${RSS_TOP}/lib/base/bytes.c)
