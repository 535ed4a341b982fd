/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for the data that stages hand on. Input: type and size of a value (16 bits each), then the shared area as an
 * earlier stage may have left it.
 */
#include "boot/shared/boot_data.h"

#include <string.h>

#include "lib/base/bytes.h"
#include "tests/fuzz/fuzz.h"

#define OPERATION_BYTES   4u
#define VALUE_LIMIT_BYTES 0x500u /* more than the area takes */

uint8_t boot_data_area[BOOT_DATA_BYTES];

static void fill_area(const uint8_t *data, size_t size_bytes)
{
    memset(boot_data_area, 0, sizeof(boot_data_area));
    memcpy(boot_data_area, data, size_bytes < sizeof(boot_data_area) ? size_bytes : sizeof(boot_data_area));
}

/* What was appended can be read, and nothing else has changed; what was refused has changed nothing. */
static void fuzz_add(uint16_t type, const uint8_t *value, size_t size_bytes)
{
    uint8_t before[BOOT_DATA_BYTES];
    uint8_t after[VALUE_LIMIT_BYTES];

    memcpy(before, boot_data_area, sizeof(before));
    if (boot_data_add(type, value, size_bytes) != RSS_OK) {
        REQUIRE(memcmp(before, boot_data_area, sizeof(before)) == 0);
        return;
    }
    const size_t old_bytes = bytes_get_le16(&before[2]);
    REQUIRE(bytes_get_le16(&boot_data_area[2]) == old_bytes + sizeof(struct boot_data_entry) + size_bytes);
    REQUIRE(bytes_get_le16(&boot_data_area[2]) <= BOOT_DATA_BYTES);
    REQUIRE(memcmp(&before[4], &boot_data_area[4], old_bytes - 4) == 0);
    REQUIRE(boot_data_get(type, after, size_bytes) == RSS_OK);
    REQUIRE(memcmp(value, after, size_bytes) == 0);
    REQUIRE(boot_data_add(type, value, size_bytes) == RSS_ERR_SHARED_DUPLICATE);
}

static void fuzz_get(uint16_t type, size_t size_bytes)
{
    uint8_t *out = malloc(size_bytes + (size_bytes == 0));

    REQUIRE(out != NULL);
    if (boot_data_get(type, out, size_bytes) == RSS_OK) {
        REQUIRE(size_bytes <=
                BOOT_DATA_BYTES - sizeof(struct boot_data_header) - sizeof(struct boot_data_entry));
    }
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static const uint8_t value[VALUE_LIMIT_BYTES] = { 0x11, 0x22, 0x33 };

    if (size_bytes < OPERATION_BYTES) {
        return 0;
    }
    const uint16_t type = bytes_get_le16(data);
    const size_t value_bytes = bytes_get_le16(&data[2]) % (VALUE_LIMIT_BYTES + 1);

    fill_area(&data[OPERATION_BYTES], size_bytes - OPERATION_BYTES);
    fuzz_get(type, value_bytes);
    fuzz_add(type, value, value_bytes);
    fill_area(&data[OPERATION_BYTES], size_bytes - OPERATION_BYTES);
    (void)!boot_data_add_measurement(type % 16u, value, (type & 0x100u) != 0 ? value : NULL, "RSS NS",
                                     "255.255.65535");
    return 0;
}
