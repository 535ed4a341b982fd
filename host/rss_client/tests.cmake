# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(rss_client_test SOURCES ${UNIT_DIR}/rss_client.c ${UNIT_DIR}/mhu.c ${UNIT_DIR}/mhu_irq.c ${UNIT_DIR}/rss_client_irq.c
    ${UNIT_DIR}/rss_client_test.c ${RSS_TOP}/interface/client/psa_crypto.c
    DEFINES RSS_MMIO_MOCK "MBEDTLS_CONFIG_FILE=\"interface/client/mbedtls_config.h\"")
target_include_directories(rss_client_test SYSTEM PRIVATE ${MBEDTLS_DIR}/include)
