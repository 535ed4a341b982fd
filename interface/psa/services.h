/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Services that the runtime offers: static handles and the requests of the Platform service.
 *
 * A static handle is bit 30, the service version in [15:8] and the index in [7:0] (services.md 1.5, 3.1).
 */
#ifndef INTERFACE_PSA_SERVICES_H
#define INTERFACE_PSA_SERVICES_H

#include <stddef.h>
#include <stdint.h>

#define PSA_STATIC_HANDLE(index, version) (0x40000000u | ((uint32_t)(version) << 8) | (uint32_t)(index))
#define PSA_STATIC_HANDLE_COUNT           32u

#define RSS_CRYPTO_HANDLE   ((psa_handle_t)PSA_STATIC_HANDLE(0u, 1u)) /* 0x40000100, SID 0x80 */
#define RSS_PLATFORM_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(5u, 1u)) /* 0x40000105, SID 0x40 */

#define RSS_INITIAL_ATTESTATION_HANDLE   ((psa_handle_t)PSA_STATIC_HANDLE(3u, 1u))  /* 0x40000103, SID 0x20 */
#define RSS_MEASURED_BOOT_HANDLE         ((psa_handle_t)PSA_STATIC_HANDLE(16u, 1u)) /* 0x40000110, SID 0xC0 */
#define RSS_DELEGATED_ATTESTATION_HANDLE ((psa_handle_t)PSA_STATIC_HANDLE(17u, 1u)) /* 0x40000111, SID 0xE0 */

/* Platform: message types and its positive result values (services.md 3.6). */
#define RSS_PLATFORM_TYPE_NV_READ      1010
#define RSS_PLATFORM_TYPE_NV_INCREMENT 1011
#define RSS_PLATFORM_TYPE_SYSTEM_RESET 1012
#define RSS_PLATFORM_TYPE_IOCTL        1013
#define RSS_PLATFORM_SUCCESS           0
#define RSS_PLATFORM_SYSTEM_ERROR      1
#define RSS_PLATFORM_INVALID_PARAMETER 2
#define RSS_PLATFORM_NOT_SUPPORTED     3
#define RSS_PLATFORM_IOCTL_MAX_BYTES   64u /* of input and of output */

/*
 * IOCTL requests, in[0] a 32-bit word. Ours carry the letters "RS" in [31:16], out of the way of platform
 * requests elsewhere, which count from 0.
 */
#define RSS_PLATFORM_IOCTL_VENDOR  0x52530000u
#define RSS_PLATFORM_IOCTL_VERSION (RSS_PLATFORM_IOCTL_VENDOR | 1u)

/** out[0] of RSS_PLATFORM_IOCTL_VERSION: proof of life. */
struct rss_platform_version {
    uint32_t framework_version; /* PSA_FRAMEWORK_VERSION */
    uint32_t lifecycle;         /* interface/psa/lifecycle.h */
    char version[16];           /* of the runtime, zero-padded; always ends in a zero */
};
_Static_assert(offsetof(struct rss_platform_version, version) == 8, "wire layout");
_Static_assert(sizeof(struct rss_platform_version) == 24, "wire layout");

#endif /* INTERFACE_PSA_SERVICES_H */
