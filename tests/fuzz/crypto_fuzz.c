/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for the Crypto service: the input is a row of calls of any client. Each is one byte of client, one of sizes, the
 * structure, then inputs. The fake client checks that the service reads and writes only within the vectors.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_wire.h"
#include "partitions/crypto/fake_client.h"
#include "psa_manifest/crypto.h"
#include "tests/fuzz/fuzz.h"

#define CALLS_LIMIT 12u
#define ROOM_BYTES  256u

static const size_t in_sizes[] = { 0, sizeof(struct crypto_key_attributes), 4, 16, 32, 64, 97, 255 };
static const size_t out_sizes[] = { 0, 4, sizeof(struct crypto_key_attributes), 32, 64, 97, 256, 5200 };

static size_t take(const uint8_t **data, size_t *left, void *to, size_t size_bytes)
{
    const size_t bytes = size_bytes < *left ? size_bytes : *left;

    memset(to, 0, size_bytes);
    memcpy(to, *data, bytes);
    *data += bytes;
    *left -= bytes;
    return bytes;
}

static const int32_t clients[] = { 1, 261, 277, -1, -257 };
#define CLIENT_COUNT (sizeof(clients) / sizeof(clients[0]))
#define KEYS         20u
static int32_t owners[KEYS]; /* as the clients know them */

static bool makes_key(uint16_t function_id)
{
    return function_id == CRYPTO_IMPORT_KEY || function_id == CRYPTO_GENERATE_KEY ||
           function_id == CRYPTO_COPY_KEY || function_id == CRYPTO_KEY_DERIVATION_OUTPUT_KEY;
}

static bool names_key(uint16_t function_id)
{
    return function_id == CRYPTO_GET_KEY_ATTRIBUTES || function_id == CRYPTO_EXPORT_KEY ||
           function_id == CRYPTO_DESTROY_KEY || function_id == CRYPTO_CLOSE_KEY ||
           function_id == CRYPTO_COPY_KEY;
}

/* A key is there for its owner only. */
static void check_owner(const struct crypto_pack_iovec *pack, const uint8_t *made)
{
    const uint32_t named = pack->key_id - PSA_KEY_ID_VENDOR_MIN;
    uint32_t key;

    if (names_key(pack->function_id) && named < KEYS) {
        REQUIRE(owners[named] == fake_client_id);
        if (pack->function_id == CRYPTO_DESTROY_KEY || pack->function_id == CRYPTO_CLOSE_KEY) {
            owners[named] = 0;
        }
    }
    if (makes_key(pack->function_id)) {
        memcpy(&key, made, sizeof(key));
        REQUIRE(key - PSA_KEY_ID_VENDOR_MIN < KEYS);
        owners[key - PSA_KEY_ID_VENDOR_MIN] = fake_client_id;
    }
}

static void call(const uint8_t **data, size_t *left)
{
    static uint8_t out_bytes[2][5200];
    struct crypto_pack_iovec pack;
    uint8_t head[4], inputs[2][ROOM_BYTES];

    (void)take(data, left, head, sizeof(head));
    (void)take(data, left, &pack, sizeof(pack));
    (void)take(data, left, inputs[0], in_sizes[head[1] & 7u]);
    (void)take(data, left, inputs[1], in_sizes[head[1] >> 3 & 7u]);
    fake_client_id = clients[head[0] % CLIENT_COUNT];
    const psa_invec in[] = { { &pack, sizeof(pack) - (head[3] == 0xff ? 1u : 0u) },
                             { inputs[0], in_sizes[head[1] & 7u] },
                             { inputs[1], in_sizes[head[1] >> 3 & 7u] } };
    const size_t in_count = 1u + head[3] % 3u;
    psa_outvec out[] = { { out_bytes[0], out_sizes[head[2] & 7u] },
                         { out_bytes[1], out_sizes[head[2] >> 3 & 7u] } };
    const size_t room[] = { out[0].len, out[1].len };
    const size_t out_count = in_count == 3u ? 1u : 2u;

    const psa_status_t status = fake_call((head[0] & 0x80u) != 0 ? 1 : 0, in, in_count, out, out_count);
    REQUIRE(status <= 0 && status >= PSA_ERROR_INSUFFICIENT_ENTROPY - 32);
    for (size_t i = 0; i < out_count; i++) {
        REQUIRE(out[i].len <= room[i]);
        REQUIRE(status == PSA_SUCCESS || i == 0 || out[i].len == 0);
    }
    if (status == PSA_SUCCESS) {
        check_owner(&pack, out_bytes[0]);
    }
}

static void end_all(uint16_t function_id)
{
    for (uint32_t handle = 1; handle <= 8; handle++) {
        struct crypto_pack_iovec pack = { .function_id = function_id, .op_handle = handle };
        const psa_invec in = { &pack, sizeof(pack) };
        uint32_t word;
        psa_outvec out = { &word, sizeof(word) };

        REQUIRE(fake_call(0, &in, 1, &out, 1) == PSA_SUCCESS && word == 0);
    }
}

/* What a client leaves, so that each input begins with an empty service. */
static void leave_nothing(void)
{
    for (uint32_t i = 0; i < CLIENT_COUNT; i++) {
        fake_client_id = clients[i];
        end_all(CRYPTO_HASH_ABORT);
        end_all(CRYPTO_MAC_ABORT);
        end_all(CRYPTO_CIPHER_ABORT);
        end_all(CRYPTO_AEAD_ABORT);
        end_all(CRYPTO_KEY_DERIVATION_ABORT);
        for (uint32_t key = 0; key < KEYS; key++) {
            struct crypto_pack_iovec pack = { .function_id = CRYPTO_DESTROY_KEY,
                                              .key_id = PSA_KEY_ID_VENDOR_MIN + key };
            const psa_invec in = { &pack, sizeof(pack) };

            REQUIRE(fake_call(0, &in, 1, NULL, 0) ==
                    (owners[key] == clients[i] ? PSA_SUCCESS : PSA_ERROR_INVALID_HANDLE));
            owners[key] = owners[key] == clients[i] ? 0 : owners[key];
        }
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    REQUIRE(crypto_init() == PSA_SUCCESS);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    for (uint32_t i = 0; i < CALLS_LIMIT && size_bytes != 0; i++) {
        call(&data, &size_bytes);
    }
    leave_nothing();
    return 0;
}
