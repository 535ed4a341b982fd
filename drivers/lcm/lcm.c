/* SPDX-License-Identifier: BSD-3-Clause */
#include "drivers/lcm/lcm.h"

#include <stdbool.h>
#include <string.h>

#include "drivers/lcm/lcm_regs.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/base/mmio.h"

#define SP_ENABLE_POLLS 1000000u

rss_status_t lcm_get_state(uintptr_t base, uint32_t *state)
{
    const uint32_t first = mmio_read32(base + LCM_LCS_VALUE_OFFSET);
    const uint32_t second = mmio_read32(base + LCM_LCS_VALUE_OFFSET);

    if (first != second) {
        return RSS_ERR_LCM_STATE;
    }
    switch (first) {
    case LCM_STATE_CM:
    case LCM_STATE_DM:
    case LCM_STATE_SE:
    case LCM_STATE_RMA:
        *state = first;
        return RSS_OK;
    default:
        return RSS_ERR_LCM_STATE;
    }
}

rss_status_t lcm_get_tp_mode(uintptr_t base, uint32_t *mode)
{
    const uint32_t value = mmio_read32(base + LCM_TP_MODE_OFFSET);

    switch (value) {
    case LCM_TP_MODE_VIRGIN:
    case LCM_TP_MODE_TCI:
    case LCM_TP_MODE_PCI:
        *mode = value;
        return RSS_OK;
    default:
        return RSS_ERR_LCM_STATE;
    }
}

rss_status_t lcm_check_errors(uintptr_t base)
{
    if (mmio_read32(base + LCM_FATAL_ERR_OFFSET) != LCM_FALSE) {
        return RSS_ERR_LCM_FATAL;
    }
    if (mmio_read32(base + LCM_KEY_ERR_OFFSET) != 0) {
        return RSS_ERR_LCM_KEY_ERROR;
    }
    return RSS_OK;
}

rss_status_t lcm_enable_provisioning(uintptr_t base)
{
    if (mmio_read32(base + LCM_SP_ENABLE_OFFSET) == LCM_TRUE) {
        return RSS_OK;
    }
    mmio_write32(base + LCM_SP_ENABLE_OFFSET, LCM_SP_ENABLE_MAGIC);
    for (uint32_t poll = 0; poll < SP_ENABLE_POLLS; poll++) {
        if (mmio_read32(base + LCM_SP_ENABLE_OFFSET) == LCM_TRUE) {
            return RSS_OK;
        }
    }
    return RSS_ERR_LCM_TIMEOUT;
}

uint32_t lcm_otp_bytes(uintptr_t base)
{
    return mmio_read32(base + LCM_OTP_SIZE_IN_BYTES_OFFSET);
}

static bool in_range(uintptr_t base, uint32_t offset_bytes, size_t size_bytes)
{
    const uint32_t otp_bytes = lcm_otp_bytes(base);

    return (offset_bytes | size_bytes) % sizeof(uint32_t) == 0 && size_bytes <= otp_bytes &&
           offset_bytes <= otp_bytes - size_bytes;
}

/* Callers' buffers have any alignment. */
static uint32_t load_word(const uint8_t *bytes)
{
    uint32_t word;

    memcpy(&word, bytes, sizeof(word));
    return word;
}

rss_status_t lcm_read_otp(uintptr_t base, uint32_t offset_bytes, void *out, size_t size_bytes)
{
    const uintptr_t otp = base + LCM_OTP_WINDOW + offset_bytes;
    uint8_t *bytes = out;
    uint32_t differences = 0;
    volatile size_t done;

    if (!in_range(base, offset_bytes, size_bytes)) {
        bytes_wipe(out, size_bytes);
        return RSS_ERR_LCM_RANGE;
    }
    for (done = 0; done < size_bytes; done += sizeof(uint32_t)) {
        const uint32_t word = mmio_read32(otp + done);

        memcpy(&bytes[done], &word, sizeof(word));
        differences |= word ^ mmio_read32(otp + done);
    }
    FIH_REQUIRE(done, size_bytes);
    if (fih_differ(differences, 0)) {
        bytes_wipe(out, size_bytes);
        return RSS_ERR_LCM_MISMATCH;
    }
    FIH_REQUIRE(differences, 0);
    return RSS_OK;
}

/* Of a part whose keys can't be read. */
static bool is_hidden_key(uintptr_t base, size_t offset_bytes)
{
    return offset_bytes < LCM_OTP_KEYS_BYTES && (mmio_read32(base + LCM_TP_MODE_OFFSET) == LCM_TP_MODE_PCI ||
                                                 mmio_read32(base + LCM_LCS_VALUE_OFFSET) == LCM_STATE_RMA);
}

static bool is_programmed(uintptr_t base, size_t offset_bytes, uint32_t word)
{
    const uint32_t present = mmio_read32(base + LCM_OTP_WINDOW + offset_bytes);

    if (present == 0 && is_hidden_key(base, offset_bytes)) {
        return mmio_read32(base + LCM_FATAL_ERR_OFFSET) == LCM_FALSE;
    }
    return present == word;
}

rss_status_t lcm_write_otp(uintptr_t base, uint32_t offset_bytes, const void *data, size_t size_bytes)
{
    const uintptr_t otp = base + LCM_OTP_WINDOW + offset_bytes;
    const uint8_t *bytes = data;

    if (!in_range(base, offset_bytes, size_bytes)) {
        return RSS_ERR_LCM_RANGE;
    }
    for (size_t i = 0; i < size_bytes; i += sizeof(uint32_t)) {
        if ((mmio_read32(otp + i) & ~load_word(&bytes[i])) != 0) {
            return RSS_ERR_LCM_WRITE_REFUSED;
        }
    }
    for (size_t i = 0; i < size_bytes; i += sizeof(uint32_t)) {
        if (mmio_read32(otp + i) != load_word(&bytes[i])) {
            mmio_write32(otp + i, load_word(&bytes[i]));
        }
    }
    for (size_t i = 0; i < size_bytes; i += sizeof(uint32_t)) {
        if (!is_programmed(base, offset_bytes + i, load_word(&bytes[i]))) {
            return RSS_ERR_LCM_WRITE_VERIFY;
        }
    }
    return RSS_OK;
}

rss_status_t lcm_commit(uintptr_t base, uint32_t offset_bytes)
{
    const uintptr_t word = base + LCM_OTP_WINDOW + offset_bytes;

    if (!in_range(base, offset_bytes, sizeof(uint32_t))) {
        return RSS_ERR_LCM_RANGE;
    }
    mmio_write32(word, LCM_COMMIT);
    return mmio_read32(word) == 0 ? RSS_OK : RSS_ERR_LCM_COMMIT;
}
