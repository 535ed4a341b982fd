/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_lcm.h"

#include "qemu/bswap.h"
#include "qemu/error-report.h"
#include "qemu/host-utils.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "qemu/timer.h"
#include "hw/qdev-properties.h"
#include "hw/registerfields.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "hw/arm/rss/rss_mmio.h"
#include "hw/arm/rss/rss_sysctrl.h"

REG32(LCS_VALUE, 0x000)
REG32(KEY_ERR, 0x004)
REG32(TP_MODE, 0x008)
REG32(FATAL_ERR, 0x00C)
REG32(DM_RMA_LOCK, 0x010)
REG32(SP_ENABLE, 0x014)
REG32(OTP_ADDR_WIDTH, 0x018)
REG32(OTP_SIZE_IN_BYTES, 0x01C)
REG32(GPPC, 0x020)
REG32(DCU_EN, 0x100)
REG32(DCU_LOCK, 0x110)
REG32(DCU_SP_DISABLE_MASK, 0x120)
REG32(DCU_DISABLE_MASK, 0x130)
REG32(PIDR4, 0xFD0)
REG32(PIDR0, 0xFE0)
REG32(PIDR1, 0xFE4)
REG32(PIDR2, 0xFE8)
REG32(PIDR3, 0xFEC)
REG32(CIDR0, 0xFF0)
REG32(CIDR1, 0xFF4)
REG32(CIDR2, 0xFF8)
REG32(CIDR3, 0xFFC)

/* The OTP as the hardware sees it, by byte offset in its window. */
REG32(OTP_HUK, 0x00)
REG32(OTP_GUK, 0x20)
REG32(OTP_KP_CM, 0x40)
REG32(OTP_KCE_CM, 0x60)
REG32(OTP_KP_DM, 0x80)
REG32(OTP_KCE_DM, 0xA0)
REG32(OTP_ROTPK, 0xC0)
REG32(OTP_TP_MODE_CONFIG, 0xE0)
REG32(OTP_CM_CONFIG_1, 0xE4)
REG32(OTP_CM_CONFIG_2, 0xE8)
    FIELD(OTP_CM_CONFIG_2, ROTPK_ZERO_COUNT, 0, 8)
    FIELD(OTP_CM_CONFIG_2, GPPC, 8, 16)
REG32(OTP_DM_CONFIG, 0xEC)
REG32(OTP_CM_RMA_FLAG, 0xF0)
REG32(OTP_DM_RMA_FLAG, 0xF4)
REG32(OTP_USER, 0xF8)

#define OTP_WINDOW 0x1000
#define OTP_WINDOW_SIZE 0x10000
#define LCM_SIZE (OTP_WINDOW + OTP_WINDOW_SIZE)
#define OTP_ADDRESS_BITS 14

#define LCM_TRUE 0xFFFFFFFFu
#define SP_ENABLE_MAGIC 0x5EC10E1Eu
#define FATAL_ERR_MAGIC 0xFA7A1EEEu
#define OTP_ALL_ONES 0xFFFFFFFFu

#define TP_MODE_VIRGIN 0x000033CCu
#define TP_MODE_TCI 0x111155AAu
#define TP_MODE_PCI 0x2222AA55u
#define TP_MODE_INVALID 0xDEADBEEFu

#define KEY_WORDS 8
#define KEY_BITS 256
#define CM_KEYS 4                           /* HUK, GUK, KP_CM, KCE_CM */
#define DM_KEYS 2                           /* KP_DM, KCE_DM */
#define KMU_SLOT_KRTL 0
#define KMU_SLOT_FIRST_OTP_KEY 1

QEMU_BUILD_BUG_ON(1 << OTP_ADDRESS_BITS != RSS_LCM_OTP_BYTES);
QEMU_BUILD_BUG_ON(KEY_WORDS * 4 != RSS_KMU_KEY_BYTES);

