/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Calls by interrupt. The machine has no interrupt of the AP for the RSS's MHU, as no public source names one; it has one for the
 * MHU from the SCP. So the calls of this image go over the SCP, which hands messages on (host/scp_relay): what is shown is the library's
 * interrupt driver, on an MHU whose interrupt comes through the GICv3. Nothing else ends the processor's sleep.
 */
#include "host/ap/console.h"
#include "host/ap/gic.h"
#include "host/ap/image.h"
#include "host/rss_client/rss_client.h"
#include "host/rss_client/rss_client_irq.h"

#define SCP_SENDER_FRAME   0x45000000u
#define SCP_RECEIVER_FRAME 0x45010000u
#define SCP_RECEIVER_INTID 349u /* SPI 317 (host-tc.md 5.13) */

#define CALLS 16u

static volatile uint32_t interrupts;

static void handle_interrupt(void)
{
    const uint32_t intid = gic_acknowledge();

    if (intid == SCP_RECEIVER_INTID) {
        interrupts++;
        rss_client_interrupt();
    }
    if (intid != GIC_NO_INTERRUPT) {
        gic_end(intid);
    }
}

void ap_main(void)
{
    struct rss_platform_version version;

    console_init();
    ap_set_interrupt_handler(handle_interrupt);
    gic_init();
    gic_enable(SCP_RECEIVER_INTID);
    psa_status_t status = rss_client_init(SCP_SENDER_FRAME, SCP_RECEIVER_FRAME, AP_RSS_POLLS);
    if (status != PSA_SUCCESS) {
        ap_fail("MHU", status);
        return;
    }
    rss_client_set_encoding(RSS_CLIENT_EMBED);
    rss_client_use_interrupt(gic_sleep);
    for (uint32_t call = 0; call < CALLS; call++) {
        status = rss_client_get_version(&version);
        if (status != PSA_SUCCESS) {
            ap_fail("version", status);
            return;
        }
    }
    console_text("[AP] PASS calls=");
    console_number((int32_t)CALLS);
    console_text(" interrupts=");
    console_number((int32_t)interrupts);
    console_text("\n");
}
