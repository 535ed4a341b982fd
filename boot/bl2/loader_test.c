/* SPDX-License-Identifier: BSD-3-Clause */
/* The loader on a HAL of plain memory: flash, load windows at their real addresses, OTP, and a record of what was done. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include <mbedtls/aes.h>
#include <mbedtls/nist_kw.h>

#include "boot/bl2/loader.h"
#include "hal/flash.h"
#include "hal/keys.h"
#include "hal/otp.h"
#include "lib/base/fih.h"
#include "tests/unit/image_builder.h"

#define FLASH_BYTES 0x440000u

static const char key_s[] = RSS_KEYS "/root-RSA-3072.pem";
static const char key_ns[] = RSS_KEYS "/root-RSA-3072_1.pem";

static const struct hal_image image_table[IMAGE_COUNT] = {
    { "S", "RT_0", 0x31800000, 0x80000, false, true },
    { "NS", "RT_1", 0x31880000, 0x80000, false, true },
    { "AP", "RT_2", 0x70000000, 0x20000, false, false },
    { "SCP", "RT_3", 0x70100000, 0x10000, true, false },
};
static const uint32_t flash_offsets[IMAGE_COUNT][CHOICE_SLOTS] = {
    { 0x40000, 0x140000 }, { 0xc0000, 0x1c0000 }, { 0x240000, 0x340000 }, { 0x2c0000, 0x3c0000 }
};

static uint8_t flash[FLASH_BYTES];
static uint8_t fake_key_hash[IMAGE_COUNT][32];
static uint32_t fake_counters[IMAGE_COUNT];
static char log_text[4096];
static char events[64]; /* o<id> open, c<id> close, p<id> place, s<id> start */
static uint32_t event_count;
static int open_window;
static rss_status_t open_status, start_status, otp_status, counter_status, derive_status;
static struct {
    uint32_t offset_bytes, after_reads;
    uint8_t flip;
} glitch; /* flash that changes under the loader */
static struct loader loader;

void fih_panic(void)
{
    abort();
}

void log_write(const char *text, size_t size_bytes)
{
    strncat(log_text, text, size_bytes);
}

rss_status_t hal_flash_read(uint32_t offset_bytes, void *out, size_t size_bytes)
{
    if (size_bytes > FLASH_BYTES || offset_bytes > FLASH_BYTES - size_bytes) {
        return RSS_ERR_ARGUMENT;
    }
    memcpy(out, &flash[offset_bytes], size_bytes);
    if (glitch.flip != 0 && offset_bytes <= glitch.offset_bytes &&
        glitch.offset_bytes - offset_bytes < size_bytes) {
        if (glitch.after_reads == 0) {
            ((uint8_t *)out)[glitch.offset_bytes - offset_bytes] ^= glitch.flip;
        } else {
            glitch.after_reads--;
        }
    }
    return RSS_OK;
}

uint32_t hal_flash_image_offset(uint32_t image_id, uint32_t slot)
{
    return flash_offsets[image_id][slot];
}

rss_status_t hal_otp_read(enum hal_otp_id id, void *out, size_t size_bytes)
{
    assert_true(id >= HAL_OTP_BL2_ROTPK_0 && id <= HAL_OTP_BL2_ROTPK_3 && size_bytes == 32);
    memcpy(out, fake_key_hash[id - HAL_OTP_BL2_ROTPK_0], 32);
    return otp_status;
}

rss_status_t hal_otp_counter_read(enum hal_otp_counter_id id, uint32_t *value)
{
    assert_true(id >= HAL_OTP_COUNTER_BL2_0 && id <= HAL_OTP_COUNTER_BL2_3);
    *value = fake_counters[id - HAL_OTP_COUNTER_BL2_0];
    return counter_status;
}

/* Any function of label and context will do; what it is asked for is checked. */
rss_status_t hal_key_derive(enum hal_key_base base, const uint8_t *label, size_t label_bytes,
                            const uint8_t *context, size_t context_bytes, uint8_t out[32])
{
    assert_int_equal(base, HAL_KEY_BL2_ENCRYPTION_KEY);
    assert_int_equal(label_bytes, sizeof("RSS_IMAGE_KEK"));
    assert_memory_equal(label, "RSS_IMAGE_KEK", label_bytes);
    assert_int_equal(context_bytes, 8);
    for (size_t i = 0; i < 32; i++) {
        out[i] = (uint8_t)(i * 7 + context[0] * 16 + context[4] + context[5]);
    }
    return derive_status;
}