/* The RTL key: a constant of the chip's logic, the same in every part of this model; it is no secret. */
static const uint8_t rtl_key[RSS_KMU_KEY_BYTES] = {
    0x52, 0x53, 0x53, 0x2D, 0x76, 0x70, 0x20, 0x4B, 0x52, 0x54, 0x4C, 0x20, 0x31, 0xA7, 0xE4, 0x0B,
    0xC9, 0x5D, 0x8E, 0x16, 0xF3, 0x60, 0xB2, 0x7C, 0x04, 0xD1, 0x9A, 0x3F, 0x68, 0x25, 0xEE, 0x91,
};

/* A commit word: software writes ones, the hardware programs the zero count of each key it covers. */
typedef struct RssLcmCommit {
    unsigned word;
    unsigned first_key, keys;
    uint32_t lcs, next_lcs;
    unsigned error;                         /* index into RssLcmState.commit_error */
} RssLcmCommit;

static const RssLcmCommit cm_commit = { R_OTP_CM_CONFIG_1, 0, CM_KEYS, RSS_LCS_CM, RSS_LCS_DM, 0 };
static const RssLcmCommit dm_commit = { R_OTP_DM_CONFIG, CM_KEYS, DM_KEYS, RSS_LCS_DM, RSS_LCS_SE, 1 };

static void rss_lcm_enter_fatal(RssLcmState *s)
{
    s->fatal = true;
    rss_kmu_drop_hardware_keys(s->kmu);
}

/* Write one word to the file; false when the host refuses. */
static bool rss_lcm_store_word(RssLcmState *s, unsigned word)
{
    uint32_t stored = cpu_to_le32(s->otp[word]);
    off_t offset = word * sizeof(stored);

    if (s->file_detached) {
        return true;
    }
    return RETRY_ON_EINTR(pwrite(s->otp_fd, &stored, sizeof(stored), offset)) == sizeof(stored);
}

static void rss_lcm_log_write(RssLcmState *s, unsigned word, uint32_t gained)
{
    if (s->write_log) {
        fprintf(s->write_log, "%u %" PRId64 " 0x%04x 0x%08x 0x%08x\n", s->writes,
                qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL), word * 4, gained, s->otp[word]);
        fflush(s->write_log);
    }
}

/* Power is gone: nothing runs any more, neither the guest nor what QEMU does at an orderly end. */
static G_NORETURN void rss_lcm_cut_power(void)
{
    _exit(RSS_LCM_CUT_EXIT_CODE);
}

static void rss_lcm_cut_time_reached(void *opaque)
{
    rss_lcm_cut_power();
}

/*
 * Program one word: the only place where the guest changes the OTP. Bits only go from 0 to 1, and the file
 * has them before this returns.
 */
static void rss_lcm_otp_program(RssLcmState *s, unsigned word, uint32_t bits)
{
    bool cut = ++s->writes == s->cut_write;
    uint32_t gained = bits & ~s->otp[word];

    s->otp[word] |= cut ? gained & s->cut_mask : gained;
    if (!rss_lcm_store_word(s, word)) {
        error_report("rss-lcm: cannot write OTP file '%s': %s", s->otp_path, strerror(errno));
        rss_lcm_enter_fatal(s);
    }
    rss_lcm_log_write(s, word, gained);
    if (cut) {
        rss_lcm_cut_power();
    }
}

static unsigned rss_lcm_key_zero_count(const RssLcmState *s, unsigned key)
{
    unsigned ones = 0;

    for (unsigned i = 0; i < KEY_WORDS; i++) {
        ones += ctpop32(s->otp[key * KEY_WORDS + i]);
    }
    return KEY_BITS - ones;
}

/* One bit per key (bit 0 the commit's first) whose zero count is not the committed one. */
static uint32_t rss_lcm_count_errors(const RssLcmState *s, const RssLcmCommit *commit)
{
    uint32_t errors = 0;

    for (unsigned i = 0; i < commit->keys; i++) {
        if (rss_lcm_key_zero_count(s, commit->first_key + i) != extract32(s->otp[commit->word], 8 * i, 8)) {
            errors |= 1u << i;
        }
    }
    return errors;
}

