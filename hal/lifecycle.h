/* SPDX-License-Identifier: BSD-3-Clause */
/** Life cycle of the device, as the life-cycle manager (LCM) reports it. */
#ifndef HAL_LIFECYCLE_H
#define HAL_LIFECYCLE_H

#include "lib/base/status.h"

/** Values as TF-M uses them: they are input of key derivation. */
enum hal_lifecycle {
    HAL_LIFECYCLE_ASSEMBLY_AND_TEST = 0x0,    /* LCM state CM */
    HAL_LIFECYCLE_PSA_ROT_PROVISIONING = 0x1, /* DM */
    HAL_LIFECYCLE_SECURED = 0x3,              /* SE */
    HAL_LIFECYCLE_DECOMMISSIONED = 0x7,       /* RMA */
};

/** Test and production mode (TP mode) of a part, fixed once. */
enum hal_chip_kind {
    HAL_CHIP_TEST,       /* TCI: hardware keys can be read back while they are written */
    HAL_CHIP_PRODUCTION, /* PCI: they never can */
};

/** RSS_ERR_LCM_STATE: the state register holds none of the four values; *state is then untouched. */
rss_status_t hal_lifecycle_get(enum hal_lifecycle *state) RSS_MUST_USE;

/** Added to fih_steps by hal_lifecycle_check once every zero count is right; in SE only. */
#define HAL_LIFECYCLE_STEP_TAMPER 0x0613u

/**
 * Finish a transition that lost power, before anything else looks at the state: between the words of CM to DM or of SE to
 * RMA, or inside a commit word (docs/adr/0006). It ends in a reset, into secure provisioning mode first, and is asked again.
 *
 * @return RSS_OK: there is nothing to finish; RSS_ERR_LCM_STATE: no state, and none to get to; RSS_ERR_LCM_KEY_ERROR: a
 * hardware key's count is wrong and stays so; RSS_ERR_LCM_MISMATCH.
 */
rss_status_t hal_lifecycle_resume(void) RSS_MUST_USE;

/**
 * OTP checks that precede everything else: OTP size; a virgin part, or one that lost power while this was done, is made of
 * the given kind and reset; CM and DM enter secure provisioning mode (which resets); SE compares every zero count.
 *
 * @return RSS_OK; RSS_ERR_OTP_SIZE; RSS_ERR_LCM_STATE; RSS_ERR_LCM_KEY_ERROR; RSS_ERR_OTP_ZERO_COUNT; RSS_ERR_LCM_*.
 */
rss_status_t hal_lifecycle_check(enum hal_chip_kind virgin_becomes) RSS_MUST_USE;

/**
 * Move to the next state: CM to DM and DM to SE with the commit words of the LCM, SE to RMA with the two RMA flags. The new state shows after the next
 * reset, which is the caller's to make (hal_reset_system). RSS_ERR_LCM_TRANSITION; RSS_ERR_LCM_COMMIT: a hardware key
 * is blank, the state is unchanged; RSS_ERR_LCM_*. Power may go at any instant: the next boot repeats the call, or
 * hal_lifecycle_resume finishes what it began.
 */
rss_status_t hal_lifecycle_advance(enum hal_lifecycle to) RSS_MUST_USE;

/**
 * In RMA: overwrite the hardware's keys, BL2 ROTPK 0 and the BL2 encryption key with ones, all that OTP has of secrets and of
 * trust in images. Repeated at each boot, since power may have been lost. RSS_ERR_LCM_TRANSITION: another state, nothing was
 * written; RSS_ERR_LCM_*.
 */
rss_status_t hal_lifecycle_destroy_secrets(void) RSS_MUST_USE;

/** Reset the whole subsystem (SYSCTRL.SWRESET); SRAM is kept. */
void hal_reset_system(void) __attribute__((noreturn));

#endif /* HAL_LIFECYCLE_H */
