/* SPDX-License-Identifier: BSD-3-Clause */
/** Unit tests: the life-cycle manager and its OTP at register level, at RSS_LCM_BASE. Implements the mmio
 * mock. */
#ifndef PLATFORMS_RSS_FAKE_LCM_H
#define PLATFORMS_RSS_FAKE_LCM_H

#include <stdbool.h>
#include <stdint.h>

#include "platforms/rss/otp_layout.h"

#define FAKE_UNLIMITED 0xffffffffu

struct fake_lcm {
    uint32_t state, key_error, tp_mode, fatal, sp_enable, otp_bytes;
    union {
        struct otp_layout otp;
        uint32_t words[0x1000];
    };
    uint32_t commit_error; /* answer of the commit words */
    bool commit_clears_error;
    bool sp_refused;         /* SP_ENABLE is ignored */
    uint32_t writes_left;    /* OTP writes that take effect until the power is cut */
    uint32_t writes;         /* OTP writes so far */
    uint32_t last_offset[2]; /* of the last OTP write, and of the one before */
};
extern struct fake_lcm fake_lcm;

/** Blank test chip (TCI) in the given LCM state, 16 KiB of OTP. */
void fake_lcm_reset(uint32_t state);

#endif /* PLATFORMS_RSS_FAKE_LCM_H */
