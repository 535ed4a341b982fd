/* SPDX-License-Identifier: BSD-3-Clause */
#include "hal/lifecycle.h"

#include "drivers/lcm/lcm.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "platforms/rss/memory_map.h"
#include "platforms/rss/otp_elements.h"
#include "platforms/rss/otp_layout.h"

#define OFFSET(member)               ((uint32_t)offsetof(struct otp_layout, member))
#define CM_CONFIG_2_ROTPK_ZERO_COUNT 0xffu
#define HARDWARE_KEY_BYTES           32u

static const uint32_t states[][2] = {
    { LCM_STATE_CM, HAL_LIFECYCLE_ASSEMBLY_AND_TEST },
    { LCM_STATE_DM, HAL_LIFECYCLE_PSA_ROT_PROVISIONING },
    { LCM_STATE_SE, HAL_LIFECYCLE_SECURED },
    { LCM_STATE_RMA, HAL_LIFECYCLE_DECOMMISSIONED },
};

rss_status_t hal_lifecycle_get(enum hal_lifecycle *state)
{
    uint32_t lcm_state;
    const rss_status_t status = lcm_get_state(RSS_LCM_BASE, &lcm_state);

    if (status != RSS_OK) {
        return status;
    }
    for (uint32_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        if (states[i][0] == lcm_state) {
            *state = (enum hal_lifecycle)states[i][1];
            return RSS_OK;
        }
    }
    return RSS_ERR_LCM_STATE;
}

/* Power lost while the mode was chosen leaves none of them; the LCM takes the rest of the word as long as it is so. */
static rss_status_t get_tp_mode(uint32_t state, uint32_t *mode)
{
    rss_status_t status = lcm_get_tp_mode(RSS_LCM_BASE, mode);

    if (status != RSS_OK && state == LCM_STATE_CM) {
        *mode = LCM_TP_MODE_VIRGIN;
        status = RSS_OK;
    }
    return status;
}

/* The mode shows after a reset. */
static rss_status_t check_tp_mode(uint32_t state, enum hal_chip_kind virgin_becomes)
{
    const uint32_t word =
        virgin_becomes == HAL_CHIP_PRODUCTION ? LCM_TP_MODE_PCI_OTP_WORD : LCM_TP_MODE_TCI_OTP_WORD;
    uint32_t mode;
    rss_status_t status = get_tp_mode(state, &mode);

    if (status == RSS_OK && mode == LCM_TP_MODE_VIRGIN) {
        status = lcm_write_otp(RSS_LCM_BASE, OFFSET(tp_mode_config), &word, sizeof(word));
        if (status == RSS_OK) {
            hal_reset_system();
        }
    }
    return status;
}

static rss_status_t check_zero_count(enum hal_otp_id id)
{
    const struct otp_element *element = &otp_elements[id];
    uint8_t value[OTP_CHECKED_BYTES_MAX];
    uint32_t stored;
    uint32_t offset_bytes = element->zero_count_offset_bytes;
    uint32_t mask = UINT32_MAX;

    if (id == HAL_OTP_BL2_ROTPK_0) { /* counted in the hardware's own word */
        offset_bytes = OFFSET(cm_config_2);
        mask = CM_CONFIG_2_ROTPK_ZERO_COUNT;
    }
    if (offset_bytes == OTP_NO_ZERO_COUNT) {
        return RSS_OK;
    }
    if (element->size_bytes > sizeof(value)) {
        return RSS_ERR_OTP_ELEMENT;
    }
    rss_status_t status = lcm_read_otp(RSS_LCM_BASE, offset_bytes, &stored, sizeof(stored));
    if (status == RSS_OK) {
        status = lcm_read_otp(RSS_LCM_BASE, element->offset_bytes, value, element->size_bytes);
    }
    if (status == RSS_OK) {
        const uint32_t counted = bytes_count_zero_bits(value, element->size_bytes);

        stored &= mask;
        if (fih_differ(stored, counted)) {
            status = RSS_ERR_OTP_ZERO_COUNT;
        }
    }
    bytes_wipe(value, sizeof(value));
    return status;
}

