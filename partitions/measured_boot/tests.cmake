# SPDX-License-Identifier: BSD-3-Clause
# Each hash of the registers, and both wire layouts.
foreach(variant "256;20" "384;20" "512;32")
    list(GET variant 0 hash_bits)
    list(GET variant 1 sw_type_bytes)
    rss_unit_test(measured_boot_test_${hash_bits}_${sw_type_bytes} MBEDTLS
        DEFINES MEASURED_BOOT_HASH_BITS=${hash_bits} MEASURED_BOOT_SW_TYPE_BYTES=${sw_type_bytes}
        SOURCES ${UNIT_DIR}/measured_boot.c ${UNIT_DIR}/slots.c ${UNIT_DIR}/policy.c ${UNIT_DIR}/boot_measurements.c
            ${UNIT_DIR}/measured_boot_test.c)
endforeach()
