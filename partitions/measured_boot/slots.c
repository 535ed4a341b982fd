/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/measured_boot/slots.h"

#include <string.h>

#include "psa/crypto.h"

#define HASH(bits)  PSA_ALG_SHA_##bits
#define HASH_(bits) HASH(bits)
#define SLOT_HASH   HASH_(MEASURED_BOOT_HASH_BITS)
_Static_assert(PSA_HASH_LENGTH(SLOT_HASH) == SLOT_VALUE_BYTES, "hash of the registers");

static struct slot slots[MEASURED_BOOT_SLOTS];

const struct slot *slots_get(uint32_t index)
{
    return &slots[index];
}

static bool same_origin(const struct measurement *a, const struct measurement *b)
{
    return a->algorithm == b->algorithm && a->signer_id_bytes == b->signer_id_bytes &&
           memcmp(a->signer_id, b->signer_id, a->signer_id_bytes) == 0;
}

static psa_status_t hash(const uint8_t value[SLOT_VALUE_BYTES], const uint8_t *more, size_t more_bytes,
                         uint8_t out[SLOT_VALUE_BYTES])
{
    uint8_t input[SLOT_VALUE_BYTES + MEASURED_BOOT_MOST_BYTES];
    size_t out_bytes;

    memcpy(input, value, SLOT_VALUE_BYTES);
    memcpy(&input[SLOT_VALUE_BYTES], more, more_bytes);
    return psa_hash_compute(SLOT_HASH, input, SLOT_VALUE_BYTES + more_bytes, out, SLOT_VALUE_BYTES,
                            &out_bytes);
}

static void keep(struct slot *slot, const struct measurement *about)
{
    if (!slot->is_populated) {
        slot->about = *about;
        slot->is_populated = true;
        return;
    }
    slot->about.version_bytes = 0; /* an aggregate has no single version, nor a type */
    slot->about.sw_type_bytes = 0;
    memset(slot->about.version, 0, sizeof(slot->about.version));
    memset(slot->about.sw_type, 0, sizeof(slot->about.sw_type));
}

psa_status_t slots_extend(uint32_t index, const struct measurement *about, const uint8_t *value,
                          size_t value_bytes, bool lock)
{
    struct slot *slot = &slots[index];
    uint8_t extended[SLOT_VALUE_BYTES];

    if (slot->is_locked) {
        return PSA_ERROR_BAD_STATE;
    }
    if (slot->is_populated && !same_origin(&slot->about, about)) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    const psa_status_t status = hash(slot->value, value, value_bytes, extended);
    if (status != PSA_SUCCESS) {
        return status;
    }
    memcpy(slot->value, extended, sizeof(extended));
    keep(slot, about);
    slot->is_locked = lock;
    return PSA_SUCCESS;
}
