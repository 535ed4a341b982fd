/* SPDX-License-Identifier: BSD-3-Clause */
/* tc's tables with the code that uses them: host memory windows, starting SCP and AP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "hal/flash.h"
#include "hal/images.h"
#include "hal/mailbox.h"
#include "lib/base/mmio.h"
#include "platforms/rss/memory_map.h"

static struct {
    uint32_t atu[0x400 / 4];
    uint32_t gretreg;
    uint32_t receiver_channel_0, sender_channel_0, access_request;
    uint32_t polls_until_scp; /* after its release; 0: never */
} device;

static uint32_t read_mhu_receiver(uint32_t offset)
{
    switch (offset) {
    case 0x000:
        if (device.gretreg == 1 && device.polls_until_scp > 0 && --device.polls_until_scp == 0) {
            device.receiver_channel_0 = 1;
        }
        return device.receiver_channel_0;
    case 0xf80:
        return 31;
    case 0xfcc:
        return 0x11;
    default:
        fail();
        return 0;
    }
}

uint32_t mmio_read32(uintptr_t address)
{
    switch (address & 0xfffff000u) {
    case RSS_ATU_BASE:
        return address == RSS_ATU_BASE ? 0xd5 : device.atu[(address & 0xfff) / 4];
    case RSS_MHU2_SENDER_BASE:
        return (address & 0xfff) == 0xf8c ? device.access_request : (address & 0xfff) == 0xf80 ? 31 : 0x11;
    case RSS_MHU2_RECEIVER_BASE:
        return read_mhu_receiver(address & 0xfff);
    default:
        fail();
        return 0;
    }
}

void mmio_write32(uintptr_t address, uint32_t value)
{
    switch (address) {
    case RSS_SYSCTRL_BASE + 0x10c:
        device.gretreg = value;
        break;
    case RSS_MHU2_RECEIVER_BASE + 0x08:
        device.receiver_channel_0 &= ~value;
        break;
    case RSS_MHU2_SENDER_BASE + 0x0c:
        device.sender_channel_0 |= value;
        break;
    case RSS_MHU2_SENDER_BASE + 0xf88:
        device.access_request = value;
        break;
    default:
        assert_int_equal(address & 0xfffff000u, RSS_ATU_BASE);
        device.atu[(address & 0xfff) / 4] = value;
    }
}

static int reset(void **state)
{
    (void)state;
    memset(&device, 0, sizeof(device));
    return 0;
}

/* First and last physical page of a region that is on. */
static uint64_t first_physical(uint32_t region)
{
    const uint64_t add = (uint64_t)device.atu[0x1a0 / 4 + region] << 32 | device.atu[0x120 / 4 + region];

    return ((device.atu[0x020 / 4 + region] + add) << 13) & 0xffffffffffffffff;
}

static uint32_t region_bytes(uint32_t region)
{
    return (device.atu[0x0a0 / 4 + region] - device.atu[0x020 / 4 + region] + 1) << 13;
}

static void test_host_memory(void **state)
{
    static const struct {
        uint64_t address;
        uint32_t bytes;
        bool write;
        uint64_t first_physical; /* of the window, when it is allowed */
        uint32_t window_bytes;   /* 0: refused */
    } rows[] = {
        { 0x04001000, 0x100, true, 0x04000000, 0x2000 },
        { 0x04001ff0, 0x20, false, 0x04000000, 0x4000 }, /* over a page's end */
        { 0x04000000, 0x10000, true, 0x04000000, 0x10000 },
        { 0x04001fff, 0xe001, true, 0x04000000, 0x10000 },
        { 0x04001fff, 0xe002, true, 0, 0 }, /* window ends before it */
        { 0x04000000, 0x10001, true, 0, 0 },
        { 0x04000000, 0xffffffff, true, 0, 0 },
        { 0x04000000, 0, false, 0, 0 },
        { 0x0407fff0, 0x10, true, 0x0407e000, 0x2000 }, /* up to the very end of its range */
        { 0x0407fff0, 0x11, true, 0, 0 },
        { 0x03fffff0, 0x20, false, 0, 0 }, /* begins before it */
        { 0x00000000, 4, false, 0x00000000, 0x2000 },
        { 0x00000000, 4, true, 0, 0 }, /* boot memory is not written */
        { 0x05000000, 4, false, 0x05000000, 0x2000 },
        { 0x05000000, 4, true, 0, 0 },
        { 0x06000000, 4, true, 0x06000000, 0x2000 },
        { 0x80000000, 4, false, 0, 0 },            /* DRAM */
        { 0x2a400000, 4, false, 0, 0 },            /* a device */
        { 0x104000000, 4, false, 0, 0 },           /* no wrap at 32 bits */
        { 0xfffffffffffffff0, 0x20, false, 0, 0 }, /* nor at 64 */
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        for (uint32_t index = 0; index < 4; index++) {
            void *mapped = NULL;

            reset(NULL);
            assert_int_equal(hal_host_memory_map(HAL_MAILBOX_AP, index, rows[i].address, rows[i].bytes,
                                                 rows[i].write, &mapped),
                             rows[i].window_bytes != 0 ? RSS_OK : RSS_ERR_COMMS_MEMORY);
            if (rows[i].window_bytes == 0) {
                assert_null(mapped);
                assert_int_equal(device.atu[1], 0);
                continue;
            }
            assert_int_equal((uintptr_t)mapped, 0x70000000 + 0x10000 * index + (rows[i].address & 0x1fff));
            assert_int_equal(device.atu[1], 2u << index);
            assert_int_equal(first_physical(1 + index), rows[i].first_physical);
            assert_int_equal(region_bytes(1 + index), rows[i].window_bytes);
            hal_host_memory_unmap(index);
            assert_int_equal(device.atu[1], 0);
        }
    }
}

