/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Claims of PSA and CCA platform tokens: a profile is a table of labels in the order in which they are sent, so that equal
 * values give equal bytes (services.md 4.2 to 4.5, names and labels of TF-M 1.7 and 1.8).
 */
#ifndef LIB_ATTEST_CLAIMS_H
#define LIB_ATTEST_CLAIMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface/psa/error.h"
#include "zcbor_encode.h"

#define ATTEST_SLOTS            32u /* of Measured Boot */
#define ATTEST_COMPONENTS_DEPTH 2u  /* containers of attest_encode_components */
#define ATTEST_CLAIMS_DEPTH     (ATTEST_COMPONENTS_DEPTH + 1u)
#define ATTEST_NONCE_BYTES_MAX  64u
#define ATTEST_INSTANCE_ID_TYPE 0x01u /* of a UEID: random, or a hash */
#define ATTEST_TEXT_BYTES       32u   /* of an OTP field, without a zero when it is full */

/** What reads one measurement: rss_measured_boot_read_measurement (interface/psa/measured_boot.h). */
typedef psa_status_t attest_read_t(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                   size_t *signer_id_len, uint8_t *version, size_t version_size,
                                   size_t *version_len, uint32_t *measurement_algo, uint8_t *sw_type,
                                   size_t sw_type_size, size_t *sw_type_len, uint8_t *measurement_value,
                                   size_t measurement_value_size, size_t *measurement_value_len,
                                   bool *is_locked);

struct attest_values {
    uint8_t nonce[ATTEST_NONCE_BYTES_MAX];
    size_t nonce_bytes;
    int32_t client_id;
    uint32_t lifecycle; /* PSA_LIFECYCLE_... */
    uint8_t boot_seed[32];
    uint8_t instance_id[33]; /* 01, hash of the public key */
    uint8_t implementation_id[32];
    uint8_t platform_config[4];
    char verification_service[ATTEST_TEXT_BYTES];
    char certification_reference[ATTEST_TEXT_BYTES];
};

struct attest_profile; /* a table of claims */
extern const struct attest_profile attest_profile_cca, attest_profile_psa;

/** The profile of that name, in an OTP field; NULL: none. */
const struct attest_profile *attest_find_profile(const char name[ATTEST_TEXT_BYTES]);

/**
 * The list of software components: one map for each slot that was ever extended, in the order of the slots.
 *
 * @return false: no slot was extended; one has a hash without a name or a text that is not ASCII, or cannot be read; or there is
 *         no room.
 */
bool attest_encode_components(zcbor_state_t *state, attest_read_t *read);

/** The map of a profile's claims. false as for attest_encode_components. */
bool attest_encode_claims(zcbor_state_t *state, const struct attest_profile *profile,
                          const struct attest_values *values, attest_read_t *read);

#endif /* LIB_ATTEST_CLAIMS_H */
