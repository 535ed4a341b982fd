# SPDX-License-Identifier: BSD-3-Clause
# The service and Mbed TLS as the runtime has them, in profile full; keys and generator are the test's.
include(${UNIT_DIR}/sources.cmake)
list(TRANSFORM RSS_CRYPTO_MBEDTLS PREPEND ${MBEDTLS_DIR}/library/ OUTPUT_VARIABLE crypto_mbedtls)
rss_unit_test(crypto_test SOURCES ${RSS_CRYPTO_SOURCES} ${UNIT_DIR}/fake_client.c ${UNIT_DIR}/crypto_test.c ${RSS_TOP}/lib/base/bytes.c ${crypto_mbedtls}
    DEFINES "MBEDTLS_CONFIG_FILE=\"partitions/crypto/mbedtls_config.h\""
        "RSS_CRYPTO_PROFILE=\"interface/psa/crypto_profiles/full.h\"")
target_include_directories(crypto_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
target_include_directories(crypto_test PRIVATE ${MBEDTLS_DIR}/library ${UNIT_DIR})
set_source_files_properties(${crypto_mbedtls} PROPERTIES COMPILE_OPTIONS -w)
