/* SPDX-License-Identifier: GPL-2.0-or-later */
/* CryptoCell-3xx: register interface, DMA, host block, identification: hardware.md 12.4. */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_cc3xx.h"

#include "qemu/bswap.h"
#include "qemu/log.h"
#include "qemu/module.h"
#include "exec/address-spaces.h"
#include "hw/irq.h"
#include "hw/qdev-properties.h"
#include "migration/vmstate.h"
#include "qapi/error.h"
#include "hw/arm/rss/rss_mmio.h"
#include "rss_cc3xx_internal.h"

#define DMA_LIMIT_BYTES 0x10000
#define HOST_IRR_EVENTS 0xFF0
#define ALWAYS_ON_FIRST R_HOST_DCU_EN       /* from here on registers survive HOST_SW_RST */
#define DCU_WORDS 4

typedef enum RssCc3xxAccess {
    ACCESS_NONE,
    ACCESS_READ_ONLY,
    ACCESS_STORE,                           /* reads back what was written */
    ACCESS_WRITE_ONLY,
    ACCESS_CLEAR,                           /* write one to clear, reads as zero */
    ACCESS_UNMODELLED,
} RssCc3xxAccess;

static const uint8_t access_kind[RSS_CC3XX_REGISTERS] = {
    [R_PKA_MEMORY_MAP ... R_RNG_IMR - 1] = ACCESS_UNMODELLED,
    [R_RNG_IMR] = ACCESS_STORE,
    [R_RNG_ISR] = ACCESS_READ_ONLY,
    [R_RNG_ICR] = ACCESS_CLEAR,
    [R_TRNG_CONFIG] = ACCESS_STORE,
    [R_TRNG_VALID ... R_EHR_DATA5] = ACCESS_READ_ONLY,
    [R_RND_SOURCE_ENABLE] = ACCESS_STORE,
    [R_SAMPLE_CNT1] = ACCESS_STORE,
    [R_AUTOCORR_STATISTIC] = ACCESS_STORE,
    [R_TRNG_DEBUG_CONTROL] = ACCESS_STORE,
    [R_RNG_SW_RESET] = ACCESS_STORE,
    [R_RNG_DEBUG_EN_INPUT] = ACCESS_READ_ONLY,
    [R_RNG_BUSY] = ACCESS_READ_ONLY,
    [R_RST_BITS_COUNTER] = ACCESS_WRITE_ONLY,
    [R_RNG_VERSION] = ACCESS_READ_ONLY,
    [R_RNG_CLK_ENABLE] = ACCESS_WRITE_ONLY,
    [R_RNG_DMA_ENABLE ... R_RNG_WATCHDOG_VAL] = ACCESS_STORE,
    [R_RNG_DMA_STATUS] = ACCESS_READ_ONLY,
    [R_CHACHA ... 0x3E8 / 4] = ACCESS_UNMODELLED,
    [R_AES_KEY_0 ... R_AES_IV_0 - 1] = ACCESS_WRITE_ONLY,
    [R_AES_IV_0 ... R_AES_BUSY - 1] = ACCESS_STORE,
    [R_AES_BUSY] = ACCESS_READ_ONLY,
    [R_AES_SK] = ACCESS_WRITE_ONLY,
    [R_AES_CMAC_INIT] = ACCESS_WRITE_ONLY,
    [R_AES_SK1] = ACCESS_WRITE_ONLY,
    [R_AES_REMAINING_BYTES ... R_AES_CONTROL] = ACCESS_STORE,
    [R_AES_HW_FLAGS] = ACCESS_READ_ONLY,
    [R_AES_CTR_NO_INCREMENT] = ACCESS_STORE,
    [R_AES_DFA_IS_ON] = ACCESS_STORE,
    [R_AES_DFA_ERR_STATUS ... R_AES_RBG_SEEDING_RDY] = ACCESS_READ_ONLY,
    [R_AES_CMAC_SIZE0_KICK] = ACCESS_WRITE_ONLY,
    [R_AES_DUMMY_ROUNDS_ENABLE] = ACCESS_STORE,
    [R_HASH_H ... 0x660 / 4] = ACCESS_STORE,
    [R_AUTO_HW_PADDING] = ACCESS_WRITE_ONLY,
    [R_HASH_XOR_DIN] = ACCESS_STORE,
    [R_LOAD_INIT_STATE] = ACCESS_WRITE_ONLY,
    [R_HASH_SEL_AES_MAC] = ACCESS_WRITE_ONLY,
    [R_HASH_VERSION] = ACCESS_READ_ONLY,
    [R_HASH_CONTROL ... R_HASH_CUR_LEN_1] = ACCESS_STORE,
    [R_HASH_PARAM] = ACCESS_READ_ONLY,
    [R_HASH_AES_SW_RESET] = ACCESS_WRITE_ONLY,
    [R_HASH_ENDIANESS] = ACCESS_STORE,
    [R_AES_CLK_ENABLE] = ACCESS_STORE,
    [R_HASH_CLK_ENABLE ... R_DMA_CLK_ENABLE] = ACCESS_STORE,
    [R_CLK_STATUS] = ACCESS_READ_ONLY,
    [R_CHACHA_CLK_ENABLE] = ACCESS_STORE,
    [R_CRYPTO_CTL] = ACCESS_WRITE_ONLY,
    [R_CRYPTO_BUSY] = ACCESS_READ_ONLY,
    [R_HASH_BUSY] = ACCESS_READ_ONLY,
    [R_CONTEXT_ID] = ACCESS_STORE,
    [R_GHASH ... 0x984 / 4] = ACCESS_UNMODELLED,
    [R_HOST_IRR] = ACCESS_READ_ONLY,
    [R_HOST_IMR] = ACCESS_STORE,
    [R_HOST_ICR] = ACCESS_CLEAR,
    [R_HOST_RGF_ENDIAN] = ACCESS_STORE,
    [R_HOST_SIGNATURE ... R_HOST_BOOT] = ACCESS_READ_ONLY,
    [R_HOST_CRYPTOKEY_SEL] = ACCESS_STORE,
    [R_HOST_CC_IS_IDLE] = ACCESS_READ_ONLY,
    [R_HOST_POWERDOWN] = ACCESS_STORE,
    [R_AHBM_SINGLES ... R_AHBM_HNONSEC] = ACCESS_STORE,
    [R_DIN_BUFFER] = ACCESS_UNMODELLED,
    [R_DIN_MEM_DMA_BUSY] = ACCESS_READ_ONLY,
    [R_SRC_LLI_WORD0 ... R_SRC_LLI_WORD1] = ACCESS_WRITE_ONLY,
    [R_DIN_SRAM_SRC_ADDR ... R_DIN_SRAM_BYTES_LEN] = ACCESS_UNMODELLED,
    [R_DIN_SRAM_DMA_BUSY] = ACCESS_READ_ONLY,
    [R_DOUT_BUFFER] = ACCESS_UNMODELLED,
    [R_DOUT_MEM_DMA_BUSY] = ACCESS_READ_ONLY,
    [R_DST_LLI_WORD0 ... R_DST_LLI_WORD1] = ACCESS_WRITE_ONLY,
    [R_PERIPHERAL_ID_4] = ACCESS_READ_ONLY,
    [R_PERIPHERAL_ID_0 ... R_COMPONENT_ID_3] = ACCESS_READ_ONLY,
    [R_HOST_DCU_EN ... R_HOST_DCU_LOCK + DCU_WORDS - 1] = ACCESS_STORE,
    [R_HOST_AO_LOCK_BITS] = ACCESS_STORE,
    [R_HOST_APB_FILTERING] = ACCESS_STORE,
    [R_HOST_GPPC] = ACCESS_READ_ONLY,
    [R_HOST_SW_RST] = ACCESS_WRITE_ONLY,
    [R_AIB_FUSE_PROG_COMPLETED] = ACCESS_READ_ONLY,
    [R_LCS_IS_VALID ... R_LCS_REG] = ACCESS_READ_ONLY,
    [R_HOST_SHADOW_KDR ... R_HOST_SHADOW_KCEICV] = ACCESS_WRITE_ONLY,
};

