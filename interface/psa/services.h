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

#define RSS_PLATFORM_NV_COUNTERS 3u /* of the host; numbers from 0 */

#define RSS_PLATFORM_IOCTL_BOOT_STATUS (RSS_PLATFORM_IOCTL_VENDOR | 2u)
#define RSS_PLATFORM_IOCTL_IMAGE       (RSS_PLATFORM_IOCTL_VENDOR | 3u) /* in[1]: u32, which one */

/** out[0] of RSS_PLATFORM_IOCTL_BOOT_STATUS: how the boot before this one ended. Kept by resets, lost with the power. */
struct rss_platform_boot_status {
    uint32_t lifecycle;          /* interface/psa/lifecycle.h */
    uint32_t last_failure;       /* lib/base/status.h: why a boot failed last; 0: none has */
    uint32_t last_failure_stage; /* 1 BL1_1, 2 BL1_2, 3 BL2, 4 runtime */
    uint32_t failures_in_a_row;  /* right before this boot; 0: the one before it was good */
};
_Static_assert(sizeof(struct rss_platform_boot_status) == 16, "wire layout");

/* Images by their measurement slot: BL1_2, BL2, then the four that BL2 loads. */
#define RSS_PLATFORM_IMAGES 6u

/** out[0] of RSS_PLATFORM_IOCTL_IMAGE. */
struct rss_platform_image {
    char version[16];                /* "1.9.0+0", zero-padded, of the image that was booted */
    uint32_t security_counter;       /* the OTP's: images with a smaller one do not boot any more */
    uint32_t security_counter_limit; /* where it ends for good; 0: the image has no counter */
};
_Static_assert(offsetof(struct rss_platform_image, security_counter) == 16, "wire layout");
_Static_assert(sizeof(struct rss_platform_image) == 24, "wire layout");

#endif /* INTERFACE_PSA_SERVICES_H */