static rss_status_t check_zero_counts(void)
{
    volatile uint32_t id;

    for (id = 0; id < HAL_OTP_COUNT; id++) {
        const rss_status_t status = check_zero_count((enum hal_otp_id)id);

        if (fih_differ(status, RSS_OK)) {
            return status;
        }
        FIH_REQUIRE_AGAIN(check_zero_count((enum hal_otp_id)id), RSS_OK);
    }
    FIH_REQUIRE(id, HAL_OTP_COUNT);
    fih_step(HAL_LIFECYCLE_STEP_TAMPER);
    return RSS_OK;
}

rss_status_t hal_lifecycle_check(enum hal_chip_kind virgin_becomes)
{
    uint32_t state;
    rss_status_t status = lcm_get_state(RSS_LCM_BASE, &state);

    if (lcm_otp_bytes(RSS_LCM_BASE) < sizeof(struct otp_layout)) {
        return RSS_ERR_OTP_SIZE;
    }
    if (status == RSS_OK) {
        status = lcm_check_errors(RSS_LCM_BASE);
    }
    if (status == RSS_OK) {
        status = check_tp_mode(state, virgin_becomes);
    }
    if (status != RSS_OK) {
        return status;
    }
    switch (state) {
    case LCM_STATE_CM:
    case LCM_STATE_DM:
        return lcm_enable_provisioning(RSS_LCM_BASE);
    case LCM_STATE_SE:
        return check_zero_counts();
    default:
        return RSS_OK; /* RMA: nothing is left to protect */
    }
}

/*
 * A zero count of 256 does not fit its byte, so a key that has no use yet gets a dummy value. In a production part each key
 * reads as zero and gets it: KP and KCE are nobody's before this, for BL1_1 is the first to run.
 */
static rss_status_t fill_blank_key(uint32_t offset_bytes)
{
    static const uint8_t dummy[HARDWARE_KEY_BYTES] = { 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4,
                                                       1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4 };
    const rss_status_t status = lcm_write_otp(RSS_LCM_BASE, offset_bytes, dummy, sizeof(dummy));

    /* Refused for a bit that the dummy does not have: there is a key. Part of a dummy, after a loss of power, is none. */
    return status == RSS_ERR_LCM_WRITE_REFUSED ? RSS_OK : status;
}

static rss_status_t fill_blank_keys(uint32_t first_offset_bytes, uint32_t count)
{
    rss_status_t status = RSS_OK;

    for (uint32_t i = 0; i < count && status == RSS_OK; i++) {
        status = fill_blank_key(first_offset_bytes + i * HARDWARE_KEY_BYTES);
    }
    return status;
}

/*
 * Between the two words the part is in no valid state whichever comes first; hal_lifecycle_resume finishes from there.
 * The commit is the last: what power may interrupt afterwards is a state whose commit word shows that it is wrong.
 */
static rss_status_t commit_to_dm(void)
{
    uint8_t rotpk[sizeof(((struct otp_layout *)0)->rotpk)];
    uint32_t config;
    rss_status_t status = lcm_read_otp(RSS_LCM_BASE, OFFSET(rotpk), rotpk, sizeof(rotpk));

    if (status != RSS_OK) {
        return status;
    }
    config = bytes_count_zero_bits(rotpk, sizeof(rotpk));
    if (config == 0 || config > CM_CONFIG_2_ROTPK_ZERO_COUNT) {
        return RSS_ERR_LCM_TRANSITION; /* no ROTPK: the word would be zero, and the state would not change */
    }
    status = lcm_write_otp(RSS_LCM_BASE, OFFSET(cm_config_2), &config, sizeof(config));
    if (status != RSS_OK) {
        return status;
    }
    return lcm_commit(RSS_LCM_BASE, OFFSET(cm_config_1));
}

