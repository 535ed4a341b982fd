/* SPDX-License-Identifier: BSD-3-Clause */
/** Life-cycle manager and the OTP behind it. base: address of its registers. See README.md. */
#ifndef DRIVERS_LCM_LCM_H
#define DRIVERS_LCM_LCM_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

/* Life-cycle states as the register shows them (hardware.md 7.2). */
#define LCM_STATE_CM  0xcccc3c3cu
#define LCM_STATE_DM  0xdddd5a5au
#define LCM_STATE_SE  0xeeeea5a5u
#define LCM_STATE_RMA 0xffffc3c3u

/* Test and production modes as the register shows them, and the OTP word that selects TCI. */
#define LCM_TP_MODE_VIRGIN       0x000033ccu
#define LCM_TP_MODE_TCI          0x111155aau
#define LCM_TP_MODE_PCI          0x2222aa55u
#define LCM_TP_MODE_TCI_OTP_WORD 0x0000ffffu
#define LCM_TP_MODE_PCI_OTP_WORD 0xffff0000u

#define LCM_COMMIT   0xffffffffu
#define LCM_RMA_FLAG 0xffffffffu

/** One of LCM_STATE_*. RSS_ERR_LCM_STATE: none of them, or two reads differ; *state is then untouched. */
rss_status_t lcm_get_state(uintptr_t base, uint32_t *state) RSS_MUST_USE;

/** One of LCM_TP_MODE_*. RSS_ERR_LCM_STATE: none of them; *mode is then untouched. */
rss_status_t lcm_get_tp_mode(uintptr_t base, uint32_t *mode) RSS_MUST_USE;

/** RSS_ERR_LCM_FATAL: fatal error mode. RSS_ERR_LCM_KEY_ERROR: zero count of a hardware key differs. */
rss_status_t lcm_check_errors(uintptr_t base) RSS_MUST_USE;

/**
 * Enter secure provisioning mode if it is off. The hardware resets the subsystem when it does, so a return
 * means that the mode was on already, or that this part changes without a reset. RSS_ERR_LCM_TIMEOUT.
 */
rss_status_t lcm_enable_provisioning(uintptr_t base) RSS_MUST_USE;

uint32_t lcm_otp_bytes(uintptr_t base);

/**
 * Read an extent of the OTP. Each word is read twice and compared.
 * @param offset_bytes, size_bytes  Multiples of 4, inside the OTP.
 * @return RSS_OK; RSS_ERR_LCM_RANGE: nothing was read; RSS_ERR_LCM_MISMATCH: two reads differ. out is zeroed
 * on errors.
 */
rss_status_t lcm_read_otp(uintptr_t base, uint32_t offset_bytes, void *out, size_t size_bytes) RSS_MUST_USE;

/**
 * Program an extent and read it back. A word that holds its value already is not programmed again, and one that holds
 * part of its bits is completed, so a write that lost power at any instant can be repeated. A hardware key of a production
 * or decommissioned part reads as zero: there the LCM's word is taken for it.
 * @return RSS_OK; RSS_ERR_LCM_RANGE; RSS_ERR_LCM_WRITE_REFUSED: a word has a bit that would have to be cleared,
 * nothing was written; RSS_ERR_LCM_WRITE_VERIFY: a word does not read back, or cannot and the LCM reports a fatal error.
 */
rss_status_t lcm_write_otp(uintptr_t base, uint32_t offset_bytes, const void *data,
                           size_t size_bytes) RSS_MUST_USE;

/**
 * Commit word of a life-cycle transition: the hardware stores key counts instead of the written ones and
 * answers with zero when all is well. Harmless to repeat: right counts stay, and counts that lost power are completed
 * (docs/adr/0006). RSS_ERR_LCM_RANGE, RSS_ERR_LCM_COMMIT.
 */
rss_status_t lcm_commit(uintptr_t base, uint32_t offset_bytes) RSS_MUST_USE;

#endif /* DRIVERS_LCM_LCM_H */
