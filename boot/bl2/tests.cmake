# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(choice_test SOURCES ${UNIT_DIR}/choice.c ${UNIT_DIR}/choice_test.c ${RSS_TOP}/lib/image/image_header.c)

rss_unit_test(loader_test MBEDTLS SOURCES ${UNIT_DIR}/loader.c ${UNIT_DIR}/decrypt.c ${UNIT_DIR}/choice.c
    ${RSS_TOP}/lib/crypto/aes_kw.c ${UNIT_DIR}/loader_test.c
    ${RSS_TOP}/lib/image/image_header.c ${RSS_TOP}/lib/image/image_tlv.c ${RSS_TOP}/lib/image/image_candidate.c
    ${RSS_TOP}/lib/image/image_boot_record.c ${RSS_TOP}/lib/image/image_validate.c ${RSS_TOP}/lib/crypto/rsa_pss.c
    ${RSS_TOP}/lib/crypto/image_signature_rsa3072.c ${RSS_TOP}/lib/crypto/image_digest_sha256.c
    ${RSS_TOP}/lib/crypto/sha256.c ${RSS_TOP}/lib/base/bytes.c ${RSS_TOP}/lib/base/fih.c ${RSS_TOP}/lib/base/log.c
    ${RSS_TOP}/tests/unit/image_builder.c
    DEFINES "RSS_KEYS=\"${RSS_TOP}/bl2/ext/mcuboot\"")
target_include_directories(loader_test SYSTEM PRIVATE ${MBEDTLS_DIR}/library)

rss_unit_test(bl2_main_test SOURCES ${UNIT_DIR}/main.c ${UNIT_DIR}/main_test.c ${RSS_TOP}/lib/image/image_header.c
    ${RSS_TOP}/lib/base/fih.c ${RSS_TOP}/lib/base/log.c
    DEFINES "RSS_VERSION=\"test\"")
