# SPDX-License-Identifier: BSD-3-Clause
foreach(sw_type_bytes 20 32)
    rss_unit_test(client_test_${sw_type_bytes} DEFINES MEASURED_BOOT_SW_TYPE_BYTES=${sw_type_bytes}
        SOURCES ${UNIT_DIR}/measured_boot.c ${UNIT_DIR}/initial_attestation.c ${UNIT_DIR}/delegated_attestation.c
            ${UNIT_DIR}/platform.c ${UNIT_DIR}/client_test.c)
endforeach()
