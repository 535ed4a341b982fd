/* SPDX-License-Identifier: BSD-3-Clause */
/** Hands the AP's messages on to the RSS, and the replies back: for host/ap_irq. */
#include "host/rss_client/mhu.h"
#include "host/scp/scp.h"
#include "host/scp/scp_regs.h"

#define AP_RECEIVER_BASE 0x44002000u /* peers of the AP's frames 0x45000000 and 0x45010000 (host-tc.md 9.3) */
#define AP_SENDER_BASE   0x44003000u
#define POLLS            4000000u
#define MESSAGE_WORDS    64u

static struct mhu ap = { .sender = AP_SENDER_BASE, .receiver = AP_RECEIVER_BASE, .poll_limit = POLLS };
static struct mhu rss = { .sender = RSS_SENDER_BASE, .receiver = RSS_RECEIVER_BASE, .poll_limit = POLLS };

static void hand_on(const struct mhu *from, const struct mhu *to)
{
    static uint32_t words[MESSAGE_WORDS];
    size_t bytes;

    if (mhu_receive(from, words, sizeof(words), &bytes) != RSS_OK || mhu_send(to, words, bytes) != RSS_OK) {
        scp_fail("message of the AP");
    }
}

void scp_ask_rss(void)
{
    if (mhu_init(&ap) != RSS_OK || mhu_init(&rss) != RSS_OK) {
        scp_fail("mailbox");
    }
    for (;;) {
        while (!mhu_is_waiting(&ap)) {
        }
        hand_on(&ap, &rss);
        hand_on(&rss, &ap);
    }
}
