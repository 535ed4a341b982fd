/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Life-cycle manager (LCM) of the RSS with the OTP behind it.
 *
 * Followed: hardware.md sections 7 and 8.1, LCM_VERSION 0. State, TP mode and GPPC are taken from the OTP at reset
 * and stay until the next one.
 *
 * QEMU interface:
 *  + sysbus MMIO region 0: registers (4 KiB), then the OTP window (64 KiB, of which 16 KiB are backed)
 *  + string property "otp": file of exactly 16384 bytes, little-endian words. Every programmed word is written to it
 *    before the guest's store completes; the file is locked, so that two machines never share one.
 *  + link property "sysctrl": RssSysctrlState, whose reset function SP_ENABLE uses
 *  + link property "kmu": RssKmuState, whose hardware slots are filled when the machine leaves reset
 *  + loss of power, off by default and out of the guest's sight. QEMU ends at once with exit code 75, the file holding
 *    exactly what was programmed. Set them with -global rss-lcm.NAME=VALUE:
 *     - uint32 "cut-write", uint32 "cut-mask": in the programming of the cut-write'th word of this run (from 1). Of the
 *       bits that it would program, those in cut-mask are: 0 is a cut before the word, 0xFFFFFFFF one right after it.
 *     - uint64 "cut-ns": at this virtual time, under -icount shift=0 the number of instructions
 *     - string "write-log": file that gets a line per programmed word: number, virtual ns, offset, bits that the word
 *       was to gain, the word afterwards
 *
 * OTP programming: a write ORs into the word (a write that would clear a bit is logged, the other bits are programmed).
 * What may be programmed:
 *  + HUK, GUK, KP_CM, KCE_CM, ROTPK, CM_CONFIG_2: state CM.  KP_DM, KCE_DM: state DM.
 *    In RMA, and in SE while in SP mode, keys and ROTPK take the word 0xFFFFFFFF only (destruction).
 *  + TP_MODE_CONFIG: state CM, unless the TP mode is TCI or PCI.
 *  + CM_CONFIG_1 (CM), DM_CONFIG (DM): TP mode TCI or PCI, SP mode, word still blank, value 0xFFFFFFFF. The hardware
 *    programs the keys' zero counts instead. They never read back: the word reads as one bit per key (bit 0 the first)
 *    whose count is wrong, 0 when all is well. A key of only zeros or only ones has no count: its bit reads as one
 *    until the next reset and nothing is programmed.
 *  + after a loss of power (docs/adr/0006): a commit word again, in the state that it leads to as well, when its counts
 *    are wrong and each of its bits is a bit of the right ones; CM_CONFIG_1 and CM_CONFIG_2 also while the transition to
 *    DM is incomplete: one of the two is blank, and DM_CONFIG is.
 *  + CM_RMA_FLAG, DM_RMA_FLAG: any state, value 0xFFFFFFFF; the latter not once DM_RMA_LOCK is set.
 *  + the user area from 0xF8: always.  Nothing at all in fatal-error mode.
 *
 * OTP reading: the six hardware keys are readable in TP modes virgin and TCI and in the state that programs them, so
 * that a provisioning program can verify its writes; otherwise (PCI, or a later state) they read as zero, without a
 * fault: TF-M 1.7 looks at GUK in every state. Keys are then used through the KMU only. The rest is readable.
 *
 * KMU slots at reset: 1 to 4 in DM and SE, 5 and 6 in SE, each only if its zero count is right. Slot 0 (KRTL): zeros in
 * TCI, the constant below in PCI while in SP mode. RMA, invalid and virgin load nothing.
 *
 * Chosen where the public drivers say nothing:
 *  + KEY_ERR: bits 0 to 5 = HUK, GUK, KP_CM, KCE_CM, KP_DM, KCE_DM, evaluated at reset in DM (0 to 3) and SE (all)
 *  + DM_RMA_LOCK: any non-zero write locks and reads back as TRUE until reset
 *  + SP_ENABLE is refused in TP modes virgin and invalid and in state invalid, except in an incomplete transition to DM
 *  + fatal-error mode lasts until reset, hides the keys, stops programming and drops the KMU's hardware slots
 *  + a state with only one of CM_CONFIG_1/2 programmed is invalid, as is DM_CONFIG without both
 *  + OTP_ADDR_WIDTH is 14 (bits of a byte address); both DCU masks are 0, no debug signal is modelled
 *  + SP_ENABLE resets as SWRESET does (RESET_SYNDROME bit 5); PIDR and CIDR read as zero
 */
#ifndef HW_ARM_RSS_LCM_H
#define HW_ARM_RSS_LCM_H

#include "hw/sysbus.h"
#include "qom/object.h"
#include "hw/arm/rss/rss_kmu.h"

#define TYPE_RSS_LCM "rss-lcm"
OBJECT_DECLARE_SIMPLE_TYPE(RssLcmState, RSS_LCM)

typedef struct RssSysctrlState RssSysctrlState;

#define RSS_LCM_OTP_BYTES 16384
#define RSS_LCM_OTP_WORDS (RSS_LCM_OTP_BYTES / 4)
#define RSS_LCM_DCU_WORDS 4
#define RSS_LCM_CUT_EXIT_CODE 75

/* LCS_VALUE and rss_lcm_get_lcs(). */
#define RSS_LCS_CM 0xCCCC3C3Cu
#define RSS_LCS_DM 0xDDDD5A5Au
#define RSS_LCS_SE 0xEEEEA5A5u
#define RSS_LCS_RMA 0xFFFFC3C3u
#define RSS_LCS_INVALID 0xDEADBEEFu

struct RssLcmState {
    SysBusDevice parent_obj;

    MemoryRegion iomem;
    char *otp_path;
    int otp_fd;
    bool file_detached;
    RssSysctrlState *sysctrl;
    RssKmuState *kmu;
    uint32_t cut_write, cut_mask;
    uint64_t cut_ns;
    char *write_log_path;

    FILE *write_log;
    QEMUTimer *cut_timer;
    uint32_t writes;                             /* words programmed in this run */
    uint32_t otp[RSS_LCM_OTP_WORDS];             /* as in the file, in host order */

    /* Latched at reset. */
    uint32_t lcs;
    uint32_t tp_mode;
    uint32_t key_error;
    uint32_t gppc;
    bool sp_mode;

    bool sp_requested;                           /* the coming reset is the one that enters SP mode */
    bool fatal;
    bool dm_rma_locked;
    uint32_t commit_error[2];                    /* CM_CONFIG_1, DM_CONFIG: keys refused by the last commit */
    uint32_t dcu_en[RSS_LCM_DCU_WORDS];
    uint32_t dcu_lock[RSS_LCM_DCU_WORDS];
};

/* One of RSS_LCS_..., as latched at the last reset. */
uint32_t rss_lcm_get_lcs(RssLcmState *s);

/* GPPC as latched at the last reset. */
uint32_t rss_lcm_get_gppc(RssLcmState *s);

/* True in fatal-error mode. */
bool rss_lcm_is_fatal(RssLcmState *s);

/* From here on what is programmed stays in memory: for a process that shares the file with another. */
void rss_lcm_detach_file(RssLcmState *s);

#endif
