# SPDX-License-Identifier: BSD-3-Clause
rss_unit_test(comms_message_test SOURCES ${UNIT_DIR}/comms_message.c ${UNIT_DIR}/comms_message_test.c)
rss_unit_test(ns_mailbox_test SOURCES ${UNIT_DIR}/ns_mailbox.c ${UNIT_DIR}/comms_message.c ${UNIT_DIR}/comms_permissions.c
    ${UNIT_DIR}/ns_mailbox_test.c)

# Seeds: generate-random in both encodings, as services.md 2.4 and 2.5 lay them out.
set(comms_seed_embed ${CMAKE_CURRENT_BINARY_DIR}/comms_seed_embed.bin)
set(comms_seed_pointer ${CMAKE_CURRENT_BINARY_DIR}/comms_seed_pointer.bin)
add_custom_command(OUTPUT ${comms_seed_embed} ${comms_seed_pointer}
    COMMAND ${RSS_PYTHON} -c "import struct, sys; sys.stdout.buffer.write(struct.pack('<BBHiI4H48s', 0, 1, 1, 0x40000100, 0x101, 48, 32, 0, 0, b''))"
        > ${comms_seed_embed}
    COMMAND ${RSS_PYTHON} -c "import struct, sys; sys.stdout.buffer.write(struct.pack('<BBHiI4I4Q', 1, 1, 1, 0x40000100, 0x101, 48, 32, 0, 0, 0x4073000, 0x4074000, 0, 0))"
        > ${comms_seed_pointer}
    VERBATIM)
add_custom_target(comms_seeds DEPENDS ${comms_seed_embed} ${comms_seed_pointer})
rss_unit_test(comms_fuzz SOURCES ${UNIT_DIR}/ns_mailbox.c ${UNIT_DIR}/comms_message.c ${UNIT_DIR}/comms_permissions.c
    ${RSS_TOP}/tests/fuzz/comms_fuzz.c ${RSS_TOP}/tests/fuzz/run.c ARGUMENTS 200000 ${comms_seed_embed} ${comms_seed_pointer})
add_dependencies(comms_fuzz comms_seeds)