rss_status_t hal_aes_ctr(const uint8_t key[32], size_t key_bytes, const uint8_t counter[16],
                         const uint8_t *in, uint8_t *out, size_t size_bytes)
{
    uint8_t nonce[16], stream[16];
    size_t offset = 0;
    mbedtls_aes_context aes;

    memcpy(nonce, counter, sizeof(nonce));
    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_enc(&aes, key, (unsigned int)(8 * key_bytes)), 0);
    assert_int_equal(mbedtls_aes_crypt_ctr(&aes, size_bytes, &offset, nonce, stream, in, out), 0);
    return RSS_OK;
}

rss_status_t hal_aes_decrypt_block(const uint8_t key[32], size_t key_bytes, uint8_t block[16])
{
    mbedtls_aes_context aes;

    mbedtls_aes_init(&aes);
    assert_int_equal(mbedtls_aes_setkey_dec(&aes, key, (unsigned int)(8 * key_bytes)), 0);
    return mbedtls_aes_crypt_ecb(&aes, MBEDTLS_AES_DECRYPT, block, block) == 0 ? RSS_OK : RSS_ERR_ARGUMENT;
}

const struct hal_image *hal_image_get(uint32_t image_id)
{
    return image_id < IMAGE_COUNT ? &image_table[image_id] : NULL;
}

static void note(char what, uint32_t image_id)
{
    assert_true(event_count + 3 < sizeof(events));
    events[event_count++] = what;
    events[event_count++] = (char)('0' + image_id);
}

rss_status_t hal_image_open(uint32_t image_id)
{
    assert_int_equal(open_window, -1);
    if (open_status == RSS_OK) {
        open_window = (int)image_id;
        note('o', image_id);
    }
    return open_status;
}

void hal_image_close(uint32_t image_id)
{
    assert_int_equal(open_window, image_id);
    open_window = -1;
    note('c', image_id);
}

void hal_image_place(uint32_t image_id, uint32_t header_bytes)
{
    assert_int_equal(open_window, image_id);
    assert_int_equal(header_bytes, 0x200);
    note('p', image_id);
}

rss_status_t hal_image_start(uint32_t image_id)
{
    assert_int_equal(open_window, -1);
    note('s', image_id);
    return start_status;
}

static uint8_t *window(uint32_t image_id)
{
    return (uint8_t *)(uintptr_t)image_table[image_id].load_address;
}

static int map_windows(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        void *at = mmap(window(id), image_table[id].window_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        assert_ptr_equal(at, window(id));
    }
    return 0;
}

static const char *key_of(uint32_t image_id)
{
    return image_id == HAL_IMAGE_NS ? key_ns : key_s;
}

static struct image_spec good(uint32_t image_id, uint8_t major)
{
    return image_spec_good(image_table[image_id].load_address, key_of(image_id), major);
}

static uint8_t *slot_bytes(uint32_t image_id, uint32_t slot)
{
    return &flash[flash_offsets[image_id][slot]];
}

static void put(uint32_t image_id, uint32_t slot, const struct image_spec *spec)
{
    memset(slot_bytes(image_id, slot), 0xff, HAL_FLASH_IMAGE_SLOT_BYTES);
    image_build(spec, slot_bytes(image_id, slot), HAL_FLASH_IMAGE_SLOT_BYTES);
}

/* Version 2 in the primary slots, 1 in the secondary ones; an OTP that wants counter 1. */
static int set_up(void **state)
{
    (void)state;
    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        for (uint32_t slot = 0; slot < CHOICE_SLOTS; slot++) {
            struct image_spec spec = good(id, (uint8_t)(2 - slot));

            put(id, slot, &spec);
        }
        image_key_hash(key_of(id), fake_key_hash[id]);
        fake_counters[id] = 1;
        memset(window(id), 0xa5, image_table[id].window_bytes);
    }
    memset(&glitch, 0, sizeof(glitch));
    derive_status = open_status = start_status = otp_status = counter_status = RSS_OK;
    open_window = -1;
    return 0;
}

