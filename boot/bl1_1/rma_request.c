/* SPDX-License-Identifier: BSD-3-Clause */
#include "boot/bl1_1/rma_request.h"

#include "boot/bl1_1/ram_message.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"

#define BOOT_SEED_BYTES 32u

static rss_status_t check_digest(const struct rma_request *request)
{
    uint8_t hash[SHA256_BYTES];
    rss_status_t status = sha256_compute(request, offsetof(struct rma_request, digest), hash);

    if (status == RSS_OK && bytes_equal(hash, request->digest, sizeof(hash)) != RSS_OK) {
        status = RSS_ERR_PROV_RMA_DIGEST;
    }
    return status;
}

/* The tag that this device asks for; whoever reads it in RAM could end the device's life. */
static rss_status_t derive_tag(uint8_t tag[32])
{
    static const uint8_t label[] = "RSS_RMA_REQUEST";
    uint8_t seed[BOOT_SEED_BYTES];
    const rss_status_t status = hal_otp_read(HAL_OTP_BOOT_SEED, seed, sizeof(seed));

    if (status != RSS_OK) {
        return status;
    }
    return hal_key_derive(HAL_KEY_GUK, label, sizeof(label), seed, sizeof(seed), tag);
}

static rss_status_t check_tag(const struct rma_request *request)
{
    uint8_t tag[32];
    rss_status_t status = derive_tag(tag);

    if (status != RSS_OK) {
        return status;
    }
    status = bytes_equal(tag, request->tag, sizeof(tag));
    if (fih_differ(status, RSS_OK)) {
        status = RSS_ERR_PROV_RMA_TAG;
    } else {
        FIH_REQUIRE_AGAIN(bytes_equal(tag, request->tag, sizeof(tag)), RSS_OK);
        fih_step(RMA_REQUEST_STEP);
    }
    bytes_wipe(tag, sizeof(tag));
    return status;
}

rss_status_t rma_request_take(volatile uint32_t *message)
{
    struct rma_request request;
    rss_status_t status = ram_message_take(message, RMA_REQUEST_MAGIC, &request, sizeof(request));

    if (status == RSS_OK) {
        status = check_digest(&request);
    }
    if (status == RSS_OK) {
        status = check_tag(&request);
    }
    bytes_wipe(&request, sizeof(request));
    return status;
}
