/* SPDX-License-Identifier: BSD-3-Clause */
/** Life-cycle manager: hardware.md 7.1 to 7.3, OTP of the hardware's own 8.1. */
#ifndef DRIVERS_LCM_LCM_REGS_H
#define DRIVERS_LCM_LCM_REGS_H

#define LCM_LCS_VALUE_OFFSET         0x000u
#define LCM_KEY_ERR_OFFSET           0x004u
#define LCM_TP_MODE_OFFSET           0x008u
#define LCM_FATAL_ERR_OFFSET         0x00cu
#define LCM_SP_ENABLE_OFFSET         0x014u
#define LCM_OTP_SIZE_IN_BYTES_OFFSET 0x01cu
#define LCM_OTP_WINDOW               0x1000u
#define LCM_OTP_KEYS_BYTES           0x0c0u /* HUK to KCE_DM */

#define LCM_FALSE           0x00000000u
#define LCM_TRUE            0xffffffffu
#define LCM_SP_ENABLE_MAGIC 0x5ec10e1eu

#endif /* DRIVERS_LCM_LCM_REGS_H */
