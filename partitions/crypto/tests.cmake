# SPDX-License-Identifier: BSD-3-Clause
# Mbed TLS as the runtime has it: the same sources (spm/CMakeLists.txt) in the same configuration. The last line's files are
# named by code that the runtime's linker drops.
set(crypto_mbedtls psa_crypto.c psa_crypto_hash.c psa_crypto_random.c psa_crypto_slot_management.c psa_crypto_client.c
    psa_crypto_driver_wrappers_no_static.c psa_util.c entropy.c hmac_drbg.c md.c sha256.c platform.c platform_util.c
    constant_time.c memory_buffer_alloc.c
    psa_crypto_aead.c psa_crypto_cipher.c psa_crypto_ecp.c psa_crypto_ffdh.c psa_crypto_mac.c psa_crypto_rsa.c)
list(TRANSFORM crypto_mbedtls PREPEND ${MBEDTLS_DIR}/library/)
rss_unit_test(crypto_test SOURCES ${UNIT_DIR}/crypto.c ${UNIT_DIR}/crypto_core.c ${UNIT_DIR}/crypto_test.c ${crypto_mbedtls}
    DEFINES "MBEDTLS_CONFIG_FILE=\"partitions/crypto/mbedtls_config.h\"")
target_include_directories(crypto_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
target_include_directories(crypto_test PRIVATE ${MBEDTLS_DIR}/library)
set_source_files_properties(${crypto_mbedtls} PROPERTIES COMPILE_OPTIONS -w)
