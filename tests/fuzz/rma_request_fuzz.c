/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for a request in RAM that ends the device's life. The lowest bit of the first byte says whether the digest
 * is put right; the request follows, and what is missing at its end is zero.
 */
#include <string.h>

#include "boot/bl1_1/rma_request.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/fih.h"
#include "lib/crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

#define GUARD_WORD 0x5eed5eedu

/* The tag of the genuine seed is 00, 01, 02, ... */
static uint8_t tag_byte(size_t i)
{
    return (uint8_t)i;
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    REQUIRE(id == HAL_OTP_BOOT_SEED && size_bytes == 32);
    memset(out, 0xb5, size_bytes);
    return RSS_OK;
}

rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    REQUIRE(base == HAL_KEY_GUK && label[label_bytes - 1] == 0 && context_bytes == 32 && context[31] == 0xb5);
    for (size_t i = 0; i < 32; i++) {
        out[i] = tag_byte(i);
    }
    return RSS_OK;
}

static void check_accepted(const struct rma_request *request)
{
    uint8_t hash[SHA256_BYTES];

    REQUIRE(request->magic == RMA_REQUEST_MAGIC);
    for (size_t i = 0; i < sizeof(request->tag); i++) {
        REQUIRE(request->tag[i] == tag_byte(i));
    }
    REQUIRE(sha256_compute(request, offsetof(struct rma_request, digest), hash) == RSS_OK);
    REQUIRE(memcmp(hash, request->digest, sizeof(hash)) == 0);
}

static void fuzz_request(const struct rma_request *request)
{
    struct {
        struct rma_request request;
        uint32_t guard;
    } ram = { *request, GUARD_WORD };
    static const struct rma_request zeros;
    const uint32_t steps = fih_steps;
    rss_status_t status = rma_request_take(&ram.request.magic);

    REQUIRE(ram.guard == GUARD_WORD);
    REQUIRE((status == RSS_ERR_PROV_NO_BUNDLE) == (request->magic != RMA_REQUEST_MAGIC));
    REQUIRE(memcmp(&ram.request, status == RSS_ERR_PROV_NO_BUNDLE ? request : &zeros, sizeof(*request)) == 0);
    REQUIRE(fih_steps == steps + (status == RSS_OK ? RMA_REQUEST_STEP : 0));
    if (status == RSS_OK) {
        check_accepted(request);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    struct rma_request request = { 0 };

    if (size_bytes == 0) {
        return 0;
    }
    const size_t used_bytes = size_bytes - 1 < sizeof(request) ? size_bytes - 1 : sizeof(request);
    memcpy(&request, &data[1], used_bytes);
    if ((data[0] & 1u) != 0) {
        REQUIRE(sha256_compute(&request, offsetof(struct rma_request, digest), request.digest) == RSS_OK);
    }
    fuzz_request(&request);
    return 0;
}
