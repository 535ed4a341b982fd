# SPDX-License-Identifier: BSD-3-Clause
# The service's cryptography is Mbed TLS itself; only the IAK, which is the Crypto service's, is a key of the test.
rss_unit_test(initial_attestation_test MBEDTLS ZCBOR
    SOURCES ${UNIT_DIR}/initial_attestation.c ${UNIT_DIR}/initial_attestation_test.c ${RSS_TOP}/lib/attest/claims.c
        ${RSS_TOP}/lib/attest/sign1.c ${RSS_TOP}/interface/client/initial_attestation.c
    DEFINES psa_sign_hash=iak_sign_hash psa_export_public_key=iak_export_public_key)
