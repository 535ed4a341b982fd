/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Plays a list of calls of the Crypto service that a test has put behind this image (tests/scenarios/crypto_calls.py), and prints the
 * status and the outputs of each. The image knows nothing of what is in them, so that the test speaks the wire format itself.
 */
#include "host/ap/console.h"
#include "host/ap/image.h"
#include "host/rss_client/rss_client.h"

#define CALLS      ((const uint8_t *)0x8000)
#define CALLS_END  ((const uint8_t *)0x1e000)
#define PACK_BYTES 48u
#define KEY_ID     0u /* in the structure: key_id, op_handle */
#define OP_HANDLE  8u
#define NO_CALL    0xffffu
#define CALL_LIMIT 2048u
#define INPUTS     2u
#define OUTPUTS    3u
#define ROOM_BYTES 0x1800u

struct call {
    uint8_t pack[PACK_BYTES];
    uint16_t key_of,
        handle_of; /* earlier call whose out[0] is the key, the operation; NO_CALL: what pack says */
    uint16_t in_bytes[INPUTS]; /* follow the structure, each padded to 4 */
    uint16_t out_bytes[OUTPUTS];
    uint16_t is_last;
};
_Static_assert(sizeof(struct call) == 64, "as the test packs it");

static uint32_t words[CALL_LIMIT];
static uint8_t room[OUTPUTS][ROOM_BYTES];

static void put_word(uint8_t *at, uint16_t from)
{
    if (from != NO_CALL) {
        __builtin_memcpy(at, &words[from], sizeof(words[from]));
    }
}

static size_t padded(size_t size_bytes)
{
    return (size_bytes + 3u) & ~(size_t)3u;
}

static void report(uint32_t number, psa_status_t status, const psa_outvec *out)
{
    console_text("[AP] call ");
    console_number((int32_t)number);
    console_text(" ");
    console_number(status);
    for (uint32_t i = 0; i < OUTPUTS; i++) {
        console_text(" ");
        console_bytes(out[i].base, out[i].len);
        console_text(".");
    }
    console_text("\n");
}

/* The next call's place, NULL after the last. */
static const uint8_t *play(const uint8_t *at, uint32_t number)
{
    struct call call;
    psa_invec in[1u + INPUTS];
    psa_outvec out[OUTPUTS];
    size_t in_count = 1, out_count = 0;

    __builtin_memcpy(&call, at, sizeof(call));
    at += sizeof(call);
    put_word(&call.pack[KEY_ID], call.key_of);
    put_word(&call.pack[OP_HANDLE], call.handle_of);
    in[0] = (psa_invec){ call.pack, sizeof(call.pack) };
    for (uint32_t i = 0; i < INPUTS; i++) {
        in[i + 1u] = (psa_invec){ at, call.in_bytes[i] };
        in_count = call.in_bytes[i] != 0 ? i + 2u : in_count;
        at += padded(call.in_bytes[i]);
    }
    for (uint32_t i = 0; i < OUTPUTS; i++) {
        out[i] = (psa_outvec){ room[i], call.out_bytes[i] };
        out_count = call.out_bytes[i] != 0 ? i + 1u : out_count;
    }
    const psa_status_t status = psa_call(RSS_CRYPTO_HANDLE, 0, in, in_count, out, out_count);
    __builtin_memcpy(&words[number], room[0], sizeof(words[number]));
    report(number, status, out);
    return call.is_last != 0 || status == PSA_ERROR_COMMUNICATION_FAILURE ? NULL : at;
}

void ap_main(void)
{
    const uint8_t *at = CALLS;
    uint32_t number = 0;

    console_init();
    if (rss_client_init(AP_RSS_SENDER_FRAME, AP_RSS_RECEIVER_FRAME, AP_RSS_POLLS) != PSA_SUCCESS) {
        ap_fail("MHU", PSA_ERROR_COMMUNICATION_FAILURE);
        return;
    }
    while (at != NULL && at < CALLS_END && number < CALL_LIMIT) {
        at = play(at, number++);
    }
    console_text("[AP] PASS calls=");
    console_number((int32_t)number);
    console_text("\n");
}
