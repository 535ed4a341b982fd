/* SPDX-License-Identifier: BSD-3-Clause */
#include "platforms/rss/fake_lcm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "lib/base/fih.h"
#include "lib/base/mmio.h"
#include "platforms/rss/memory_map.h"

struct fake_lcm fake_lcm;

void fake_lcm_reset(uint32_t state)
{
    memset(&fake_lcm, 0, sizeof(fake_lcm));
    fake_lcm.state = state;
    fake_lcm.tp_mode = 0x111155aa;
    fake_lcm.otp_bytes = sizeof(fake_lcm.words);
    fake_lcm.writes_left = FAKE_UNLIMITED;
}

static bool is_commit_word(uint32_t word)
{
    return word == offsetof(struct otp_layout, cm_config_1) / 4 ||
           word == offsetof(struct otp_layout, dm_config) / 4;
}

static bool is_hidden_key(uint32_t word)
{
    return word < offsetof(struct otp_layout, rotpk) / 4 &&
           (fake_lcm.tp_mode == 0x2222aa55 || fake_lcm.state == 0xffffc3c3);
}

static uint32_t read_otp(uint32_t word)
{
    if (is_hidden_key(word)) {
        return 0;
    }
    return is_commit_word(word) ? fake_lcm.commit_error : fake_lcm.words[word];
}

uint32_t mmio_read32(uintptr_t address)
{
    const uint32_t offset = (uint32_t)(address - RSS_LCM_BASE);

    switch (offset) {
    case 0x000:
        return fake_lcm.state;
    case 0x004:
        return fake_lcm.key_error;
    case 0x008:
        return fake_lcm.tp_mode;
    case 0x00c:
        return fake_lcm.fatal;
    case 0x014:
        return fake_lcm.sp_enable;
    case 0x01c:
        return fake_lcm.otp_bytes;
    default:
        assert_in_range(offset, 0x1000, 0x1000 + sizeof(fake_lcm.words) - 4);
        assert_int_equal(offset % 4, 0);
        return read_otp(offset / 4 - 0x400);
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    const uint32_t offset = (uint32_t)(address - RSS_LCM_BASE);

    if (offset == 0x014) {
        assert_int_equal(value, 0x5ec10e1e);
        fake_lcm.sp_enable = fake_lcm.sp_refused ? 0 : 0xffffffff;
        return;
    }
    assert_in_range(offset, 0x1000, 0x1000 + sizeof(fake_lcm.words) - 4);
    if (fake_lcm.writes_left == 0) {
        return;
    }
    fake_lcm.writes_left -= fake_lcm.writes_left != FAKE_UNLIMITED;
    fake_lcm.writes++;
    fake_lcm.last_offset[1] = fake_lcm.last_offset[0];
    fake_lcm.last_offset[0] = offset - 0x1000;
    fake_lcm.words[offset / 4 - 0x400] |= value; /* bits only go up */
    if (is_commit_word(offset / 4 - 0x400) && fake_lcm.commit_clears_error) {
        fake_lcm.commit_error = 0;
    }
}

void fih_panic(void)
{
    fail_msg("fih_panic");
    __builtin_unreachable();
}
