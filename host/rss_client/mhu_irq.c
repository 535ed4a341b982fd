/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rss_client/mhu_irq.h"

#include "host/rss_client/mhu_regs.h"
#include "lib/base/mmio.h"

/* The last channel's mask switches the interrupt: it works whether the line follows INT_EN (v2.1) or the channels alone. */
static void write_mask(const struct mhu *mhu, uint32_t offset)
{
    mmio_write32(mhu->receiver + offset + (mhu->receiver_channels - 1u) * MHU_CHANNEL_STRIDE, UINT32_MAX);
}

/* A round that has come in the meantime raises the interrupt at once, and ends the sleep before it has begun. */
static void wait(const struct mhu *mhu)
{
    write_mask(mhu, MHU_RECEIVER_CH_MSK_CLR_OFFSET);
    mhu->sleep();
}

void mhu_irq_enable(struct mhu *mhu, void (*sleep)(void))
{
    mhu_irq_handle(mhu);
    mmio_write32(mhu->receiver + MHU_RECEIVER_INT_EN_OFFSET, MHU_RECEIVER_INT_EN_CHCOMB);
    mhu->sleep = sleep;
    mhu->wait = wait;
}

void mhu_irq_handle(const struct mhu *mhu)
{
    write_mask(mhu, MHU_RECEIVER_CH_MSK_SET_OFFSET);
}
