/* SPDX-License-Identifier: BSD-3-Clause */
/** Mbed TLS's PSA core inside the partition: start-up, memory pool, entropy. */
#include <stddef.h>

#include "psa/crypto.h"
#include "mbedtls/entropy.h"
#include "mbedtls/memory_buffer_alloc.h"

#include "hal/platform.h"
#include "interface/psa/service.h"
#include "psa_manifest/crypto.h"

static unsigned char pool[RSS_CRYPTO_POOL_BYTES] __attribute__((aligned(8)));

int mbedtls_hardware_poll(void *data, unsigned char *output, size_t bytes, size_t *output_bytes);

psa_status_t crypto_init(void)
{
    mbedtls_memory_buffer_alloc_init(pool, sizeof(pool));
    return psa_crypto_init();
}

/** Entropy source of Mbed TLS: the hardware generator, all or nothing. */
int mbedtls_hardware_poll(void *data, unsigned char *output, size_t bytes, size_t *output_bytes)
{
    (void)data;
    *output_bytes = 0;
    if (hal_random(output, bytes) != RSS_OK) {
        return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    }
    *output_bytes = bytes;
    return 0;
}

void crypto_exit(int status)
{
    (void)status;
    psa_panic();
}