/* What the commit word has to hold for the keys as they are. */
static uint32_t rss_lcm_true_counts(const RssLcmState *s, const RssLcmCommit *commit)
{
    uint32_t counts = 0;

    for (unsigned i = 0; i < commit->keys; i++) {
        counts |= (rss_lcm_key_zero_count(s, commit->first_key + i) & 0xFF) << (8 * i);
    }
    return counts;
}

static void rss_lcm_commit(RssLcmState *s, const RssLcmCommit *commit)
{
    uint32_t errors = 0;

    for (unsigned i = 0; i < commit->keys; i++) {
        unsigned zeros = rss_lcm_key_zero_count(s, commit->first_key + i);

        if (zeros == 0 || zeros == KEY_BITS) {
            errors |= 1u << i;
        }
    }
    s->commit_error[commit->error] = errors;
    if (errors == 0) {
        rss_lcm_otp_program(s, commit->word, rss_lcm_true_counts(s, commit));
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: commit of OTP offset 0x%x: keys 0x%x are blank or erased\n",
                      commit->word * 4, errors);
    }
}

static bool rss_lcm_tp_mode_is_set(const RssLcmState *s)
{
    return s->tp_mode == TP_MODE_TCI || s->tp_mode == TP_MODE_PCI;
}

/* Destruction of keys: part of the way to RMA, or what RMA itself asks for. */
static bool rss_lcm_may_destroy(const RssLcmState *s, uint32_t value)
{
    return value == OTP_ALL_ONES && (s->lcs == RSS_LCS_RMA || (s->lcs == RSS_LCS_SE && s->sp_mode));
}

static bool rss_lcm_may_program_key(const RssLcmState *s, unsigned word, uint32_t value)
{
    uint32_t lcs = word >= R_OTP_KP_DM && word < R_OTP_ROTPK ? RSS_LCS_DM : RSS_LCS_CM;

    return s->lcs == lcs || rss_lcm_may_destroy(s, value);
}

/* Power was lost between the two words that lead from CM to DM. */
static bool rss_lcm_dm_is_incomplete(const RssLcmState *s)
{
    return s->lcs == RSS_LCS_INVALID && s->otp[R_OTP_DM_CONFIG] == 0;
}

/*
 * Power was lost while the counts were programmed. Bits added to a key lower its count and bits added to the word raise
 * what it holds: neither makes the word of a whole commit a part of the right one.
 */
static bool rss_lcm_commit_is_torn(const RssLcmState *s, const RssLcmCommit *commit)
{
    uint32_t stored = s->otp[commit->word];
    uint32_t counts = rss_lcm_true_counts(s, commit);

    return stored != 0 && stored != counts && (stored & ~counts) == 0;
}

static bool rss_lcm_may_commit(const RssLcmState *s, const RssLcmCommit *commit, uint32_t value)
{
    bool in_state = s->lcs == commit->lcs || (commit == &cm_commit && rss_lcm_dm_is_incomplete(s));

    if (value != OTP_ALL_ONES || !s->sp_mode || !rss_lcm_tp_mode_is_set(s)) {
        return false;
    }
    return (in_state && s->otp[commit->word] == 0) ||
           ((in_state || s->lcs == commit->next_lcs) && rss_lcm_commit_is_torn(s, commit));
}

