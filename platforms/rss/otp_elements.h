/* SPDX-License-Identifier: BSD-3-Clause */
/** Where each element of hal/otp.h is kept. */
#ifndef PLATFORMS_RSS_OTP_ELEMENTS_H
#define PLATFORMS_RSS_OTP_ELEMENTS_H

#include <stdint.h>

#include "hal/otp.h"

#define OTP_NO_ZERO_COUNT     0u
#define OTP_CHECKED_BYTES_MAX 96u

struct otp_element {
    uint16_t offset_bytes;
    uint16_t size_bytes;
    uint16_t zero_count_offset_bytes; /* OTP_NO_ZERO_COUNT: the hardware counts, or a hash covers it */
};

extern const struct otp_element otp_elements[HAL_OTP_COUNT];

#endif /* PLATFORMS_RSS_OTP_ELEMENTS_H */
