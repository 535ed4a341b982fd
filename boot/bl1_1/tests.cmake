# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(provisioning_test MBEDTLS SOURCES ${UNIT_DIR}/provisioning.c ${UNIT_DIR}/provisioning_test.c
    ${RSS_TOP}/lib/crypto/sha256.c ${RSS_TOP}/lib/base/bytes.c DEFINES RSS_ROM_API_WORD=0xfeedf00du)
rss_unit_test(rma_request_test MBEDTLS SOURCES ${UNIT_DIR}/rma_request.c ${UNIT_DIR}/rma_request_test.c ${UNIT_DIR}/ram_message.c
    ${RSS_TOP}/lib/crypto/sha256.c ${RSS_TOP}/lib/base/bytes.c)
rss_unit_test(bl1_2_image_test MBEDTLS SOURCES ${UNIT_DIR}/bl1_2_image.c ${UNIT_DIR}/bl1_2_image_test.c
    ${RSS_TOP}/boot/shared/boot_data.c ${RSS_TOP}/lib/crypto/sha256.c ${RSS_TOP}/lib/base/bytes.c
    DEFINES BOOT_DATA_MOCK RSS_ROM_API_WORD=0xfeedf00du "RSS_VERSION=\"0.0.0\"")