/* The rules of the header comment. */
static bool rss_lcm_may_program(const RssLcmState *s, unsigned word, uint32_t value)
{
    if (s->fatal) {
        return false;
    }
    switch (word) {
    case R_OTP_HUK ... R_OTP_TP_MODE_CONFIG - 1:
        return rss_lcm_may_program_key(s, word, value);
    case R_OTP_TP_MODE_CONFIG:
        return s->lcs == RSS_LCS_CM && !rss_lcm_tp_mode_is_set(s);
    case R_OTP_CM_CONFIG_1:
        return rss_lcm_may_commit(s, &cm_commit, value);
    case R_OTP_CM_CONFIG_2:
        return s->lcs == RSS_LCS_CM || rss_lcm_dm_is_incomplete(s);
    case R_OTP_DM_CONFIG:
        return rss_lcm_may_commit(s, &dm_commit, value);
    case R_OTP_CM_RMA_FLAG:
        return value == OTP_ALL_ONES;
    case R_OTP_DM_RMA_FLAG:
        return value == OTP_ALL_ONES && !s->dm_rma_locked;
    default:
        return true;
    }
}

static void rss_lcm_write_otp(RssLcmState *s, hwaddr offset, uint32_t value)
{
    unsigned word = offset / 4;

    if (offset >= RSS_LCM_OTP_BYTES) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: write beyond the OTP, offset 0x%" HWADDR_PRIx "\n", offset);
        return;
    }
    if (!rss_lcm_may_program(s, word, value)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: programming of OTP offset 0x%" HWADDR_PRIx " refused\n", offset);
        return;
    }
    switch (word) {
    case R_OTP_CM_CONFIG_1:
        rss_lcm_commit(s, &cm_commit);
        break;
    case R_OTP_DM_CONFIG:
        rss_lcm_commit(s, &dm_commit);
        break;
    default:
        if (s->otp[word] & ~value) {
            qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: OTP offset 0x%" HWADDR_PRIx ": bits cannot be cleared\n", offset);
        }
        rss_lcm_otp_program(s, word, value);
        break;
    }
}

/* A key can be read back by the program that puts it there, and by nobody later. */
static bool rss_lcm_key_is_readable(const RssLcmState *s, unsigned word)
{
    uint32_t lcs = word >= R_OTP_KP_DM ? RSS_LCS_DM : RSS_LCS_CM;

    return !s->fatal && s->lcs == lcs && (s->tp_mode == TP_MODE_VIRGIN || s->tp_mode == TP_MODE_TCI);
}

static uint32_t rss_lcm_read_commit(const RssLcmState *s, const RssLcmCommit *commit)
{
    uint32_t errors = s->commit_error[commit->error];

    return s->otp[commit->word] == 0 ? errors : errors | rss_lcm_count_errors(s, commit);
}

static uint32_t rss_lcm_read_otp(const RssLcmState *s, hwaddr offset)
{
    unsigned word = offset / 4;

    if (offset >= RSS_LCM_OTP_BYTES) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: read beyond the OTP, offset 0x%" HWADDR_PRIx "\n", offset);
        return 0;
    }
    switch (word) {
    case R_OTP_HUK ... R_OTP_ROTPK - 1:
        return rss_lcm_key_is_readable(s, word) ? s->otp[word] : 0;
    case R_OTP_CM_CONFIG_1:
        return rss_lcm_read_commit(s, &cm_commit);
    case R_OTP_DM_CONFIG:
        return rss_lcm_read_commit(s, &dm_commit);
    default:
        return s->otp[word];
    }
}

static void rss_lcm_enter_provisioning(RssLcmState *s)
{
    if (s->sp_mode) {
        return;
    }
    if (s->fatal || (s->lcs == RSS_LCS_INVALID && !rss_lcm_dm_is_incomplete(s)) || !rss_lcm_tp_mode_is_set(s)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: SP_ENABLE refused in LCS 0x%08x, TP mode 0x%08x\n", s->lcs,
                      s->tp_mode);
        return;
    }
    s->sp_requested = true;
    rss_sysctrl_request_reset(s->sysctrl, RSS_RESET_SWRESET);
}

static void rss_lcm_write_dcu_en(RssLcmState *s, unsigned i, uint32_t value)
{
    if ((s->dcu_en[i] ^ value) & s->dcu_lock[i]) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-lcm: DCU_EN[%u]: locked bits keep their value\n", i);
    }
    s->dcu_en[i] = (s->dcu_en[i] & s->dcu_lock[i]) | (value & ~s->dcu_lock[i]);
}