/* Registers that do not reset to zero; the RNG has its own reset. */
static const struct {
    uint16_t reg;
    uint32_t value;
} reset_value[] = {
    { R_HOST_IMR, HOST_IRR_EVENTS },
    { R_HOST_CC_IS_IDLE, 1 },
    { R_PERIPHERAL_ID_4, 0x04 },
    { R_PERIPHERAL_ID_0, 0xC0 },
    { R_PERIPHERAL_ID_1, 0xB0 },
    { R_PERIPHERAL_ID_2, 0x0B },
    { R_COMPONENT_ID_0, 0x0D },
    { R_COMPONENT_ID_1, 0xF0 },
    { R_COMPONENT_ID_2, 0x05 },
    { R_COMPONENT_ID_3, 0xB1 },
    { R_AIB_FUSE_PROG_COMPLETED, 1 },
    { R_LCS_IS_VALID, 1 },
    { R_NVM_IS_IDLE, 1 },
};

/* What CRYPTO_CTL connects. */
typedef struct RssCc3xxRoute {
    uint32_t control;
    bool aes, hash, hash_of_output;
} RssCc3xxRoute;

static const RssCc3xxRoute routes[] = {
    { 0x0, false, false, false },           /* copy */
    { 0x1, true, false, false },
    { 0x3, true, true, false },             /* both read the input */
    { 0x7, false, true, false },
    { 0xA, true, true, true },              /* HASH reads what AES puts out */
};