static void test_host_memory_index(void **state)
{
    void *mapped = NULL;

    (void)state;
    assert_int_equal(hal_host_memory_map(HAL_MAILBOX_AP, HAL_HOST_WINDOWS, 0x04000000, 4, true, &mapped),
                     RSS_ERR_COMMS_MEMORY);
    assert_int_equal(hal_host_memory_map(HAL_MAILBOX_SCP, 0, 0x04000000, 4, false, &mapped),
                     RSS_ERR_COMMS_MEMORY);
    assert_null(mapped);
    device.atu[1] = 0xffffffff;
    hal_host_memory_unmap(HAL_HOST_WINDOWS);
    hal_host_memory_unmap(0xffffffff);
    assert_int_equal(device.atu[1], 0xffffffff);
}

static void test_image_table(void **state) /* boot.md 2.4 */
{
    static const struct {
        const char *sw_type;
        uint32_t load_address, bytes;
        bool early;
        uint32_t slots[2];
    } rows[] = { { "RT_0", 0x31800000, 0x80000, false, { 0x040000, 0x140000 } },
                 { "RT_1", 0x31880000, 0x80000, false, { 0x0c0000, 0x1c0000 } },
                 { "RT_2", 0x70000000, 0x20000, false, { 0x240000, 0x340000 } },
                 { "RT_3", 0x70100000, 0x10000, true, { 0x2c0000, 0x3c0000 } } };

    (void)state;
    for (uint32_t id = 0; id < 4; id++) {
        const struct hal_image *image = hal_image_get(id);

        assert_string_equal(image->sw_type, rows[id].sw_type);
        assert_int_equal(image->load_address, rows[id].load_address);
        assert_int_equal(image->window_bytes, rows[id].bytes);
        assert_int_equal(image->start_when_verified, rows[id].early);
        assert_int_equal(hal_flash_image_offset(id, 0), rows[id].slots[0]);
        assert_int_equal(hal_flash_image_offset(id, 1), rows[id].slots[1]);
    }
    assert_null(hal_image_get(4));
    assert_int_equal(hal_image_open(4), RSS_ERR_ARGUMENT);
    assert_int_equal(hal_flash_bl2_offset(0), 0);
    assert_int_equal(hal_flash_bl2_offset(1), 0x20000);
}

static void test_flash_extents(void **state)
{
    uint8_t byte = 0xa5;

    (void)state;
    assert_int_equal(hal_flash_read(0x440000, &byte, 1), RSS_ERR_ARGUMENT);
    assert_int_equal(hal_flash_read(0x43ffff, &byte, 2), RSS_ERR_ARGUMENT);
    assert_int_equal(hal_flash_read(0, &byte, 0x440001), RSS_ERR_ARGUMENT);
    assert_int_equal(hal_flash_read(0xffffffff, &byte, 2), RSS_ERR_ARGUMENT);
    assert_int_equal(hal_flash_read(4, &byte, SIZE_MAX), RSS_ERR_ARGUMENT);
    assert_int_equal(byte, 0xa5);
}

static void test_start_scp(void **state)
{
    (void)state;
    device.polls_until_scp = 1000;
    assert_int_equal(hal_image_start(HAL_IMAGE_SCP), RSS_OK);
    assert_int_equal(device.gretreg, 1);
    assert_int_equal(device.receiver_channel_0, 0); /* taken */
}

static void test_start_scp_times_out(void **state) /* a word that stood there before does not count */
{
    (void)state;
    device.receiver_channel_0 = 1;
    assert_int_equal(hal_image_start(HAL_IMAGE_SCP), RSS_ERR_HOST_SCP_TIMEOUT);
}

static void test_start_ap(void **state)
{
    (void)state;
    device.access_request = 0;
    assert_int_equal(hal_image_start(HAL_IMAGE_AP), RSS_OK);
    assert_int_equal(device.sender_channel_0, 1);
    assert_int_equal(device.gretreg, 0);
}

static void test_start_nothing(void **state)
{
    (void)state;
    assert_int_equal(hal_image_start(HAL_IMAGE_S), RSS_OK);
    assert_int_equal(hal_image_start(HAL_IMAGE_NS), RSS_OK);
    assert_int_equal(hal_image_open(HAL_IMAGE_S), RSS_OK);
    hal_image_close(HAL_IMAGE_S);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_host_memory, reset),
        cmocka_unit_test_setup(test_host_memory_index, reset),
        cmocka_unit_test_setup(test_image_table, reset),
        cmocka_unit_test_setup(test_flash_extents, reset),
        cmocka_unit_test_setup(test_start_scp, reset),
        cmocka_unit_test_setup(test_start_scp_times_out, reset),
        cmocka_unit_test_setup(test_start_ap, reset),
        cmocka_unit_test_setup(test_start_nothing, reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
