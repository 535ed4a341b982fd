# SPDX-License-Identifier: BSD-3-Clause
# Each hash of the registers, and both wire layouts.
foreach(variant "256;210" "384;210" "512;211")
    list(GET variant 0 hash_bits)
    list(GET variant 1 client_abi)
    rss_unit_test(measured_boot_test_${hash_bits}_${client_abi} MBEDTLS
        DEFINES MEASURED_BOOT_HASH_BITS=${hash_bits} RSS_CLIENT_ABI=${client_abi}
        SOURCES ${UNIT_DIR}/measured_boot.c ${UNIT_DIR}/slots.c ${UNIT_DIR}/policy.c ${UNIT_DIR}/boot_measurements.c
            ${UNIT_DIR}/measured_boot_test.c)
endforeach()
