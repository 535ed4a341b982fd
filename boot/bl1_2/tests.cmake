# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(bl2_image_test MBEDTLS SOURCES ${UNIT_DIR}/bl2_image.c ${UNIT_DIR}/bl2_image_test.c
    ${RSS_TOP}/boot/shared/boot_data.c ${RSS_TOP}/boot/shared/boot_version.c ${RSS_TOP}/lib/kdf/kdf.c ${RSS_TOP}/lib/crypto/sha256.c
    ${RSS_TOP}/lib/base/bytes.c DEFINES BOOT_DATA_MOCK)
