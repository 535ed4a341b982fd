# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(bytes_test SOURCES ${UNIT_DIR}/bytes.c ${UNIT_DIR}/bytes_test.c)
rss_unit_test(fih_test SOURCES ${UNIT_DIR}/fih.c ${UNIT_DIR}/fih_test.c)
rss_unit_test(log_test SOURCES ${UNIT_DIR}/log.c ${UNIT_DIR}/log_test.c)
rss_unit_test(status_test SOURCES ${UNIT_DIR}/status_test.c)
rss_unit_test(memory_test SOURCES ${UNIT_DIR}/memory.c ${UNIT_DIR}/memory_test.c DEFINES memset=memory_set memcpy=memory_copy)
