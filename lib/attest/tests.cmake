# SPDX-License-Identifier: BSD-3-Clause
set(attest_maker ${RSS_TOP}/tests/vectors/attestation/make.py)
add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/generated/attest_vectors.h
    COMMAND ${RSS_PYTHON} ${attest_maker} ${CMAKE_BINARY_DIR}/generated/attest_vectors.h
    DEPENDS ${attest_maker} ${RSS_TOP}/tests/tools/token_builder.py VERBATIM)
rss_unit_test(claims_test ZCBOR SOURCES ${UNIT_DIR}/claims.c ${UNIT_DIR}/sign1.c ${UNIT_DIR}/claims_test.c
    ${CMAKE_BINARY_DIR}/generated/attest_vectors.h)