/*
 * HUK and GUK are not made up, as upstream does: a public value must not become a root key. The commit would find a
 * blank one too, but behind CM_CONFIG_2, where no key can be written any more. A production part does not show its keys.
 */
static rss_status_t check_root_key(uint32_t offset_bytes)
{
    uint8_t key[HARDWARE_KEY_BYTES];
    rss_status_t status = lcm_read_otp(RSS_LCM_BASE, offset_bytes, key, sizeof(key));

    if (status == RSS_OK && bytes_not_blank(key, sizeof(key)) != RSS_OK) {
        status = RSS_ERR_LCM_COMMIT;
    }
    bytes_wipe(key, sizeof(key));
    return status;
}

static rss_status_t check_root_keys(void)
{
    const rss_status_t status = check_root_key(OFFSET(huk));

    return status == RSS_OK ? check_root_key(OFFSET(guk)) : status;
}

static rss_status_t advance_to_dm(void)
{
    uint32_t mode;
    rss_status_t status = fill_blank_keys(OFFSET(kp_cm), 2);

    if (status == RSS_OK) {
        status = lcm_get_tp_mode(RSS_LCM_BASE, &mode);
    }
    if (status == RSS_OK && mode == LCM_TP_MODE_TCI) {
        status = check_root_keys();
    }
    return status == RSS_OK ? commit_to_dm() : status;
}

static rss_status_t advance_to_se(void)
{
    const rss_status_t status = fill_blank_keys(OFFSET(kp_dm), 2);

    if (status != RSS_OK) {
        return status;
    }
    return lcm_commit(RSS_LCM_BASE, OFFSET(dm_config));
}

/*
 * The decision for RMA is a sum in memory, which starts at RMA_STEP and to which two findings add: not at 0, with which a
 * cleared register would agree.
 */
#define RMA_STEP    0x2c35u
#define RMA_DECIDED (3 * RMA_STEP)

static __attribute__((noinline)) void count_towards_rma(uint32_t found, uint32_t want)
{
    if (!fih_differ(found, want)) {
        fih_step(RMA_STEP);
    }
}

/*
 * The first flag, whole, decides: from there hal_lifecycle_resume goes on. Where it stands follows from the sum, so that whoever
 * comes here without a decision writes to a place that OTP does not have. Not inlined: nobody falls into the write.
 */
static __attribute__((noinline)) rss_status_t set_rma_flags(void)
{
    static const uint32_t flags[] = { LCM_RMA_FLAG, LCM_RMA_FLAG };
    _Static_assert(OFFSET(dm_rma_flag) == OFFSET(cm_rma_flag) + sizeof(flags[0]), "one write, in this order");
    const uint32_t nowhere = (fih_steps - RMA_DECIDED) << 16;

    return lcm_write_otp(RSS_LCM_BASE, OFFSET(cm_rma_flag) | nowhere, flags, sizeof(flags));
}

static rss_status_t advance_to_rma(enum hal_lifecycle to, uint32_t state)
{
    fih_steps = RMA_STEP;
    count_towards_rma(to, HAL_LIFECYCLE_DECOMMISSIONED);
    count_towards_rma(state, LCM_STATE_SE);
    return set_rma_flags();
}

rss_status_t hal_lifecycle_advance(enum hal_lifecycle to)
{
    uint32_t state;
    rss_status_t status = lcm_get_state(RSS_LCM_BASE, &state);

    if (status == RSS_OK) {
        status = lcm_check_errors(RSS_LCM_BASE);
    }
    if (status != RSS_OK) {
        return status;
    }
    if (state == LCM_STATE_CM && to == HAL_LIFECYCLE_PSA_ROT_PROVISIONING) {
        status = lcm_enable_provisioning(RSS_LCM_BASE);
        return status == RSS_OK ? advance_to_dm() : status;
    }
    if (state == LCM_STATE_DM && to == HAL_LIFECYCLE_SECURED) {
        status = lcm_enable_provisioning(RSS_LCM_BASE);
        return status == RSS_OK ? advance_to_se() : status;
    }
    if (state == LCM_STATE_SE && to == HAL_LIFECYCLE_DECOMMISSIONED) {
        return advance_to_rma(to, state);
    }
    return RSS_ERR_LCM_TRANSITION;
}

