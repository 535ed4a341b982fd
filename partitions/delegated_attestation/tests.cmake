# SPDX-License-Identifier: BSD-3-Clause
# Mbed TLS itself derives; only the seed, which is the Crypto service's, is a key of the test. Vectors: lib/attest/tests.cmake.
rss_unit_test(delegated_attestation_test MBEDTLS ZCBOR
    SOURCES ${UNIT_DIR}/delegated_attestation.c ${UNIT_DIR}/delegated_attestation_test.c ${RSS_TOP}/lib/attest/claims.c
        ${RSS_TOP}/lib/base/bytes.c ${CMAKE_BINARY_DIR}/generated/attest_vectors.h
    DEFINES psa_key_derivation_input_key=dak_input_key)
add_dependencies(delegated_attestation_test claims_test) # which makes the vectors
