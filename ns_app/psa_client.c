/* SPDX-License-Identifier: BSD-3-Clause */
/** PSA client API of the non-secure image: each call goes through its veneer. From thread mode only, one call at a time. */
#include "interface/psa/call_word.h"
#include "interface/psa/client.h"
#include "interface/psa/veneers.h"

#define VENEER(type, number) ((type)(uintptr_t)RSS_VENEER(number))

typedef uint32_t (*version_fn)(uint32_t sid);
typedef psa_handle_t (*connect_fn)(uint32_t sid, uint32_t version);
typedef psa_status_t (*call_fn)(psa_handle_t handle, uint32_t word, const psa_invec *in_vec,
                                psa_outvec *out_vec);
typedef void (*close_fn)(psa_handle_t handle);

uint32_t psa_framework_version(void)
{
    return PSA_FRAMEWORK_VERSION;
}

uint32_t psa_version(uint32_t sid)
{
    return VENEER(version_fn, RSS_VENEER_VERSION)(sid);
}

psa_handle_t psa_connect(uint32_t sid, uint32_t version)
{
    return VENEER(connect_fn, RSS_VENEER_CONNECT)(sid, version);
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count)
{
    return VENEER(call_fn, RSS_VENEER_CALL)(handle, call_word_make(type, in_count, out_count), in_vec,
                                            out_vec);
}

void psa_close(psa_handle_t handle)
{
    VENEER(close_fn, RSS_VENEER_CLOSE)(handle);
}