static uint32_t rss_cc3xx_irr(const RssCc3xxState *s)
{
    return s->regs[R_HOST_IRR] | (rss_cc3xx_rng_interrupt(s) ? R_HOST_IRR_RNG_MASK : 0);
}

void rss_cc3xx_update_irq(RssCc3xxState *s)
{
    qemu_set_irq(s->irq, (rss_cc3xx_irr(s) & ~s->regs[R_HOST_IMR] & HOST_IRR_EVENTS) != 0);
}

static void rss_cc3xx_raise(RssCc3xxState *s, uint32_t events)
{
    s->regs[R_HOST_IRR] |= events;
    rss_cc3xx_update_irq(s);
}

static const RssCc3xxRoute *rss_cc3xx_route(const RssCc3xxState *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(routes); i++) {
        if (routes[i].control == s->regs[R_CRYPTO_CTL]) {
            return &routes[i];
        }
    }
    return NULL;
}

static bool rss_cc3xx_has_output(const RssCc3xxState *s, const RssCc3xxRoute *route)
{
    return route->aes ? rss_cc3xx_aes_has_output(s) : !route->hash;
}

static bool rss_cc3xx_clocks_run(const RssCc3xxState *s, const RssCc3xxRoute *route)
{
    return (s->regs[R_DMA_CLK_ENABLE] & 1) && (!route->aes || (s->regs[R_AES_CLK_ENABLE] & 1)) &&
           (!route->hash || (s->regs[R_HASH_CLK_ENABLE] & 1));
}

/* Everything that is checked before a transfer has effects; a refusal is logged. */
static bool rss_cc3xx_dma_can_run(const RssCc3xxState *s, const RssCc3xxRoute *route, uint32_t bytes)
{
    if (route == NULL) {
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: CRYPTO_CTL 0x%x\n", s->regs[R_CRYPTO_CTL]);
        return false;
    }
    if (bytes == 0 || bytes >= DMA_LIMIT_BYTES) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: SRC_LLI_WORD1: length 0x%x\n", bytes);
        return false;
    }
    if (!rss_cc3xx_clocks_run(s, route)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: DMA started without clock\n");
        return false;
    }
    if (rss_cc3xx_has_output(s, route) && (!s->destination_set || s->regs[R_DST_LLI_WORD1] < bytes)) {
        qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: DMA of 0x%x bytes without a destination for them\n", bytes);
        return false;
    }
    return (!route->aes || rss_cc3xx_aes_can_run(s, bytes)) && (!route->hash || rss_cc3xx_hash_can_run(s));
}

