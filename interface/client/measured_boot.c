/* SPDX-License-Identifier: BSD-3-Clause */
#include "interface/psa/measured_boot.h"

#include "interface/psa/client.h"
#include "interface/psa/services.h"

/* The AP's firmware has no C library. */
static void copy(uint8_t *out, const uint8_t *in, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        out[i] = in[i];
    }
}

/* TF-A's driver counts the zero at the end of a text; an attestation token shall not have it. */
static size_t text_bytes(const uint8_t *text, size_t size)
{
    return size > 0u && text[size - 1u] == 0u ? size - 1u : size;
}

static uint8_t as_byte(size_t size)
{
    return size < UINT8_MAX ? (uint8_t)size : UINT8_MAX;
}

psa_status_t rss_measured_boot_extend_measurement(uint8_t index, const uint8_t *signer_id,
                                                  size_t signer_id_size, const uint8_t *version,
                                                  size_t version_size, uint32_t measurement_algo,
                                                  const uint8_t *sw_type, size_t sw_type_size,
                                                  const uint8_t *measurement_value,
                                                  size_t measurement_value_size, bool lock_measurement)
{
    const size_t sw_type_bytes = text_bytes(sw_type, sw_type_size);
    struct measured_boot_extend request = {
        .index = index,
        .lock_measurement = lock_measurement ? 1 : 0,
        .measurement_algo = measurement_algo,
        .sw_type_bytes = as_byte(sw_type_bytes),
    };
    const psa_invec in[] = {
        { &request, sizeof(request) },
        { signer_id, signer_id_size },
        { version, text_bytes(version, version_size) },
        { measurement_value, measurement_value_size },
    };

    if (sw_type_bytes > sizeof(request.sw_type)) {
        return PSA_ERROR_INVALID_ARGUMENT; /* there is no room for it in the request */
    }
    copy(request.sw_type, sw_type, sw_type_bytes);
    return psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_EXTEND, in, sizeof(in) / sizeof(in[0]), NULL,
                    0);
}

static bool copy_text(uint8_t *out, size_t size, size_t *len, const uint8_t *text, size_t text_size,
                      size_t text_limit)
{
    if (text_size > size || text_size > text_limit) {
        return false;
    }
    copy(out, text, text_size);
    *len = text_size;
    return true;
}

psa_status_t rss_measured_boot_read_measurement(uint8_t index, uint8_t *signer_id, size_t signer_id_size,
                                                size_t *signer_id_len, uint8_t *version, size_t version_size,
                                                size_t *version_len, uint32_t *measurement_algo,
                                                uint8_t *sw_type, size_t sw_type_size, size_t *sw_type_len,
                                                uint8_t *measurement_value, size_t measurement_value_size,
                                                size_t *measurement_value_len, bool *is_locked)
{
    const struct measured_boot_read request = { index, as_byte(sw_type_size), as_byte(version_size) };
    struct measured_boot_metadata metadata;
    const psa_invec in = { &request, sizeof(request) };
    psa_outvec out[] = {
        { &metadata, sizeof(metadata) },
        { signer_id, signer_id_size },
        { measurement_value, measurement_value_size },
    };

    *signer_id_len = *version_len = *sw_type_len = *measurement_value_len = 0;
    psa_status_t status =
        psa_call(RSS_MEASURED_BOOT_HANDLE, RSS_MEASURED_BOOT_READ, &in, 1, out, sizeof(out) / sizeof(out[0]));
    if (status != PSA_SUCCESS) {
        return status;
    }
    if (out[0].len != sizeof(metadata) ||
        !copy_text(version, version_size, version_len, metadata.version, metadata.version_bytes,
                   sizeof(metadata.version)) ||
        !copy_text(sw_type, sw_type_size, sw_type_len, metadata.sw_type, metadata.sw_type_bytes,
                   sizeof(metadata.sw_type))) {
        *version_len = 0;
        return PSA_ERROR_COMMUNICATION_FAILURE;
    }
    *measurement_algo = metadata.measurement_algo;
    *is_locked = metadata.is_locked != 0;
    *signer_id_len = out[1].len;
    *measurement_value_len = out[2].len;
    return PSA_SUCCESS;
}