static rss_status_t run(void)
{
    log_text[0] = '\0';
    memset(events, 0, sizeof(events));
    event_count = 0;
    fih_steps = 11;
    memset(&loader, 0x5a, sizeof(loader));
    rss_status_t status = loader_load_images(&loader);
    if (status == RSS_OK) {
        assert_int_equal(fih_steps, 11 + LOADER_STEPS_ALL);
    }
    return status;
}

static void check_slots(uint32_t s, uint32_t ns, uint32_t ap, uint32_t scp)
{
    const uint32_t want[IMAGE_COUNT] = { s, ns, ap, scp };

    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        assert_int_equal(loader.images[id].slot, want[id]);
        assert_ptr_equal(loader_get_candidate(&loader, id), &loader.choice.slots[id][want[id]].candidate);
        assert_memory_equal(window(id), slot_bytes(id, want[id]),
                            loader_get_candidate(&loader, id)->total_bytes);
        assert_memory_equal(loader.images[id].identity.signer_id, fake_key_hash[id], 32);
    }
}

static void check_printed(const char *line)
{
    if (strstr(log_text, line) == NULL) {
        fail_msg("not printed: %s\nbut: %s", line, log_text);
    }
}

static void check_nothing_refused(void)
{
    assert_null(strstr(log_text, "refused"));
}

static void check_zeroed(uint32_t image_id)
{
    for (uint32_t i = 0; i < image_table[image_id].window_bytes; i++) {
        assert_int_equal(window(image_id)[i], 0);
    }
}

/* Order 3, 2, 1, 0; the SCP is started as soon as it is verified; the AP only when asked for. */
static void test_all_primary(void **state)
{
    (void)state;
    assert_int_equal(run(), RSS_OK);
    check_slots(0, 0, 0, 0);
    check_nothing_refused();
    assert_string_equal(events, "o3p3c3s3o2p2c2o1p1c1o0p0c0");
    assert_int_equal(loader_start_host(&loader), RSS_OK);
    assert_string_equal(&events[26], "s2s1s0");
}

static void test_higher_version_wins(void **state)
{
    struct image_spec spec = good(HAL_IMAGE_AP, 3);

    (void)state;
    put(HAL_IMAGE_AP, 1, &spec);
    assert_int_equal(run(), RSS_OK);
    check_slots(0, 0, 1, 0);
    check_nothing_refused();
}

/* Every image, either slot, damaged in header, payload, each TLV: the other slot boots, the code is exact. */
static void test_damaged_slot_falls_back(void **state)
{
    static const struct {
        const char *code;
        uint32_t offset_bytes;
        uint8_t flip;
        int loaded; /* seen only after loading: the window was zeroed in between */
    } damages[] = {
        { "IM01", 0, 1, 0 },                         /* magic */
        { "IM02", 16, 1, 0 },                        /* flags */
        { "IM03", 15, 0x80, 0 },                     /* payload size */
        { "IM04", 4, 1, 0 },                         /* load address */
        { "IM10", 0x30, 1, 1 },                      /* header padding */
        { "IM10", 0x200, 1, 1 },                     /* payload */
        { "IM05", 0x200 + 600, 1, 0 },               /* protected info */
        { "IM07", 0x200 + 600 + 4, 1, 0 },           /* type of the counter */
        { "IM13", 0x200 + 600 + 8, 1, 0 },           /* counter 1 becomes 0 */
        { "IM10", 0x200 + 600 + 8, 2, 1 },           /* counter 1 becomes 3 */
        { "IM10", 0x200 + 600 + 16, 1, 1 },          /* boot record */
        { "IM05", 0x200 + 600 + 108, 1, 0 },         /* unprotected info */
        { "IM10", 0x200 + 600 + 108 + 8, 1, 1 },     /* hash */
        { "IM11", 0x200 + 600 + 108 + 0x50, 1, 1 },  /* key */
        { "IM12", 0x200 + 600 + 108 + 0x1c0, 1, 1 }, /* signature */
    };

    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
            char line[64];

            set_up(state);
            slot_bytes(id, 0)[damages[i].offset_bytes] ^= damages[i].flip;
            snprintf(line, sizeof(line), "[WRN] BL2 image %u slot 0 refused: %s\n", (unsigned int)id,
                     damages[i].code);
            assert_int_equal(run(), RSS_OK);
            check_printed(line);
            check_slots(id == 0, id == 1, id == 2, id == 3);

            slot_bytes(id, 1)[damages[i].offset_bytes] ^= damages[i].flip;
            line[strlen("[WRN] BL2 image 0 slot ")] = '1';
            assert_int_equal(run(), RSS_ERR_IMG_NO_SLOT);
            check_printed(line);
            assert_null(strstr(events, "s2"));
            if (damages[i].loaded) {
                check_zeroed(id);
            }
        }
    }
}