static MemTxAttrs rss_cc3xx_attrs(const RssCc3xxState *s, uint32_t nonsecure_bit)
{
    return (MemTxAttrs) { .secure = !(s->regs[R_AHBM_HNONSEC] & nonsecure_bit) };
}

static void rss_cc3xx_run_engines(RssCc3xxState *s, const RssCc3xxRoute *route, const uint8_t *in, uint8_t *out,
                                  uint32_t bytes)
{
    if (route->hash && !route->hash_of_output) {
        rss_cc3xx_hash_run(s, in, bytes);
    }
    if (route->aes) {
        rss_cc3xx_aes_run(s, in, out, bytes);
    } else if (!route->hash) {
        memcpy(out, in, bytes);
    }
    if (route->hash && route->hash_of_output) {
        rss_cc3xx_hash_run(s, out, bytes);
    }
}

/* SRC_LLI_WORD1 was written: the whole transfer happens here. */
static void rss_cc3xx_start_dma(RssCc3xxState *s, uint32_t bytes)
{
    const RssCc3xxRoute *route = rss_cc3xx_route(s);
    g_autofree uint8_t *in = NULL;
    g_autofree uint8_t *out = NULL;
    uint32_t events = R_HOST_IRR_SYM_DMA_COMPLETED_MASK | R_HOST_IRR_MEM_TO_DIN_MASK;

    if (!rss_cc3xx_dma_can_run(s, route, bytes)) {
        return;
    }
    in = g_malloc(bytes);
    out = g_malloc0(bytes);
    if (address_space_read(&s->bus_as, s->regs[R_SRC_LLI_WORD0], rss_cc3xx_attrs(s, R_AHBM_HNONSEC_READ_MASK), in,
                           bytes) != MEMTX_OK) {
        rss_cc3xx_raise(s, R_HOST_IRR_AHB_ERROR_MASK);
        return;
    }
    rss_cc3xx_run_engines(s, route, in, out, bytes);
    if (rss_cc3xx_has_output(s, route)) {
        s->destination_set = false;
        events |= R_HOST_IRR_DOUT_TO_MEM_MASK;
        if (address_space_write(&s->bus_as, s->regs[R_DST_LLI_WORD0],
                                rss_cc3xx_attrs(s, R_AHBM_HNONSEC_WRITE_MASK), out, bytes) != MEMTX_OK) {
            rss_cc3xx_raise(s, R_HOST_IRR_AHB_ERROR_MASK);
            return;
        }
    }
    rss_cc3xx_raise(s, events);
}

static void rss_cc3xx_apply_reset_values(RssCc3xxState *s)
{
    for (size_t i = 0; i < ARRAY_SIZE(reset_value); i++) {
        s->regs[reset_value[i].reg] = reset_value[i].value;
    }
}

static void rss_cc3xx_reset_symmetric(RssCc3xxState *s)
{
    memset(&s->regs[R_AES_KEY_0], 0, (R_HASH_ENDIANESS + 1 - R_AES_KEY_0) * sizeof(uint32_t));
    memset(s->aes_key, 0, sizeof(s->aes_key));
    memset(s->cmac_subkey, 0, sizeof(s->cmac_subkey));
    s->hash_auto_pad = false;
    s->hash_partial_bytes = 0;
}

static void rss_cc3xx_software_reset(RssCc3xxState *s)
{
    memset(s->regs, 0, ALWAYS_ON_FIRST * sizeof(uint32_t));
    rss_cc3xx_reset_symmetric(s);
    rss_cc3xx_rng_reset(s);
    rss_cc3xx_apply_reset_values(s);
    s->rng_resetting = false;
    s->destination_set = false;
    rss_cc3xx_update_irq(s);
}

