/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/measure.h"

#include <stdbool.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/measured_boot.h"

#define PIECE_BYTES 4096u /* the Crypto service takes a copy */

static psa_status_t hash_image(const uint8_t *image, size_t image_bytes, uint8_t hash[MEASURE_BYTES])
{
    psa_hash_operation_t operation = PSA_HASH_OPERATION_INIT;
    size_t hash_bytes;

    psa_status_t status = psa_hash_setup(&operation, PSA_ALG_SHA_256);
    for (size_t at = 0; at < image_bytes && status == PSA_SUCCESS; at += PIECE_BYTES) {
        const size_t left = image_bytes - at;

        status = psa_hash_update(&operation, image + at, left < PIECE_BYTES ? left : PIECE_BYTES);
    }
    if (status == PSA_SUCCESS) {
        status = psa_hash_finish(&operation, hash, MEASURE_BYTES, &hash_bytes);
    }
    (void)psa_hash_abort(&operation);
    return status;
}

psa_status_t measure_image(uint8_t slot, const char *sw_type, const uint8_t *image, size_t image_bytes,
                           uint8_t hash[MEASURE_BYTES])
{
    /* Hash of the key that has signed the image; zeros for one that no key has, as TF-A has it. */
    static const uint8_t signer_id[32] = { 0 };
    size_t sw_type_bytes = 0;

    while (sw_type[sw_type_bytes] != '\0') {
        sw_type_bytes++;
    }
    const psa_status_t status = hash_image(image, image_bytes, hash);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return rss_measured_boot_extend_measurement(slot, signer_id, sizeof(signer_id), NULL, 0, PSA_ALG_SHA_256,
                                                (const uint8_t *)sw_type, sw_type_bytes, hash, MEASURE_BYTES,
                                                true);
}

/* The register's hash is the RSS's choice, and tells by its length. */
static psa_algorithm_t hash_of_length(size_t bytes)
{
    return bytes == 32u ? PSA_ALG_SHA_256 : bytes == 48u ? PSA_ALG_SHA_384 : PSA_ALG_SHA_512;
}

psa_status_t measure_check(uint8_t slot, const uint8_t hash[MEASURE_BYTES],
                           uint8_t value[MEASURED_BOOT_MOST_BYTES], size_t *value_bytes)
{
    uint8_t signer_id[MEASURED_BOOT_MOST_BYTES], version[MEASURED_BOOT_VERSION_BYTES];
    uint8_t sw_type[MEASURED_BOOT_SW_TYPE_BYTES];
    uint8_t both[MEASURED_BOOT_MOST_BYTES + MEASURE_BYTES] = { 0 }; /* the register was zero before */
    size_t signer_id_bytes, version_bytes, sw_type_bytes;
    uint32_t algorithm;
    bool is_locked;

    psa_status_t status = rss_measured_boot_read_measurement(
        slot, signer_id, sizeof(signer_id), &signer_id_bytes, version, sizeof(version), &version_bytes,
        &algorithm, sw_type, sizeof(sw_type), &sw_type_bytes, value, MEASURED_BOOT_MOST_BYTES, value_bytes,
        &is_locked);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(&both[*value_bytes], hash, MEASURE_BYTES);
    status = psa_hash_compare(hash_of_length(*value_bytes), both, *value_bytes + MEASURE_BYTES, value,
                              *value_bytes);
    if (status != PSA_SUCCESS) {
        return status;
    }
    return algorithm == PSA_ALG_SHA_256 && is_locked ? PSA_SUCCESS : PSA_ERROR_INVALID_SIGNATURE;
}