static void test_empty_flash(void **state)
{
    (void)state;
    for (int fill = 0; fill <= 0xff; fill += 0xff) {
        memset(flash, fill, sizeof(flash));
        assert_int_equal(run(), RSS_ERR_IMG_NO_SLOT);
        assert_string_equal(events, "");
        check_printed("[WRN] BL2 image 3 slot 1 refused: IM01\n");
    }
}

/* An image of one window is not taken for another, though the key is the same. */
static void test_exchanged_images(void **state)
{
    struct image_spec spec = good(HAL_IMAGE_SCP, 9);

    (void)state;
    put(HAL_IMAGE_AP, 0, &spec);
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 2 slot 0 refused: IM04\n");
    check_slots(0, 0, 1, 0);
}

/* Signed with the other development key, which another image's hash would accept. */
static void test_key_of_another_image(void **state)
{
    struct image_spec spec = image_spec_good(image_table[HAL_IMAGE_NS].load_address, key_s, 9);

    (void)state;
    put(HAL_IMAGE_NS, 0, &spec);
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 1 slot 0 refused: IM11\n");
    check_slots(0, 1, 0, 0);
}

/* Larger than the window but smaller than the slot. */
static void test_window_bound(void **state)
{
    struct image_spec spec = good(HAL_IMAGE_SCP, 9);

    (void)state;
    spec.payload_bytes = 0x10000 - 0x200 - 108 - 830;
    put(HAL_IMAGE_SCP, 0, &spec);
    assert_int_equal(run(), RSS_OK);
    check_slots(0, 0, 0, 0);

    spec.payload_bytes++;
    put(HAL_IMAGE_SCP, 0, &spec);
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 3 slot 0 refused: IM03\n");
    check_slots(0, 0, 0, 1);
}

static void test_rollback(void **state)
{
    (void)state;
    fake_counters[HAL_IMAGE_S] = 2;
    assert_int_equal(run(), RSS_ERR_IMG_NO_SLOT);
    check_printed("[WRN] BL2 image 0 slot 0 refused: IM13\n");
    check_printed("[WRN] BL2 image 0 slot 1 refused: IM13\n");
    assert_string_equal(events, ""); /* known before anything was loaded */
}

/* A new pair that needs each other, one half damaged: the old pair boots, whole. */
static void test_pair_falls_back_together(void **state)
{
    struct image_spec s = good(HAL_IMAGE_S, 3), ns = good(HAL_IMAGE_NS, 3);

    (void)state;
    tlv_add_dependency(&s.protected_tlvs, HAL_IMAGE_NS, 3, 0, 0);
    tlv_add_dependency(&ns.protected_tlvs, HAL_IMAGE_S, 3, 0, 0);
    put(HAL_IMAGE_S, 0, &s);
    put(HAL_IMAGE_NS, 0, &ns);
    assert_int_equal(run(), RSS_OK);
    check_slots(0, 0, 0, 0);

    slot_bytes(HAL_IMAGE_S, 0)[0x210] ^= 1; /* loaded last: NS is in place by then */
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 0 slot 0 refused: IM10\n");
    check_printed("[WRN] BL2 image 1 slot 0 refused: IM14\n");
    check_slots(1, 1, 0, 0);

    slot_bytes(HAL_IMAGE_NS, 1)[0x210] ^= 1;
    assert_int_equal(run(), RSS_ERR_IMG_NO_SLOT);
    check_printed("[ERR] BL2 image 1 has no slot that may boot\n");
}

