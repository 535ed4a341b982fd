/* SPDX-License-Identifier: BSD-3-Clause */
/** SHA-256 (FIPS 180-4), for measuring images on the AP: the RSS does not hash for it. */
#ifndef HOST_AP_SHA256_H
#define HOST_AP_SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES 32u

/** Hash of a message in one or two parts; second may be NULL with 0 bytes. */
void sha256(const uint8_t *first, size_t first_bytes, const uint8_t *second, size_t second_bytes,
            uint8_t hash[SHA256_BYTES]);

#endif /* HOST_AP_SHA256_H */
