# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(comms_message_test SOURCES ${UNIT_DIR}/comms_message.c ${UNIT_DIR}/comms_message_test.c)
rss_unit_test(ns_mailbox_test SOURCES ${UNIT_DIR}/ns_mailbox.c ${UNIT_DIR}/comms_message.c ${UNIT_DIR}/comms_permissions.c
    ${UNIT_DIR}/ns_mailbox_test.c)