/* An SCP image that depends on another must not run before that one is verified. */
static void test_dependent_scp_waits(void **state)
{
    struct image_spec scp = good(HAL_IMAGE_SCP, 3), s = good(HAL_IMAGE_S, 3);

    (void)state;
    tlv_add_dependency(&scp.protected_tlvs, HAL_IMAGE_S, 3, 0, 0);
    put(HAL_IMAGE_SCP, 0, &scp);
    put(HAL_IMAGE_S, 0, &s);
    assert_int_equal(run(), RSS_OK);
    assert_string_equal(events, "o3p3c3o2p2c2o1p1c1o0p0c0");
    assert_int_equal(loader_start_host(&loader), RSS_OK);
    assert_string_equal(&events[24], "s3s2s1s0");

    slot_bytes(HAL_IMAGE_S, 0)[0x210] ^= 1;
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 3 slot 0 refused: IM14\n");
    check_slots(1, 0, 0, 1);
    assert_string_equal(events, "o3p3c3o2p2c2o1p1c1o0c0o3p3c3s3o0p0c0"); /* SCP version 1 needs nothing */
}

static void test_unmet_from_the_start(void **state)
{
    struct image_spec ap = good(HAL_IMAGE_AP, 3);

    (void)state;
    tlv_add_dependency(&ap.protected_tlvs, HAL_IMAGE_SCP, 2, 0, 1);
    put(HAL_IMAGE_AP, 0, &ap);
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 2 slot 0 refused: IM14\n");
    check_slots(0, 0, 1, 0);
}

/* Flash that answers differently when the image is loaded than when it was chosen. */
static void test_flash_changes_between_reads(void **state)
{
    static const struct {
        uint32_t offset_bytes;
        const char *code;
    } cases[] = {
        { 20, "IM16" }, { 0x200 + 600 + 8, "IM16" }, { 0x200 + 600 + 108 + 2, "IM05" }, { 0x210, "IM10" }
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char line[64];

        set_up(state);
        glitch.offset_bytes = flash_offsets[HAL_IMAGE_S][0] + cases[i].offset_bytes;
        glitch.after_reads = cases[i].offset_bytes == 0x210 ? 0 : 1;
        glitch.flip = 1;
        assert_int_equal(run(), RSS_OK);
        snprintf(line, sizeof(line), "[WRN] BL2 image 0 slot 0 refused: %s\n", cases[i].code);
        check_printed(line);
        check_slots(1, 0, 0, 0);
    }
}

/* Put an encrypted image in a slot; wrap_for: the image whose KEK is used. */
static void put_encrypted(uint32_t image_id, uint32_t slot, uint32_t key_bytes, uint32_t wrap_for)
{
    struct image_spec spec = good(image_id, 3);
    const uint32_t context[2] = { wrap_for, 8 * key_bytes };
    uint8_t *image = slot_bytes(image_id, slot);
    uint8_t kek[32], key[32], wrapped[40];
    const size_t front_bytes = 0x200 + 600 + spec.protected_tlvs.used;
    struct tlv_area area;
    mbedtls_nist_kw_context kw;
    size_t wrapped_bytes;

    spec.flags = key_bytes == 16 ? 0x24 : 0x28;
    put(image_id, slot, &spec);
    memset(key, 0x5c, sizeof(key));
    assert_int_equal(hal_key_derive(HAL_KEY_BL2_ENCRYPTION_KEY, (const uint8_t *)"RSS_IMAGE_KEK", 14,
                                    (const uint8_t *)context, sizeof(context), kek),
                     RSS_OK);
    mbedtls_nist_kw_init(&kw);
    assert_int_equal(mbedtls_nist_kw_setkey(&kw, MBEDTLS_CIPHER_ID_AES, kek, 8 * key_bytes, 1), 0);
    assert_int_equal(mbedtls_nist_kw_wrap(&kw, MBEDTLS_KW_MODE_KW, key, key_bytes, wrapped, &wrapped_bytes,
                                          sizeof(wrapped)),
                     0);
    mbedtls_nist_kw_free(&kw);
    image_build_unprotected(image, front_bytes, key_of(image_id), &area);
    tlv_add(&area, 0x31, wrapped, wrapped_bytes);
    memcpy(&image[front_bytes], area.bytes, area.used);
    assert_int_equal(hal_aes_ctr(key, key_bytes, (const uint8_t[16]){ 0 }, &image[0x200], &image[0x200], 600),
                     RSS_OK);
}

