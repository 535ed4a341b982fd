/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for an ECDSA signature as an image carries it: the input is the signature, key and hash are those of the
 * genuine seed (key, hash, signature). Who cannot sign can make a second signature of a known one, by another s: r stays.
 */
#include <string.h>

#include "lib/base/fih.h"
#include "lib/crypto/image_signature.h"
#include "tests/fuzz/fuzz.h"

#define LIMIT_BYTES 512u

static uint8_t genuine[LIMIT_BYTES];
static size_t genuine_bytes;

static void learn_genuine(const uint8_t *data, size_t size_bytes)
{
    REQUIRE(genuine_bytes == 0 && size_bytes <= sizeof(genuine));
    memcpy(genuine, data, size_bytes);
    genuine_bytes = size_bytes;
}

/* SEQUENCE, INTEGER r: where r ends. Of a signature that was accepted, so it is long enough. */
static size_t end_of_r(const uint8_t *signature)
{
    return 4u + signature[3];
}

static void fuzz_signature(const uint8_t *signature, size_t size_bytes)
{
    const uint8_t *hash = &genuine[image_signature_scheme.key_bytes];
    const uint8_t *own = &hash[image_signature_scheme.hash_bytes];
    const uint32_t steps = fih_steps;
    rss_status_t status = image_signature_verify(genuine, hash, signature, size_bytes);

    REQUIRE(fih_steps == steps + (status == RSS_OK ? IMAGE_SIGNATURE_STEP : 0));
    if (status == RSS_OK) {
        REQUIRE(size_bytes >= image_signature_scheme.signature_least_bytes &&
                size_bytes <= image_signature_scheme.signature_most_bytes);
        REQUIRE(signature[1] == size_bytes - 2);
        REQUIRE(end_of_r(signature) == end_of_r(own) &&
                memcmp(&signature[2], &own[2], end_of_r(own) - 2) == 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    if (genuine_bytes == 0) {
        fuzz_each_genuine(FUZZ_IMAGE_SEEDS, learn_genuine);
    }
    uint8_t *signature = malloc(size_bytes + (size_bytes == 0));
    REQUIRE(signature != NULL);
    memcpy(signature, data, size_bytes);
    fuzz_signature(signature, size_bytes);
    free(signature);
    return 0;
}
