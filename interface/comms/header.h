/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * RSS comms, the calls of the application processor to the RSS: what both encodings share (services.md 2.3).
 *
 * One message is one psa_call on a static handle, one reply answers it in the same encoding. All words
 * little-endian.
 */
#ifndef INTERFACE_COMMS_HEADER_H
#define INTERFACE_COMMS_HEADER_H

#include <stddef.h>
#include <stdint.h>

#define COMMS_PROTOCOL_EMBED          0u /* data inside the message: comms/embed.h */
#define COMMS_PROTOCOL_POINTER_ACCESS 1u /* addresses of data: comms/pointer_access.h */
#define COMMS_VECTORS                 4u /* PSA_MAX_IOVEC */

/* Framing on the MHU channels: value in the last channel that says "a round is complete". */
#define COMMS_DOORBELL 1234u

struct comms_header {
    uint8_t protocol_version;
    uint8_t sequence_number; /* chosen by the sender, as is client_id; the reply echoes both */
    uint16_t client_id;
};
_Static_assert(offsetof(struct comms_header, client_id) == 2, "wire layout");
_Static_assert(sizeof(struct comms_header) == 4, "wire layout");

#endif /* INTERFACE_COMMS_HEADER_H */