/* Lock bits stay set; bit 7 can be changed until bit 8 locks it. */
static uint32_t rss_cc3xx_merge_ao_lock_bits(uint32_t previous, uint32_t value)
{
    uint32_t sticky = previous & ~R_HOST_AO_LOCK_BITS_FORCE_DFA_ENABLE_MASK;
    uint32_t dfa = previous & R_HOST_AO_LOCK_BITS_DFA_ENABLE_LOCK_MASK ? previous : value;

    return ((sticky | value) & 0x1FF & ~R_HOST_AO_LOCK_BITS_FORCE_DFA_ENABLE_MASK) |
           (dfa & R_HOST_AO_LOCK_BITS_FORCE_DFA_ENABLE_MASK);
}

static uint32_t rss_cc3xx_clock_status(const RssCc3xxState *s)
{
    return (s->regs[R_AES_CLK_ENABLE] & 1) << R_CLK_STATUS_AES_SHIFT |
           (s->regs[R_HASH_CLK_ENABLE] & 1) << R_CLK_STATUS_HASH_SHIFT |
           (s->regs[R_PKA_CLK_ENABLE] & 1) << R_CLK_STATUS_PKA_SHIFT |
           (s->regs[R_CHACHA_CLK_ENABLE] & 1) << R_CLK_STATUS_CHACHA_SHIFT |
           (s->regs[R_DMA_CLK_ENABLE] & 1) << R_CLK_STATUS_DMA_SHIFT;
}

/* CryptoCell's own life-cycle codes; an invalid life cycle is shown as the most restrictive one. */
static uint32_t rss_cc3xx_lcs(const RssCc3xxState *s)
{
    switch (rss_lcm_get_lcs(s->lcm)) {
    case RSS_LCS_CM:
        return 0;
    case RSS_LCS_DM:
        return 1;
    case RSS_LCS_RMA:
        return 7;
    default:
        return 5;
    }
}

static uint32_t rss_cc3xx_value(const RssCc3xxState *s, hwaddr offset)
{
    switch (offset) {
    case A_TRNG_VALID:
        return s->regs[R_RNG_ISR] & R_RNG_ISR_EHR_VALID_MASK;
    case A_CLK_STATUS:
        return rss_cc3xx_clock_status(s);
    case A_HOST_IRR:
        return rss_cc3xx_irr(s);
    case A_HOST_AO_LOCK_BITS:
        return s->regs[R_HOST_AO_LOCK_BITS] | (rss_lcm_is_fatal(s->lcm) ? R_HOST_AO_LOCK_BITS_FATAL_ERR_MASK : 0);
    case A_HOST_GPPC:
        return rss_lcm_get_gppc(s->lcm);
    case A_LCS_REG:
        return rss_cc3xx_lcs(s);
    default:
        return s->regs[offset / 4];
    }
}

static uint64_t rss_cc3xx_read(void *opaque, hwaddr offset, unsigned size)
{
    RssCc3xxState *s = RSS_CC3XX(opaque);

    switch (access_kind[offset / 4]) {
    case ACCESS_READ_ONLY:
    case ACCESS_STORE:
        return rss_cc3xx_value(s, offset);
    case ACCESS_CLEAR:
        return 0;
    case ACCESS_WRITE_ONLY:
        rss_log_guest(TYPE_RSS_CC3XX, "read of write-only", offset);
        return 0;
    case ACCESS_UNMODELLED:
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: read offset 0x%" HWADDR_PRIx "\n", offset);
        return 0;
    default:
        rss_log_guest(TYPE_RSS_CC3XX, "bad read", offset);
        return 0;
    }
}

static void rss_cc3xx_aes_written(RssCc3xxState *s, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_AES_KEY_0 ... A_AES_IV_0 - 4:
        stl_le_p((uint8_t *)s->aes_key + (offset - A_AES_KEY_0), value);
        s->regs[offset / 4] = 0;
        break;
    case A_AES_SK:
    case A_AES_SK1:
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: hardware keys come from the KMU, not by AES_SK\n");
        break;
    case A_AES_CMAC_INIT:
        rss_cc3xx_aes_init_cmac(s);
        break;
    case A_AES_CMAC_SIZE0_KICK:
        rss_cc3xx_aes_cmac_empty(s);
        break;
    default:
        break;
    }
}

