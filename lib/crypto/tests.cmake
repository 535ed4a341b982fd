# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(sha256_test MBEDTLS SOURCES ${UNIT_DIR}/sha256.c ${UNIT_DIR}/sha256_test.c)

rss_unit_test(aes_kw_test MBEDTLS SOURCES ${UNIT_DIR}/aes_kw.c ${UNIT_DIR}/aes_kw_test.c ${RSS_TOP}/lib/base/bytes.c
    ${RSS_TOP}/lib/base/fih.c)

# As BL1_2 ships it: its configuration, its four PSA calls, and only the Mbed TLS files that it links.
rss_unit_test(lms_test SOURCES ${UNIT_DIR}/lms.c ${UNIT_DIR}/lms_test.c ${UNIT_DIR}/psa_hash.c ${UNIT_DIR}/sha256.c
    ${RSS_TOP}/lib/base/bytes.c ${RSS_TOP}/lib/base/fih.c
    DEFINES "MBEDTLS_CONFIG_FILE=\"boot/bl1_2/mbedtls_config.h\"" "RSS_VECTORS=\"${RSS_TOP}/tests/vectors\"")
add_library(lms_test_mbedtls OBJECT ${MBEDTLS_DIR}/library/lmots.c ${MBEDTLS_DIR}/library/sha256.c
    ${MBEDTLS_DIR}/library/psa_util.c ${MBEDTLS_DIR}/library/platform_util.c)
target_compile_definitions(lms_test_mbedtls PRIVATE "MBEDTLS_CONFIG_FILE=\"boot/bl1_2/mbedtls_config.h\"")
target_compile_options(lms_test_mbedtls PRIVATE -O1 -g -w -ffunction-sections -fdata-sections ${RSS_SANITIZE})
target_include_directories(lms_test_mbedtls PRIVATE ${RSS_TOP} ${MBEDTLS_DIR}/include ${MBEDTLS_DIR}/library)
target_include_directories(lms_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include ${MBEDTLS_DIR}/library)
target_link_libraries(lms_test PRIVATE lms_test_mbedtls)
target_link_options(lms_test PRIVATE -Wl,--gc-sections) # psa_util.c has more than the error table

# As BL2 ships it: its configuration, 32-bit limbs (bignum.c only satisfies the host's linker).
rss_unit_test(rsa_pss_test SOURCES ${UNIT_DIR}/rsa_pss.c ${UNIT_DIR}/rsa_pss_test.c ${UNIT_DIR}/sha256.c
    ${RSS_TOP}/lib/base/bytes.c ${RSS_TOP}/lib/base/fih.c
    DEFINES "MBEDTLS_CONFIG_FILE=\"boot/bl2/mbedtls_config.h\"" "RSS_VECTORS=\"${RSS_TOP}/tests/vectors\"")
add_library(rsa_pss_test_mbedtls OBJECT ${MBEDTLS_DIR}/library/bignum.c ${MBEDTLS_DIR}/library/bignum_core.c
    ${MBEDTLS_DIR}/library/constant_time.c ${MBEDTLS_DIR}/library/sha256.c ${MBEDTLS_DIR}/library/platform_util.c)
target_compile_definitions(rsa_pss_test_mbedtls PRIVATE "MBEDTLS_CONFIG_FILE=\"boot/bl2/mbedtls_config.h\"")
target_compile_options(rsa_pss_test_mbedtls PRIVATE -O1 -g -w ${RSS_SANITIZE})
target_include_directories(rsa_pss_test_mbedtls PRIVATE ${RSS_TOP} ${MBEDTLS_DIR}/include ${MBEDTLS_DIR}/library)
target_include_directories(rsa_pss_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include ${MBEDTLS_DIR}/library)
target_link_libraries(rsa_pss_test PRIVATE rsa_pss_test_mbedtls)

# The two curves, each as its BL2 ships it.
foreach(bits 256 384)
    rss_unit_test(ecdsa_p${bits}_test SOURCES ${UNIT_DIR}/ecdsa.c ${UNIT_DIR}/ecdsa_test.c ${UNIT_DIR}/sha256.c
        ${UNIT_DIR}/image_signature_ec${bits}.c ${UNIT_DIR}/image_digest_sha${bits}.c
        ${RSS_TOP}/lib/base/bytes.c ${RSS_TOP}/lib/base/fih.c
        DEFINES "MBEDTLS_CONFIG_FILE=\"boot/bl2/mbedtls_config_ec${bits}.h\""
            "RSS_VECTOR_FILE=\"${RSS_TOP}/tests/vectors/ecdsa/p${bits}.txt\"")
    set(sources bignum bignum_core constant_time ecp ecp_curves memory_buffer_alloc platform platform_util sha256 sha512)
    list(TRANSFORM sources
        REPLACE "(.+)" "${MBEDTLS_DIR}/library/\\1.c")
    add_library(ecdsa_p${bits}_test_mbedtls OBJECT ${sources})
    target_compile_definitions(ecdsa_p${bits}_test_mbedtls PRIVATE "MBEDTLS_CONFIG_FILE=\"boot/bl2/mbedtls_config_ec${bits}.h\"")
    target_compile_options(ecdsa_p${bits}_test_mbedtls PRIVATE -O1 -g -w ${RSS_SANITIZE})
    target_include_directories(ecdsa_p${bits}_test_mbedtls PRIVATE ${RSS_TOP} ${MBEDTLS_DIR}/include ${MBEDTLS_DIR}/library)
    target_include_directories(ecdsa_p${bits}_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
    target_link_libraries(ecdsa_p${bits}_test PRIVATE ecdsa_p${bits}_test_mbedtls)
endforeach()
