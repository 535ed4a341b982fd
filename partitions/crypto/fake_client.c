/* SPDX-License-Identifier: BSD-3-Clause */
#include "partitions/crypto/fake_client.h"

#include <stdlib.h>
#include <string.h>

#include "hal/keys.h"
#include "hal/otp.h"
#include "hal/platform.h"
#include "interface/psa/service.h"
#include "interface/psa/services.h"
#include "psa_manifest/crypto.h"

#define HANDLE 0x1234

bool fake_generator_works = true;
bool fake_keys_exist = true;
int32_t fake_client_id = 1;

/* services.md, annex A */
const uint8_t fake_cpak_seed[32] = { 0x09, 0xb6, 0x9b, 0x1b, 0x88, 0x37, 0x8e, 0x8d, 0xb5, 0x93, 0xc5,
                                     0x06, 0x89, 0x26, 0xcf, 0x3f, 0x97, 0x72, 0x3c, 0xf0, 0x18, 0x0b,
                                     0xb3, 0x86, 0x98, 0x7b, 0xc4, 0x47, 0x7a, 0xd1, 0xbb, 0x2f };
const uint8_t fake_dak_seed[32] = { 0xac, 0x4c, 0x2f, 0xf4, 0xc8, 0x2c, 0x1b, 0x84, 0xcb, 0x80, 0x6a,
                                    0x53, 0x1a, 0x14, 0x29, 0x26, 0x4f, 0xf5, 0x4f, 0xe2, 0x5c, 0xda,
                                    0xa9, 0xa6, 0x74, 0x71, 0x5b, 0xd7, 0xc0, 0xbe, 0x17, 0x44 };
const uint8_t fake_vhuk[32] = { 0x76, 0x96, 0x71, 0xbf, 0x96, 0xac, 0x09, 0x11, 0xb6, 0xb9, 0x01,
                                0xf2, 0x6f, 0xef, 0x19, 0x6c, 0xbe, 0x7b, 0x63, 0xb8, 0xac, 0x12,
                                0xec, 0x61, 0x40, 0x6d, 0xb3, 0x37, 0x34, 0xea, 0xc6, 0xa5 };
/* The development device's, of platforms/tc/provisioning/development.yaml. */
const uint8_t fake_host_rotpk[96] = {
    0x0b, 0x3d, 0x5f, 0x1b, 0xdd, 0xc5, 0x41, 0xa1, 0x05, 0x52, 0x4c, 0xe2, 0xbe, 0x93, 0xa1, 0x01,
    0x12, 0x8f, 0x65, 0x39, 0xfa, 0x4d, 0xfa, 0x2d, 0x9f, 0xa8, 0x24, 0x00, 0x5f, 0xbb, 0xc8, 0x49,
    0x2a, 0x77, 0x4b, 0x6c, 0xcb, 0x79, 0xbc, 0x76, 0x09, 0x7d, 0xd8, 0x13, 0xe2, 0x1b, 0x76, 0x0f,
    0xe8, 0x2c, 0x31, 0x03, 0x63, 0xc1, 0xd8, 0xd5, 0x7a, 0x2c, 0x3f, 0xd4, 0xaa, 0xc0, 0x43, 0x5c,
    0x4b, 0x18, 0x4d, 0x72, 0x7e, 0x81, 0xa2, 0x57, 0x67, 0x27, 0xa8, 0x1e, 0xf4, 0xc1, 0xb6, 0x97,
    0xe8, 0x60, 0xe6, 0x33, 0xe5, 0xae, 0x2c, 0xcc, 0xda, 0x74, 0xc4, 0x2c, 0xf1, 0x0c, 0x9d, 0xf3,
};

static struct {
    const psa_invec *in;
    psa_outvec *out;
    size_t in_count, out_count;
    size_t read_bytes[PSA_MAX_IOVEC], written_bytes[PSA_MAX_IOVEC];
} now;

static void require(bool condition)
{
    if (!condition) {
        abort();
    }
}

rss_status_t hal_random(uint8_t *out, size_t size_bytes)
{
    static uint32_t state;

    for (size_t i = 0; i < size_bytes; i++) {
        state = state * 1664525u + 1013904223u;
        out[i] = fake_generator_works ? (uint8_t)(state >> 24) : 0;
    }
    return fake_generator_works ? RSS_OK : RSS_ERR_CC3XX_RNG;
}

rss_status_t hal_key_load(enum hal_key_slot slot, uint8_t key[32])
{
    const uint8_t *from = slot == HAL_KEY_SLOT_VHUK        ? fake_vhuk
                          : slot == HAL_KEY_SLOT_CPAK_SEED ? fake_cpak_seed
                                                           : fake_dak_seed;

    memcpy(key, from, 32);
    if (!fake_keys_exist) {
        memset(key, 0, 32);
    }
    return fake_keys_exist ? RSS_OK : RSS_ERR_KMU_VERIFY;
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    require(id == HAL_OTP_HOST_ROTPK_S || id == HAL_OTP_HOST_ROTPK_NS || id == HAL_OTP_HOST_ROTPK_CCA);
    require(size_bytes == sizeof(fake_host_rotpk));
    memcpy(out, fake_host_rotpk, size_bytes);
    return RSS_OK;
}

size_t psa_read(psa_handle_t msg_handle, uint32_t index, void *buffer, size_t num_bytes)
{
    require(msg_handle == HANDLE && index < now.in_count);
    const size_t left = now.in[index].len - now.read_bytes[index];
    const size_t bytes = num_bytes < left ? num_bytes : left;

    memcpy(buffer, (const uint8_t *)now.in[index].base + now.read_bytes[index], bytes);
    now.read_bytes[index] += bytes;
    return bytes;
}

void psa_write(psa_handle_t msg_handle, uint32_t index, const void *buffer, size_t num_bytes)
{
    require(msg_handle == HANDLE && index < now.out_count);
    require(num_bytes <= now.out[index].len - now.written_bytes[index]);
    memcpy((uint8_t *)now.out[index].base + now.written_bytes[index], buffer, num_bytes);
    now.written_bytes[index] += num_bytes;
}

void psa_panic(void)
{
    abort();
}

psa_status_t fake_call(int32_t type, const psa_invec *in_vec, size_t in_count, psa_outvec *out_vec,
                       size_t out_count)
{
    psa_msg_t msg = { .type = type, .handle = HANDLE, .client_id = fake_client_id };

    require(in_count + out_count <= PSA_MAX_IOVEC);
    memset(&now, 0, sizeof(now));
    now.in = in_vec;
    now.out = out_vec;
    now.in_count = in_count;
    now.out_count = out_count;
    for (size_t i = 0; i < in_count; i++) {
        msg.in_size[i] = in_vec[i].len;
    }
    for (size_t i = 0; i < out_count; i++) {
        msg.out_size[i] = out_vec[i].len;
    }
    const psa_status_t status = crypto_sfn(&msg);
    for (size_t i = 0; i < out_count; i++) {
        out_vec[i].len = now.written_bytes[i];
    }
    return status;
}

psa_status_t psa_call(psa_handle_t handle, int32_t type, const psa_invec *in_vec, size_t in_count,
                      psa_outvec *out_vec, size_t out_count)
{
    require(handle == RSS_CRYPTO_HANDLE);
    return fake_call(type, in_vec, in_count, out_vec, out_count);
}
