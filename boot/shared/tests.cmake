# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(boot_data_test SOURCES ${UNIT_DIR}/boot_data.c ${UNIT_DIR}/boot_data_runtime.c ${UNIT_DIR}/boot_version.c ${UNIT_DIR}/boot_data_test.c DEFINES BOOT_DATA_MOCK)