static uint64_t rss_lcm_read(void *opaque, hwaddr offset, unsigned size)
{
    RssLcmState *s = RSS_LCM(opaque);

    switch (offset) {
    case A_LCS_VALUE:
        return s->lcs;
    case A_KEY_ERR:
        return s->key_error;
    case A_TP_MODE:
        return s->tp_mode;
    case A_FATAL_ERR:
        return s->fatal ? LCM_TRUE : 0;
    case A_DM_RMA_LOCK:
        return s->dm_rma_locked ? LCM_TRUE : 0;
    case A_SP_ENABLE:
        return s->sp_mode ? LCM_TRUE : 0;
    case A_OTP_ADDR_WIDTH:
        return OTP_ADDRESS_BITS;
    case A_OTP_SIZE_IN_BYTES:
        return RSS_LCM_OTP_BYTES;
    case A_GPPC:
        return s->gppc;
    case A_DCU_EN ... A_DCU_LOCK - 4:
        return s->dcu_en[(offset - A_DCU_EN) / 4];
    case A_DCU_LOCK ... A_DCU_SP_DISABLE_MASK - 4:
        return s->dcu_lock[(offset - A_DCU_LOCK) / 4];
    case A_DCU_SP_DISABLE_MASK ... A_DCU_DISABLE_MASK + 4 * (RSS_LCM_DCU_WORDS - 1):
        return 0;
    case OTP_WINDOW ... LCM_SIZE - 4:
        return rss_lcm_read_otp(s, offset - OTP_WINDOW);
    default:
        if (!rss_offset_is_id(offset)) {
            rss_log_guest(TYPE_RSS_LCM, "bad read", offset);
        }
        return 0;
    }
}

static void rss_lcm_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssLcmState *s = RSS_LCM(opaque);

    switch (offset) {
    case A_FATAL_ERR:
        if (value == FATAL_ERR_MAGIC) {
            rss_lcm_enter_fatal(s);
        } else {
            rss_log_guest(TYPE_RSS_LCM, "wrong magic", offset);
        }
        break;
    case A_DM_RMA_LOCK:
        s->dm_rma_locked |= value != 0;
        break;
    case A_SP_ENABLE:
        if (value == SP_ENABLE_MAGIC) {
            rss_lcm_enter_provisioning(s);
        } else {
            rss_log_guest(TYPE_RSS_LCM, "wrong magic", offset);
        }
        break;
    case A_DCU_EN ... A_DCU_LOCK - 4:
        rss_lcm_write_dcu_en(s, (offset - A_DCU_EN) / 4, value);
        break;
    case A_DCU_LOCK ... A_DCU_SP_DISABLE_MASK - 4:
        s->dcu_lock[(offset - A_DCU_LOCK) / 4] |= value;
        break;
    case OTP_WINDOW ... LCM_SIZE - 4:
        rss_lcm_write_otp(s, offset - OTP_WINDOW, value);
        break;
    case A_LCS_VALUE ... A_TP_MODE:
    case A_OTP_ADDR_WIDTH ... A_GPPC:
    case A_DCU_SP_DISABLE_MASK ... A_DCU_DISABLE_MASK + 4 * (RSS_LCM_DCU_WORDS - 1):
        rss_log_guest(TYPE_RSS_LCM, "write to read-only", offset);
        break;
    default:
        rss_log_guest(TYPE_RSS_LCM, rss_offset_is_id(offset) ? "write to read-only" : "bad write", offset);
        break;
    }
}

static const MemoryRegionOps rss_lcm_ops = RSS_WORD_OPS(rss_lcm_read, rss_lcm_write);

uint32_t rss_lcm_get_lcs(RssLcmState *s)
{
    return s->lcs;
}

uint32_t rss_lcm_get_gppc(RssLcmState *s)
{
    return s->gppc;
}