static void test_encrypted_images(void **state)
{
    static const uint32_t ids[] = { HAL_IMAGE_S, HAL_IMAGE_NS };

    for (uint32_t i = 0; i < 4; i++) {
        const uint32_t id = ids[i % 2];

        set_up(state);
        put_encrypted(id, i % 2, i < 2 ? 16 : 32, id);
        assert_int_equal(run(), RSS_OK);
        check_nothing_refused();
        assert_int_equal(loader.images[id].slot, i % 2);
        for (uint32_t byte = 0; byte < 600; byte++) {
            assert_int_equal(window(id)[0x200 + byte], 0x43); /* plain */
        }
    }
}

static void test_refused_encrypted_images(void **state)
{
    const uint32_t front_bytes = 0x200 + 600 + 108, wrapped = front_bytes + 830; /* the TLV's header */

    put_encrypted(HAL_IMAGE_S, 0, 32, HAL_IMAGE_NS); /* wrapped for the other image */
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 0 slot 0 refused: IM19\n");
    check_slots(1, 0, 0, 0);

    for (uint32_t byte = 4; byte < 44; byte += 13) {
        set_up(state);
        put_encrypted(HAL_IMAGE_S, 0, 32, HAL_IMAGE_S);
        slot_bytes(HAL_IMAGE_S, 0)[wrapped + byte] ^= 1;
        assert_int_equal(run(), RSS_OK);
        check_printed("[WRN] BL2 image 0 slot 0 refused: IM19\n");
        check_slots(1, 0, 0, 0);
    }

    set_up(state);
    put_encrypted(HAL_IMAGE_NS, 0, 16, HAL_IMAGE_NS);
    slot_bytes(HAL_IMAGE_NS, 0)[0x200 + 17] ^= 1;
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 1 slot 0 refused: IM10\n");

    set_up(state);
    put_encrypted(HAL_IMAGE_NS, 0, 16, HAL_IMAGE_NS);
    slot_bytes(HAL_IMAGE_NS, 0)[front_bytes + 2] -= 28; /* the area ends before the wrapped key */
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 1 slot 0 refused: IM20\n");

    set_up(state);
    put_encrypted(HAL_IMAGE_NS, 0, 16, HAL_IMAGE_NS);
    slot_bytes(HAL_IMAGE_NS, 0)[16] = 0x28; /* another length than the wrapped key has */
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 1 slot 0 refused: IM22\n");

    set_up(state);
    put_encrypted(HAL_IMAGE_NS, 0, 16, HAL_IMAGE_NS);
    derive_status = RSS_ERR_CC3XX_TIMEOUT;
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 1 slot 0 refused: CC03\n");

    set_up(state);
    put_encrypted(HAL_IMAGE_AP, 0, 16, HAL_IMAGE_AP);
    assert_int_equal(run(), RSS_OK);
    check_printed("[WRN] BL2 image 2 slot 0 refused: IM24\n");
}

/* A device that fails is no reason to try the other slot. */
static void test_device_failures(void **state)
{
    static const struct {
        rss_status_t *injected, value;
    } cases[] = {
        { &open_status, RSS_ERR_ATU_RANGE },
        { &start_status, RSS_ERR_HOST_SCP_TIMEOUT },
        { &otp_status, RSS_ERR_LCM_MISMATCH },
        { &counter_status, RSS_ERR_OTP_COUNTER },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        set_up(state);
        *cases[i].injected = cases[i].value;
        assert_int_equal(run(), cases[i].value);
        check_nothing_refused();
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_all_primary, set_up),
        cmocka_unit_test_setup(test_higher_version_wins, set_up),
        cmocka_unit_test_setup(test_damaged_slot_falls_back, set_up),
        cmocka_unit_test_setup(test_empty_flash, set_up),
        cmocka_unit_test_setup(test_exchanged_images, set_up),
        cmocka_unit_test_setup(test_key_of_another_image, set_up),
        cmocka_unit_test_setup(test_window_bound, set_up),
        cmocka_unit_test_setup(test_rollback, set_up),
        cmocka_unit_test_setup(test_pair_falls_back_together, set_up),
        cmocka_unit_test_setup(test_dependent_scp_waits, set_up),
        cmocka_unit_test_setup(test_unmet_from_the_start, set_up),
        cmocka_unit_test_setup(test_flash_changes_between_reads, set_up),
        cmocka_unit_test_setup(test_encrypted_images, set_up),
        cmocka_unit_test_setup(test_refused_encrypted_images, set_up),
        cmocka_unit_test_setup(test_device_failures, set_up),
    };
    return cmocka_run_group_tests(tests, map_windows, NULL);
}
