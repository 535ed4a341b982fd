/* SPDX-License-Identifier: BSD-3-Clause */
/** One call of a client, checked and copied (crypto.c), for a function of the table (functions.c). */
#ifndef PARTITIONS_CRYPTO_CRYPTO_CALL_H
#define PARTITIONS_CRYPTO_CRYPTO_CALL_H

#include <stddef.h>
#include <stdint.h>

#include "psa/crypto.h"

#include "interface/psa/crypto_wire.h"
#include "partitions/crypto/builtin_keys.h"
#include "partitions/crypto/operations.h"

#define CRYPTO_INPUTS  2u /* besides in[0] */
#define CRYPTO_OUTPUTS 3u

struct crypto_input {
    const uint8_t *bytes;
    size_t size_bytes;
};

struct crypto_output {
    uint8_t *bytes;
    size_t room_bytes;
    size_t used_bytes; /* set by the function; written to the client only if it succeeds */
};

struct crypto_call {
    struct crypto_pack_iovec pack; /* a copy */
    int32_t client_id;
    psa_key_id_t key;                  /* the library's number of pack.key_id, 0: none */
    const struct builtin_key *builtin; /* pack.key_id is one of these */
    union crypto_operation *operation;
    struct crypto_input in[CRYPTO_INPUTS];    /* in[1], in[2] of the call */
    struct crypto_output out[CRYPTO_OUTPUTS]; /* out[0] to out[2] */
};

/** What a vector holds. Words and attributes have one length; other lengths are refused before the function. */
enum crypto_vector { CRYPTO_NONE, CRYPTO_DATA, CRYPTO_WORD, CRYPTO_ATTRIBUTES };

/** What pack.key_id is to a function. */
enum crypto_key_use {
    CRYPTO_NO_KEY,
    CRYPTO_KEY_NAMED, /* managed: a built-in one is not loaded, key is then 0 */
    CRYPTO_KEY_USED,
};

/** What becomes of the operation that pack.op_handle names, and of the handle in out[0]. */
enum crypto_step {
    CRYPTO_STEP_NONE,
    CRYPTO_STEP_SETUP,  /* makes it; a failure ends it */
    CRYPTO_STEP_UPDATE, /* keeps it, no handle in out[0] */
    CRYPTO_STEP_FINISH, /* success ends it */
    CRYPTO_STEP_ABORT,  /* ends it; it need not be there */
};

struct crypto_function {
    uint16_t id;
    uint8_t in[CRYPTO_INPUTS], out[CRYPTO_OUTPUTS]; /* enum crypto_vector */
    uint8_t key;                                    /* enum crypto_key_use */
    uint8_t step;                                   /* enum crypto_step */
    uint8_t kind;                                   /* enum crypto_operation_kind */
    psa_status_t (*run)(struct crypto_call *call);
};

/** The function of a number, NULL when there is none. */
const struct crypto_function *crypto_find_function(uint16_t id);

/** Answer with a number in out[0], a CRYPTO_WORD. */
void crypto_put_word(struct crypto_call *call, uint32_t word);

#endif /* PARTITIONS_CRYPTO_CRYPTO_CALL_H */
