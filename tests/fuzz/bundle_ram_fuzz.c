/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fuzz entry for a production ROM that waits for its bundle. The input lies in RAM at the address that BL1_1 looks at, its
 * magic word says which of the two it is; once it has been looked at, the genuine one is sent, which has to be taken.
 */
#include "boot/bl1_1/bundle_source.h"

#include <string.h>
#include <sys/mman.h>

#include "boot/bl1_1/provisioning.h"
#include "boot/bl1_1/ram_message.h"
#include "boot/shared/stage_layout.h"
#include "hal/otp.h"
#include "lib/base/bytes.h"
#include "lib/crypto/lms.h"
#include "lib/crypto/sha256.h"
#include "tests/fuzz/fuzz.h"

#define RAM_BYTES    (RAM_RMA_REQUEST_ADDRESS - RAM_AT_BUNDLE_ADDRESS)
#define GUARD_BYTE   0xa5u
#define AT_BYTES     sizeof(struct provisioning_at_bundle)
#define PSA_BYTES    sizeof(struct provisioning_psa_bundle)
#define LIMIT_BYTES  AT_BYTES
#define MARKER_BYTES 8u

/* What the device does with one input. */
static struct {
    uint8_t *ram; /* where the bundle lies */
    const uint8_t *genuine;
    size_t bundle_bytes;
    uint32_t polls;
    size_t written_bytes;
    uint32_t advanced;
    uint8_t sent[LIMIT_BYTES]; /* the last bundle that was taken */
} device;

static uint8_t genuine_at[LIMIT_BYTES];
static uint8_t genuine_psa[LIMIT_BYTES];

rss_status_t hal_otp_write(enum hal_otp_id id, const void *data, size_t size_bytes)
{
    REQUIRE(id < HAL_OTP_COUNT && data != NULL);
    device.written_bytes += size_bytes;
    return RSS_OK;
}

rss_status_t hal_lifecycle_advance(enum hal_lifecycle to)
{
    REQUIRE(to ==
            (device.bundle_bytes == AT_BYTES ? HAL_LIFECYCLE_PSA_ROT_PROVISIONING : HAL_LIFECYCLE_SECURED));
    device.advanced++;
    return RSS_OK;
}

static void send(const uint8_t *bundle)
{
    memcpy(device.ram, bundle, device.bundle_bytes);
}

/* Between two looks: the first bundle was refused and answered, or it is not one and lies there as it was. */
static void check_refused(void)
{
    const uint32_t answer = bytes_get_le32(device.ram);

    REQUIRE(device.written_bytes == 0 && device.advanced == 0);
    REQUIRE(answer != (uint32_t)RSS_OK);
}

/* The linker puts this in the place of ram_message_take (--wrap). */
rss_status_t __real_ram_message_take(volatile uint32_t *message, uint32_t magic, void *copy,
                                     size_t size_bytes);
rss_status_t __wrap_ram_message_take(volatile uint32_t *message, uint32_t magic, void *copy,
                                     size_t size_bytes);
rss_status_t __wrap_ram_message_take(volatile uint32_t *message, uint32_t magic, void *copy,
                                     size_t size_bytes)
{
    REQUIRE((uintptr_t)message == (uintptr_t)device.ram && size_bytes == device.bundle_bytes);
    REQUIRE(device.polls < 2);
    if (device.polls++ > 0) {
        check_refused();
        send(device.genuine);
    }
    memcpy(device.sent, device.ram, size_bytes);
    const rss_status_t status = __real_ram_message_take(message, magic, copy, size_bytes);
    REQUIRE((status == RSS_OK) == (bytes_get_le32(device.sent) == magic));
    for (size_t i = 0; i < size_bytes; i++) {
        REQUIRE(device.ram[i] == (status == RSS_OK ? 0 : device.sent[i]));
    }
    return status;
}

static void check_taken(void)
{
    const size_t digest_offset = device.bundle_bytes - SHA256_BYTES;
    uint8_t hash[SHA256_BYTES];

    REQUIRE(device.advanced == 1);
    REQUIRE(sha256_compute(device.sent, digest_offset, hash) == RSS_OK);
    REQUIRE(memcmp(hash, &device.sent[digest_offset], sizeof(hash)) == 0);
    if (device.bundle_bytes == AT_BYTES) {
        const struct provisioning_at_bundle *at = (const void *)device.sent;

        REQUIRE(memcmp(&at->bl1_rotpk_0[8], "RSS-DEV", MARKER_BYTES) != 0);
    }
    REQUIRE(bytes_get_le32(device.ram) == (uint32_t)RSS_OK);
    for (size_t i = sizeof(uint32_t); i < device.bundle_bytes; i++) {
        REQUIRE(device.ram[i] == 0);
    }
    REQUIRE(device.ram[device.bundle_bytes] == GUARD_BYTE);
}

static void learn_genuine(const uint8_t *data, size_t size_bytes)
{
    const int is_at = bytes_get_le32(data) == PROVISIONING_AT_MAGIC;

    REQUIRE(size_bytes == (is_at ? AT_BYTES : PSA_BYTES));
    memcpy(is_at ? genuine_at : genuine_psa, data, size_bytes);
}

static uint8_t *map_ram(void)
{
    void *ram = mmap((void *)(uintptr_t)RAM_AT_BUNDLE_ADDRESS, RAM_BYTES, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    REQUIRE(ram == (void *)(uintptr_t)RAM_AT_BUNDLE_ADDRESS);
    return ram;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes)
{
    static uint8_t *ram;
    static uint8_t first[LIMIT_BYTES];
    const int is_psa = size_bytes >= 4 && bytes_get_le32(data) == PROVISIONING_PSA_MAGIC;

    if (ram == NULL) {
        ram = map_ram();
        fuzz_each_genuine("bundle_ram", learn_genuine);
    }
    memset(ram, GUARD_BYTE, RAM_BYTES);
    memset(&device, 0, sizeof(device));
    device.bundle_bytes = is_psa ? PSA_BYTES : AT_BYTES;
    device.ram = is_psa ? &ram[RAM_PSA_BUNDLE_ADDRESS - RAM_AT_BUNDLE_ADDRESS] : ram;
    device.genuine = is_psa ? genuine_psa : genuine_at;
    memset(first, 0, sizeof(first));
    memcpy(first, data, size_bytes < device.bundle_bytes ? size_bytes : device.bundle_bytes);
    send(first);
    REQUIRE(bundle_source_provision(is_psa ? HAL_LIFECYCLE_PSA_ROT_PROVISIONING
                                           : HAL_LIFECYCLE_ASSEMBLY_AND_TEST) == RSS_OK);
    check_taken();
    return 0;
}
