/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * A host's request that ends this device's life (state RMA). tools/rma_request.py makes it for one device.
 */
#ifndef BOOT_BL1_1_RMA_REQUEST_H
#define BOOT_BL1_1_RMA_REQUEST_H

#include <stddef.h>
#include <stdint.h>

#include "lib/base/status.h"

#define RMA_REQUEST_MAGIC 0xdec0de1du

struct rma_request {
    uint32_t magic;
    uint8_t tag[32];    /* boot KDF under GUK, label "RSS_RMA_REQUEST", context the boot seed in OTP */
    uint8_t digest[32]; /* SHA-256 of all bytes before it */
};
_Static_assert(offsetof(struct rma_request, digest) == 36, "request layout");
_Static_assert(sizeof(struct rma_request) == 68, "request layout");

/** Added to fih_steps by rma_request_take for a request that is this device's. */
#define RMA_REQUEST_STEP 0x2611u

/**
 * Take a request out of RAM and check it. For state SE.
 * @return RSS_OK; RSS_ERR_PROV_NO_BUNDLE: there is none; RSS_ERR_PROV_RMA_DIGEST; RSS_ERR_PROV_RMA_TAG: not for this device;
 * RSS_ERR_LCM_*, RSS_ERR_KMU_*, RSS_ERR_CC3XX_*. The request is cleared in RAM unless there was none.
 */
rss_status_t rma_request_take(volatile uint32_t *message) RSS_MUST_USE;

#endif /* BOOT_BL1_1_RMA_REQUEST_H */
