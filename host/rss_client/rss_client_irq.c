/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/rss_client/rss_client_irq.h"

#include "host/rss_client/mhu_irq.h"
#include "host/rss_client/rss_client_mhu.h"

void rss_client_use_interrupt(void (*sleep)(void))
{
    mhu_irq_enable(&rss_client_mhu, sleep);
}

void rss_client_interrupt(void)
{
    mhu_irq_handle(&rss_client_mhu);
}
