/* SPDX-License-Identifier: BSD-3-Clause */
/** Receiving by interrupt: the processor sleeps until a round has come. Link it, or leave it out. */
#ifndef HOST_RSS_CLIENT_MHU_IRQ_H
#define HOST_RSS_CLIENT_MHU_IRQ_H

#include "host/rss_client/mhu.h"

/**
 * After mhu_init: wait for rounds with sleep. poll_limit counts how often it comes back; without another interrupt that ends
 * it (a timer's) the wait has no end.
 *
 * @param sleep  Called with the processor's interrupts masked, as calls of the library have to be made then: waits for an
 *               interrupt (wfi), lets its handler run, and returns with them masked again.
 */
void mhu_irq_enable(struct mhu *mhu, void (*sleep)(void));

/** For the handler of the receiver's interrupt, a level: it falls until the next wait. */
void mhu_irq_handle(const struct mhu *mhu);

#endif /* HOST_RSS_CLIENT_MHU_IRQ_H */