static void rss_cc3xx_hash_written(RssCc3xxState *s, hwaddr offset, uint32_t value)
{
    switch (offset) {
    case A_HASH_H ... 0x660:
    case A_HASH_CUR_LEN_0:
    case A_HASH_CUR_LEN_1:
        rss_cc3xx_hash_drop_partial(s);
        break;
    case A_AUTO_HW_PADDING:
        s->hash_auto_pad = value & 1;
        break;
    case A_HASH_PAD_CFG:
        if (FIELD_EX32(value, HASH_PAD_CFG, DO_PAD) && rss_cc3xx_hash_can_run(s)) {
            rss_cc3xx_hash_pad(s);
        }
        break;
    case A_HASH_AES_SW_RESET:
        if (value & 1) {
            rss_cc3xx_reset_symmetric(s);
        }
        break;
    default:
        break;
    }
}

static void rss_cc3xx_host_written(RssCc3xxState *s, hwaddr offset, uint32_t value, uint32_t previous)
{
    unsigned reg = offset / 4;

    switch (offset) {
    case A_HOST_ICR:
        s->regs[R_HOST_IRR] &= ~value;
        break;
    case A_SRC_LLI_WORD1:
        rss_cc3xx_start_dma(s, value);
        break;
    case A_DST_LLI_WORD1:
        s->destination_set = true;
        break;
    case A_HOST_RGF_ENDIAN:
        if (value != 0) {
            qemu_log_mask(LOG_UNIMP, "rss-cc3xx: HOST_RGF_ENDIAN 0x%x\n", value);
        }
        break;
    case A_HOST_DCU_EN ... A_HOST_DCU_LOCK - 4:
        s->regs[reg] = (previous & s->regs[reg + DCU_WORDS]) | (value & ~s->regs[reg + DCU_WORDS]);
        break;
    case A_HOST_DCU_LOCK ... A_HOST_DCU_LOCK + 4 * (DCU_WORDS - 1):
        s->regs[reg] |= previous;
        break;
    case A_HOST_AO_LOCK_BITS:
        s->regs[reg] = rss_cc3xx_merge_ao_lock_bits(previous, value);
        break;
    case A_HOST_SHADOW_KDR ... A_HOST_SHADOW_KCEICV:
        s->regs[reg] = 0;
        break;
    case A_HOST_SW_RST:
        s->regs[reg] = 0;
        if (value & 1) {
            rss_cc3xx_software_reset(s);
        }
        break;
    default:
        break;
    }
    rss_cc3xx_update_irq(s);
}

static void rss_cc3xx_store(RssCc3xxState *s, hwaddr offset, uint32_t value)
{
    uint32_t previous = s->regs[offset / 4];

    s->regs[offset / 4] = value;
    if (offset < A_CHACHA) {
        rss_cc3xx_rng_written(s, offset, value, previous);
    } else if (offset < A_HASH_H) {
        rss_cc3xx_aes_written(s, offset, value);
    } else if (offset < A_AES_CLK_ENABLE) {
        rss_cc3xx_hash_written(s, offset, value);
    } else {
        rss_cc3xx_host_written(s, offset, value, previous);
    }
}

static void rss_cc3xx_write(void *opaque, hwaddr offset, uint64_t value, unsigned size)
{
    RssCc3xxState *s = RSS_CC3XX(opaque);

    switch (access_kind[offset / 4]) {
    case ACCESS_STORE:
    case ACCESS_WRITE_ONLY:
    case ACCESS_CLEAR:
        rss_cc3xx_store(s, offset, value);
        break;
    case ACCESS_READ_ONLY:
        rss_log_guest(TYPE_RSS_CC3XX, "write to read-only", offset);
        break;
    case ACCESS_UNMODELLED:
        qemu_log_mask(LOG_UNIMP, "rss-cc3xx: write offset 0x%" HWADDR_PRIx "\n", offset);
        break;
    default:
        rss_log_guest(TYPE_RSS_CC3XX, "bad write", offset);
        break;
    }
}

static const MemoryRegionOps rss_cc3xx_ops = RSS_WORD_OPS(rss_cc3xx_read, rss_cc3xx_write);

