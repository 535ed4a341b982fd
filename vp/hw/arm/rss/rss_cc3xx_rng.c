/* SPDX-License-Identifier: GPL-2.0-or-later */
/* RNG of the CryptoCell-3xx: hardware.md 12.1. Error bits are never raised: the entropy is QEMU's. */
#include "qemu/osdep.h"
#include "rss_cc3xx_internal.h"

#include "qemu/error-report.h"
#include "qemu/guest-random.h"
#include "qemu/log.h"
#include "qapi/error.h"

#define EHR_WORDS 6
#define RNG_EVENTS 0x3F
#define SAMPLE_CNT1_RESET 0xFFFF

static bool rss_cc3xx_rng_is_collecting(const RssCc3xxState *s)
{
    return (s->regs[R_RND_SOURCE_ENABLE] & 1) && (s->regs[R_RNG_CLK_ENABLE] & 1);
}

/*
 * Collection takes no time: while the source runs there is always a full EHR. Its words stay readable until the next
 * collection, also after the source has stopped.
 */
static void rss_cc3xx_rng_collect(RssCc3xxState *s)
{
    Error *error = NULL;

    if (!rss_cc3xx_rng_is_collecting(s)) {
        return;
    }
    if (qemu_guest_getrandom(&s->regs[R_EHR_DATA0], EHR_WORDS * sizeof(uint32_t), &error) < 0) {
        error_reportf_err(error, "rss-cc3xx: no entropy: ");
        return;
    }
    s->regs[R_RNG_ISR] |= R_RNG_ISR_EHR_VALID_MASK;
}

bool rss_cc3xx_rng_interrupt(const RssCc3xxState *s)
{
    return (s->regs[R_RNG_ISR] & ~s->regs[R_RNG_IMR] & RNG_EVENTS) != 0;
}

void rss_cc3xx_rng_reset(RssCc3xxState *s)
{
    memset(&s->regs[R_RNG_IMR], 0, (R_RNG_DMA_STATUS + 1 - R_RNG_IMR) * sizeof(uint32_t));
    s->regs[R_RNG_IMR] = RNG_EVENTS;
    s->regs[R_SAMPLE_CNT1] = SAMPLE_CNT1_RESET;
}

void rss_cc3xx_rng_written(RssCc3xxState *s, hwaddr offset, uint32_t value, uint32_t previous)
{
    switch (offset) {
    case A_RNG_ICR:
        s->regs[R_RNG_ISR] &= ~value;
        if (value & R_RNG_ISR_EHR_VALID_MASK) {
            rss_cc3xx_rng_collect(s);
        }
        break;
    case A_RND_SOURCE_ENABLE:
        if ((value & 1) && !(s->regs[R_RNG_CLK_ENABLE] & 1)) {
            qemu_log_mask(LOG_GUEST_ERROR, "rss-cc3xx: RND_SOURCE_ENABLE without RNG clock\n");
        }
        rss_cc3xx_rng_collect(s);
        break;
    case A_RNG_CLK_ENABLE:
        if (!(previous & 1)) {
            rss_cc3xx_rng_collect(s);
        }
        break;
    case A_RST_BITS_COUNTER:
        if (value & 1) {
            rss_cc3xx_rng_collect(s);
        }
        break;
    case A_SAMPLE_CNT1:
        if (s->rng_resetting || !(s->regs[R_RNG_CLK_ENABLE] & 1)) {
            s->regs[R_SAMPLE_CNT1] = previous;      /* lost: drivers write until it reads back */
            s->rng_resetting = false;
        }
        break;
    case A_RNG_SW_RESET:
        if (value & 1) {
            rss_cc3xx_rng_reset(s);
            s->rng_resetting = true;
        }
        break;
    case A_RNG_DMA_ENABLE:
        if (value & 1) {
            qemu_log_mask(LOG_UNIMP, "rss-cc3xx: RNG DMA\n");
        }
        break;
    default:
        break;
    }
    rss_cc3xx_update_irq(s);
}
