# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(spm_test SOURCES ${UNIT_DIR}/client.c ${UNIT_DIR}/connections.c ${UNIT_DIR}/isolation.c ${UNIT_DIR}/service.c
    ${UNIT_DIR}/signals.c ${UNIT_DIR}/spm_test.c DEFINES TFM_ISOLATION_LEVEL=2)
target_include_directories(spm_test BEFORE PRIVATE ${UNIT_DIR}/test)