static void rss_cc3xx_reset_hold(Object *obj, ResetType type)
{
    RssCc3xxState *s = RSS_CC3XX(obj);

    memset(&s->regs[ALWAYS_ON_FIRST], 0, (RSS_CC3XX_REGISTERS - ALWAYS_ON_FIRST) * sizeof(uint32_t));
    rss_cc3xx_software_reset(s);
}

static void rss_cc3xx_realize(DeviceState *dev, Error **errp)
{
    RssCc3xxState *s = RSS_CC3XX(dev);

    if (s->bus == NULL || s->lcm == NULL) {
        error_setg(errp, TYPE_RSS_CC3XX ": properties 'bus' and 'lcm' must be set");
        return;
    }
    address_space_init(&s->bus_as, s->bus, TYPE_RSS_CC3XX);
}

static void rss_cc3xx_unrealize(DeviceState *dev)
{
    address_space_destroy(&RSS_CC3XX(dev)->bus_as);
}

static void rss_cc3xx_init(Object *obj)
{
    RssCc3xxState *s = RSS_CC3XX(obj);

    memory_region_init_io(&s->iomem, obj, &rss_cc3xx_ops, s, TYPE_RSS_CC3XX, RSS_CC3XX_REGION_BYTES);
    sysbus_init_mmio(SYS_BUS_DEVICE(obj), &s->iomem);
    sysbus_init_irq(SYS_BUS_DEVICE(obj), &s->irq);
}

static int rss_cc3xx_post_load(void *opaque, int version_id)
{
    RssCc3xxState *s = RSS_CC3XX(opaque);

    return s->hash_partial_bytes < RSS_CC3XX_HASH_BLOCK_BYTES ? 0 : -EINVAL;
}

static const VMStateDescription rss_cc3xx_vmstate = {
    .name = TYPE_RSS_CC3XX,
    .version_id = 1,
    .minimum_version_id = 1,
    .post_load = rss_cc3xx_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_ARRAY(regs, RssCc3xxState, RSS_CC3XX_REGISTERS),
        VMSTATE_UINT8_2DARRAY(aes_key, RssCc3xxState, 2, RSS_CC3XX_KEY_BYTES),
        VMSTATE_UINT8_2DARRAY(cmac_subkey, RssCc3xxState, 2, 16),
        VMSTATE_BOOL(destination_set, RssCc3xxState),
        VMSTATE_BOOL(hash_auto_pad, RssCc3xxState),
        VMSTATE_UINT8_ARRAY(hash_partial, RssCc3xxState, RSS_CC3XX_HASH_BLOCK_BYTES),
        VMSTATE_UINT32(hash_partial_bytes, RssCc3xxState),
        VMSTATE_BOOL(rng_resetting, RssCc3xxState),
        VMSTATE_END_OF_LIST()
    },
};

static const Property rss_cc3xx_properties[] = {
    DEFINE_PROP_LINK("bus", RssCc3xxState, bus, TYPE_MEMORY_REGION, MemoryRegion *),
    DEFINE_PROP_LINK("lcm", RssCc3xxState, lcm, TYPE_RSS_LCM, RssLcmState *),
};

static void rss_cc3xx_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    ResettableClass *rc = RESETTABLE_CLASS(klass);

    dc->realize = rss_cc3xx_realize;
    dc->unrealize = rss_cc3xx_unrealize;
    dc->vmsd = &rss_cc3xx_vmstate;
    rc->phases.hold = rss_cc3xx_reset_hold;
    device_class_set_props(dc, rss_cc3xx_properties);
}

static const TypeInfo rss_cc3xx_info = {
    .name = TYPE_RSS_CC3XX,
    .parent = TYPE_SYS_BUS_DEVICE,
    .instance_size = sizeof(RssCc3xxState),
    .instance_init = rss_cc3xx_init,
    .class_init = rss_cc3xx_class_init,
};

static void rss_cc3xx_register_types(void)
{
    type_register_static(&rss_cc3xx_info);
}
type_init(rss_cc3xx_register_types)