/* What was written to the life cycle shows at the next reset. */
static rss_status_t reset_if_written(rss_status_t status)
{
    if (status == RSS_OK) {
        hal_reset_system();
    }
    return status;
}

/* Power was lost inside the commit word that led to this state, if its counts are wrong for no worse reason. */
static rss_status_t repeat_commit(uint32_t offset_bytes)
{
    uint32_t errors;
    rss_status_t status = lcm_read_otp(RSS_LCM_BASE, offset_bytes, &errors, sizeof(errors));

    if (status != RSS_OK || errors == 0) {
        return status;
    }
    status = lcm_enable_provisioning(RSS_LCM_BASE);
    if (status == RSS_OK) {
        status = lcm_commit(RSS_LCM_BASE, offset_bytes);
    }
    (void)reset_if_written(status);
    return RSS_ERR_LCM_KEY_ERROR;
}

/* Power was lost between CM_CONFIG_1 and CM_CONFIG_2, or the LCM refuses each step of this. */
static rss_status_t finish_to_dm(void)
{
    rss_status_t status = lcm_enable_provisioning(RSS_LCM_BASE);

    if (status == RSS_OK) {
        status = commit_to_dm();
    }
    (void)reset_if_written(status);
    return RSS_ERR_LCM_STATE;
}

static void count_rma_flag(void)
{
    uint32_t flag;

    if (lcm_read_otp(RSS_LCM_BASE, OFFSET(cm_rma_flag), &flag, sizeof(flag)) == RSS_OK) {
        count_towards_rma(flag, LCM_RMA_FLAG);
    }
}

/* Power was lost between the two flags, or inside the second: only a flag that was read as set, twice, decides. */
static __attribute__((noinline)) rss_status_t finish_to_rma(void)
{
    fih_steps = RMA_STEP;
    count_rma_flag();
    count_rma_flag();
    if (fih_differ(fih_steps, RMA_DECIDED)) {
        return RSS_OK;
    }
    return reset_if_written(set_rma_flags());
}

rss_status_t hal_lifecycle_resume(void)
{
    uint32_t state;
    rss_status_t status = lcm_get_state(RSS_LCM_BASE, &state);

    if (status != RSS_OK) {
        return finish_to_dm();
    }
    switch (state) {
    case LCM_STATE_DM:
        return repeat_commit(OFFSET(cm_config_1));
    case LCM_STATE_SE:
        status = finish_to_rma();
        return status == RSS_OK ? repeat_commit(OFFSET(dm_config)) : status;
    default:
        return RSS_OK;
    }
}

static rss_status_t destroy(uint32_t offset_bytes, size_t size_bytes)
{
    static const uint32_t ones = UINT32_MAX;
    rss_status_t status = RSS_OK;

    for (uint32_t i = 0; i < size_bytes && status == RSS_OK; i += sizeof(ones)) {
        status = lcm_write_otp(RSS_LCM_BASE, offset_bytes + i, &ones, sizeof(ones));
    }
    return status;
}

rss_status_t hal_lifecycle_destroy_secrets(void)
{
    uint32_t state;
    rss_status_t status = lcm_get_state(RSS_LCM_BASE, &state);

    if (status == RSS_OK && state != LCM_STATE_RMA) {
        status = RSS_ERR_LCM_TRANSITION;
    }
    if (status == RSS_OK) {
        status = destroy(OFFSET(huk), OFFSET(tp_mode_config)); /* six keys and BL2 ROTPK 0 */
    }
    if (status == RSS_OK) {
        status = destroy(OFFSET(bl2_encryption_key), HARDWARE_KEY_BYTES);
    }
    return status;
}
