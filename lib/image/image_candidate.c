/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/image/image.h"

static rss_status_t read_header(image_read_fn read, void *context, const struct image_rules *rules,
                                struct image_candidate *candidate)
{
    rss_status_t status = read(context, 0, candidate->raw_header, IMAGE_HEADER_BYTES);

    if (status != RSS_OK) {
        return status;
    }
    return image_parse_header(candidate->raw_header, rules, &candidate->header);
}

static rss_status_t read_protected(image_read_fn read, void *context, uint32_t offset_bytes,
                                   struct image_candidate *candidate)
{
    const uint32_t area_bytes = candidate->header.protected_bytes;

    if (area_bytes == 0) {
        return RSS_ERR_IMG_TLV_MISSING; /* no area, no security counter */
    }
    if (area_bytes > sizeof(candidate->protected_area)) {
        return RSS_ERR_IMG_TLV_AREA;
    }
    rss_status_t status = read(context, offset_bytes, candidate->protected_area, area_bytes);
    if (status != RSS_OK) {
        return status;
    }
    return image_parse_protected(candidate->protected_area, area_bytes, &candidate->protected_tlvs);
}

static rss_status_t read_total(image_read_fn read, void *context, uint32_t offset_bytes, uint32_t limit_bytes,
                               struct image_candidate *candidate)
{
    uint8_t info[IMAGE_TLV_INFO_BYTES];
    uint32_t area_bytes;
    rss_status_t status = read(context, offset_bytes, info, sizeof(info));

    if (status == RSS_OK) {
        status = image_unprotected_bytes(info, &area_bytes);
    }
    if (status != RSS_OK) {
        return status;
    }
    if (area_bytes > limit_bytes - offset_bytes) {
        return RSS_ERR_IMG_SIZE;
    }
    candidate->total_bytes = offset_bytes + area_bytes;
    return RSS_OK;
}

rss_status_t image_read_candidate(image_read_fn read, void *context, const struct image_rules *rules,
                                  struct image_candidate *candidate)
{
    const struct image_header *header = &candidate->header;
    rss_status_t status = read_header(read, context, rules, candidate);

    /* The header's sizes are bounded from here on: no sum below overflows or exceeds the limit. */
    if (status == RSS_OK) {
        status = read_protected(read, context, header->header_bytes + header->payload_bytes, candidate);
    }
    if (status == RSS_OK) {
        status = image_check_counter(candidate->protected_tlvs.security_counter, rules);
    }
    if (status == RSS_OK) {
        status =
            read_total(read, context, header->header_bytes + header->payload_bytes + header->protected_bytes,
                       rules->limit_bytes, candidate);
    }
    return status;
}
