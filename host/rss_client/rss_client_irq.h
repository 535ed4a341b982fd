/* SPDX-License-Identifier: BSD-3-Clause */
/** The client library by interrupt instead of polling: for firmware that links rss_client_irq.c and mhu_irq.c and calls this. */
#ifndef HOST_RSS_CLIENT_RSS_CLIENT_IRQ_H
#define HOST_RSS_CLIENT_RSS_CLIENT_IRQ_H

/**
 * After rss_client_init, in place of polling for replies. From here on calls are made with the processor's interrupts masked,
 * and poll_limit counts how often sleep comes back.
 *
 * @param sleep  Waits for an interrupt (wfi), lets its handler run, and returns with interrupts masked again.
 */
void rss_client_use_interrupt(void (*sleep)(void));

/** To be called by the handler of the receiver frame's interrupt. */
void rss_client_interrupt(void);

#endif /* HOST_RSS_CLIENT_RSS_CLIENT_IRQ_H */
