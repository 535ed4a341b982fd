# SPDX-License-Identifier: BSD-3-Clause
foreach(client_abi 210 211)
    rss_unit_test(client_test_${client_abi} DEFINES RSS_CLIENT_ABI=${client_abi}
        SOURCES ${UNIT_DIR}/measured_boot.c ${UNIT_DIR}/initial_attestation.c ${UNIT_DIR}/delegated_attestation.c
            ${UNIT_DIR}/platform.c ${UNIT_DIR}/client_test.c)
endforeach()