bool rss_lcm_is_fatal(RssLcmState *s)
{
    return s->fatal;
}

void rss_lcm_detach_file(RssLcmState *s)
{
    s->file_detached = true;
}

static uint32_t rss_lcm_derive_lcs(const RssLcmState *s)
{
    bool cm_1 = s->otp[R_OTP_CM_CONFIG_1] != 0;
    bool cm_2 = s->otp[R_OTP_CM_CONFIG_2] != 0;
    bool dm = s->otp[R_OTP_DM_CONFIG] != 0;

    if (s->otp[R_OTP_CM_RMA_FLAG] == OTP_ALL_ONES && s->otp[R_OTP_DM_RMA_FLAG] == OTP_ALL_ONES) {
        return RSS_LCS_RMA;
    }
    if (cm_1 != cm_2 || (dm && !cm_1)) {
        return RSS_LCS_INVALID;
    }
    if (!cm_1) {
        return RSS_LCS_CM;
    }
    return dm ? RSS_LCS_SE : RSS_LCS_DM;
}

static uint32_t rss_lcm_derive_tp_mode(const RssLcmState *s)
{
    switch (s->otp[R_OTP_TP_MODE_CONFIG]) {
    case 0x00000000:
        return TP_MODE_VIRGIN;
    case 0x0000FFFF:
        return TP_MODE_TCI;
    case 0xFFFF0000:
        return TP_MODE_PCI;
    default:
        return TP_MODE_INVALID;
    }
}

static uint32_t rss_lcm_derive_key_error(const RssLcmState *s)
{
    switch (s->lcs) {
    case RSS_LCS_DM:
        return rss_lcm_count_errors(s, &cm_commit);
    case RSS_LCS_SE:
        return rss_lcm_count_errors(s, &cm_commit) | rss_lcm_count_errors(s, &dm_commit) << CM_KEYS;
    default:
        return 0;
    }
}

static void rss_lcm_load_otp_key(RssLcmState *s, unsigned key)
{
    uint8_t bytes[RSS_KMU_KEY_BYTES];

    if (s->key_error & (1u << key)) {
        return;
    }
    for (unsigned i = 0; i < KEY_WORDS; i++) {
        stl_le_p(&bytes[4 * i], s->otp[key * KEY_WORDS + i]);
    }
    rss_kmu_load_hardware_key(s->kmu, KMU_SLOT_FIRST_OTP_KEY + key, bytes);
}

static void rss_lcm_load_rtl_key(RssLcmState *s)
{
    static const uint8_t masked[RSS_KMU_KEY_BYTES];

    if (s->tp_mode == TP_MODE_TCI) {
        rss_kmu_load_hardware_key(s->kmu, KMU_SLOT_KRTL, masked);
    } else if (s->tp_mode == TP_MODE_PCI && s->sp_mode) {
        rss_kmu_load_hardware_key(s->kmu, KMU_SLOT_KRTL, rtl_key);
    }
}

static void rss_lcm_load_keys(RssLcmState *s)
{
    unsigned keys = s->lcs == RSS_LCS_SE ? CM_KEYS + DM_KEYS : s->lcs == RSS_LCS_DM ? CM_KEYS : 0;

    if (s->lcs == RSS_LCS_RMA || s->lcs == RSS_LCS_INVALID) {
        return;
    }
    rss_lcm_load_rtl_key(s);
    for (unsigned key = 0; key < keys; key++) {
        rss_lcm_load_otp_key(s, key);
    }
}

