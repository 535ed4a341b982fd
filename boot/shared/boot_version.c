/* SPDX-License-Identifier: BSD-3-Clause */
/* Apart from boot_data.c: BL1_2 brings it, and takes the rest from the ROM. */
#include "boot/shared/boot_data.h"

#include <stdbool.h>
#include <string.h>

/* Texts grow from their end to their start, as digits come up. */
static bool prepend(char *buffer, size_t *start, char c)
{
    if (*start == 0) {
        return false;
    }
    buffer[--*start] = c;
    return true;
}

static bool prepend_number(char *buffer, size_t *start, uint32_t number)
{
    do {
        if (!prepend(buffer, start, (char)('0' + number % 10))) {
            return false;
        }
        number /= 10;
    } while (number != 0);
    return true;
}

rss_status_t boot_data_format_version(uint8_t major, uint8_t minor, uint16_t revision, uint32_t build,
                                      char text[14])
{
    char buffer[13];
    size_t start = sizeof(buffer);

    text[0] = '\0';
    if (!prepend_number(buffer, &start, build) || !prepend(buffer, &start, '+') ||
        !prepend_number(buffer, &start, revision) || !prepend(buffer, &start, '.') ||
        !prepend_number(buffer, &start, minor) || !prepend(buffer, &start, '.') ||
        !prepend_number(buffer, &start, major)) {
        return RSS_ERR_SHARED_FORMAT;
    }
    memcpy(text, &buffer[start], sizeof(buffer) - start);
    text[sizeof(buffer) - start] = '\0';
    return RSS_OK;
}