static void rss_lcm_reset_hold(Object *obj, ResetType type)
{
    RssLcmState *s = RSS_LCM(obj);

    /* A power-on in the moment of the request wins: it ends SP mode. */
    s->sp_mode = s->sp_requested && rss_sysctrl_is_warm_reset(s->sysctrl);
    s->sp_requested = false;
    s->fatal = false;
    s->dm_rma_locked = false;
    memset(s->commit_error, 0, sizeof(s->commit_error));
    memset(s->dcu_en, 0, sizeof(s->dcu_en));
    memset(s->dcu_lock, 0, sizeof(s->dcu_lock));

    s->lcs = rss_lcm_derive_lcs(s);
    s->tp_mode = rss_lcm_derive_tp_mode(s);
    s->key_error = rss_lcm_derive_key_error(s);
    s->gppc = FIELD_EX32(s->otp[R_OTP_CM_CONFIG_2], OTP_CM_CONFIG_2, GPPC);
}

/* The KMU has gone through its own hold phase by now, whatever the order of the devices. */
static void rss_lcm_reset_exit(Object *obj, ResetType type)
{
    rss_lcm_load_keys(RSS_LCM(obj));
}

static bool rss_lcm_check_file(RssLcmState *s, Error **errp)
{
    struct stat st;
    int result;

    if (fstat(s->otp_fd, &st) < 0) {
        error_setg_errno(errp, errno, TYPE_RSS_LCM ": cannot examine OTP file '%s'", s->otp_path);
        return false;
    }
    if (!S_ISREG(st.st_mode) || st.st_size != RSS_LCM_OTP_BYTES) {
        error_setg(errp,
                   TYPE_RSS_LCM ": OTP file '%s' has %" PRId64 " bytes; it must be a regular file of exactly %d",
                   s->otp_path, (int64_t)st.st_size, RSS_LCM_OTP_BYTES);
        return false;
    }
    result = qemu_lock_fd(s->otp_fd, 0, RSS_LCM_OTP_BYTES, true);
    if (result == -EAGAIN || result == -EACCES) {
        error_setg(errp, TYPE_RSS_LCM ": OTP file '%s' is in use by another machine", s->otp_path);
        return false;
    }
    return true;
}

static bool rss_lcm_read_file(RssLcmState *s, Error **errp)
{
    ssize_t bytes = RETRY_ON_EINTR(pread(s->otp_fd, s->otp, RSS_LCM_OTP_BYTES, 0));

    if (bytes != RSS_LCM_OTP_BYTES) {
        error_setg(errp, TYPE_RSS_LCM ": cannot read OTP file '%s': %s", s->otp_path,
                   bytes < 0 ? strerror(errno) : "short read");
        return false;
    }
    for (unsigned i = 0; i < RSS_LCM_OTP_WORDS; i++) {
        s->otp[i] = le32_to_cpu(s->otp[i]);
    }
    return true;
}

static bool rss_lcm_open_log(RssLcmState *s, Error **errp)
{
    if (s->write_log_path == NULL) {
        return true;
    }
    s->write_log = fopen(s->write_log_path, "w");
    if (s->write_log == NULL) {
        error_setg_errno(errp, errno, TYPE_RSS_LCM ": cannot make write log '%s'", s->write_log_path);
    }
    return s->write_log != NULL;
}

static void rss_lcm_start_cut_timer(RssLcmState *s)
{
    if (s->cut_ns != 0) {
        s->cut_timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, rss_lcm_cut_time_reached, s);
        timer_mod(s->cut_timer, s->cut_ns);
    }
}

static void rss_lcm_close_file(RssLcmState *s)
{
    if (s->write_log) {
        fclose(s->write_log);
        s->write_log = NULL;
    }
    if (s->otp_fd >= 0) {
        close(s->otp_fd);
        s->otp_fd = -1;
    }
}

static void rss_lcm_realize(DeviceState *dev, Error **errp)
{
    RssLcmState *s = RSS_LCM(dev);

    if (s->sysctrl == NULL || s->kmu == NULL) {
        error_setg(errp, TYPE_RSS_LCM ": properties 'sysctrl' and 'kmu' must be set");
        return;
    }
    if (s->otp_path == NULL || s->otp_path[0] == '\0') {
        error_setg(errp, TYPE_RSS_LCM ": no OTP file: set 'otp' to a file of %d bytes", RSS_LCM_OTP_BYTES);
        return;
    }
    s->otp_fd = qemu_open(s->otp_path, O_RDWR, errp);
    if (s->otp_fd < 0) {
        return;
    }
    if (!rss_lcm_check_file(s, errp) || !rss_lcm_read_file(s, errp) || !rss_lcm_open_log(s, errp)) {
        rss_lcm_close_file(s);
        return;
    }
    rss_lcm_start_cut_timer(s);
}

static void rss_lcm_unrealize(DeviceState *dev)
{
    RssLcmState *s = RSS_LCM(dev);

    timer_free(s->cut_timer);
    rss_lcm_close_file(s);
}

static void rss_lcm_init(Object *obj)
{
    RssLcmState *s = RSS_LCM(obj);

    s->otp_fd = -1;
    memory_region_init_io(&s->iomem, obj, &rss_lcm_ops, s, TYPE_RSS_LCM, LCM_SIZE);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
}

/* The file follows the snapshot, as a drive would: a restored machine has the OTP that it was saved with. */
static int rss_lcm_post_load(void *opaque, int version_id)
{
    RssLcmState *s = RSS_LCM(opaque);

    for (unsigned i = 0; i < RSS_LCM_OTP_WORDS; i++) {
        if (!rss_lcm_store_word(s, i)) {
            return -errno;
        }
    }
    return 0;
}

static const VMStateDescription rss_lcm_vmstate = {
    .name = TYPE_RSS_LCM,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = rss_lcm_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(otp, RssLcmState, RSS_LCM_OTP_WORDS),
        VMSTATE_UINT32(lcs, RssLcmState),
        VMSTATE_UINT32(tp_mode, RssLcmState),
        VMSTATE_UINT32(key_error, RssLcmState),
        VMSTATE_UINT32(gppc, RssLcmState),
        VMSTATE_BOOL(sp_mode, RssLcmState),
        VMSTATE_BOOL(sp_requested, RssLcmState),
        VMSTATE_BOOL(fatal, RssLcmState),
        VMSTATE_BOOL(dm_rma_locked, RssLcmState),
        VMSTATE_UINT32_ARRAY(commit_error, RssLcmState, 2),
        VMSTATE_UINT32_ARRAY(dcu_en, RssLcmState, RSS_LCM_DCU_WORDS),
        VMSTATE_UINT32_ARRAY(dcu_lock, RssLcmState, RSS_LCM_DCU_WORDS),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_lcm_properties[] = {
    DEFINE_PROP_STRING("otp", RssLcmState, otp_path),
    DEFINE_PROP_UINT32("cut-write", RssLcmState, cut_write, 0),
    DEFINE_PROP_UINT32("cut-mask", RssLcmState, cut_mask, 0),
    DEFINE_PROP_UINT64("cut-ns", RssLcmState, cut_ns, 0),
    DEFINE_PROP_STRING("write-log", RssLcmState, write_log_path),
    DEFINE_PROP_LINK("sysctrl", RssLcmState, sysctrl, TYPE_RSS_SYSCTRL, RssSysctrlState *),
    DEFINE_PROP_LINK("kmu", RssLcmState, kmu, TYPE_RSS_KMU, RssKmuState *),
};

static void rss_lcm_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = rss_lcm_realize;
    dc->unrealize = rss_lcm_unrealize;
    dc->vmsd = &rss_lcm_vmstate;
    rc->phases.hold = rss_lcm_reset_hold;
    rc->phases.exit = rss_lcm_reset_exit;
    device_class_set_props(dc, rss_lcm_properties);
}

static const TypeInfo rss_lcm_info = {
    .name = TYPE_RSS_LCM,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssLcmState),
    .instance_init = rss_lcm_init,
    .class_init = rss_lcm_class_init,
};

static void rss_lcm_register_types(void)
{
    type_register_static(&rss_lcm_info);
}
type_init(rss_lcm_register_types)
