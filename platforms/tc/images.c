/* SPDX-License-Identifier: BSD-3-Clause */
/* The four MCUboot images of tc, and how its SCP and AP come to run (boot.md 2.4, 5.2; host-tc.md 11). */
#include "hal/images.h"

#include <string.h>

#include "drivers/atu/atu.h"
#include "drivers/mhu/mhu.h"
#include "drivers/sysctrl/sysctrl.h"
#include "platforms/rss/board.h"
#include "platforms/rss/memory_map.h"
#include "platforms/tc/config.h"

#define SCP_RELEASE       1u        /* GRETREG, seen by the host as a signal */
#define SCP_START_AP      1u        /* to the SCP, channel 0 of MHU 2 */
#define SCP_STARTED_POLLS 20000000u /* its start-up takes well below a second */

enum start_action {
    START_NOTHING,
    START_SCP,
    START_AP,
};

struct tc_image {
    struct hal_image image;
    uint64_t host_physical; /* behind the load address */
    bool on_host;
    bool move_down; /* the core starts at the start of the window, not behind the header */
    enum start_action start;
};

static const struct tc_image images[HAL_IMAGE_COUNT] = {
    [HAL_IMAGE_S] = { .image = { .name = "RSS S",
                                 .sw_type = "RT_0",
                                 .load_address = RSS_S_IMAGE_BASE,
                                 .may_be_encrypted = true,
                                 .window_bytes = RSS_RUNTIME_IMAGE_BYTES } },
    [HAL_IMAGE_NS] = { .image = { .name = "RSS NS",
                                  .sw_type = "RT_1",
                                  .load_address = RSS_NS_IMAGE_BASE,
                                  .may_be_encrypted = true,
                                  .window_bytes = RSS_RUNTIME_IMAGE_BYTES } },
    [HAL_IMAGE_AP] = { .image = { .name = "AP BL1",
                                  .sw_type = "RT_2",
                                  .load_address = TC_AP_LOAD_ADDRESS,
                                  .window_bytes = TC_AP_WINDOW_BYTES },
                       .host_physical = TC_AP_SRAM_PHYSICAL,
                       .on_host = true,
                       .start = START_AP },
    [HAL_IMAGE_SCP] = { .image = { .name = "SCP BL1",
                                   .sw_type = "RT_3",
                                   .load_address = TC_SCP_LOAD_ADDRESS,
                                   .window_bytes = TC_SCP_WINDOW_BYTES,
                                   .start_when_verified = true },
                        .host_physical = TC_SCP_SRAM_PHYSICAL,
                        .on_host = true,
                        .move_down = true,
                        .start = START_SCP },
};

const struct hal_image *hal_image_get(uint32_t image_id)
{
    return image_id < HAL_IMAGE_COUNT ? &images[image_id].image : NULL;
}

rss_status_t hal_image_open(uint32_t image_id)
{
    if (image_id >= HAL_IMAGE_COUNT) {
        return RSS_ERR_ARGUMENT;
    }
    const struct tc_image *tc = &images[image_id];

    if (!tc->on_host) {
        return RSS_OK;
    }
    const rss_status_t status = atu_map(RSS_ATU_BASE, ATU_REGION_IMAGE, tc->image.load_address,
                                        tc->host_physical, tc->image.window_bytes);

    if (status == RSS_OK) { /* what stands behind the image is not verified, and shall not be there either */
        memset((void *)(uintptr_t)tc->image.load_address, 0, tc->image.window_bytes);
    }
    return status;
}

void hal_image_close(uint32_t image_id)
{
    if (image_id < HAL_IMAGE_COUNT && images[image_id].on_host) {
        atu_unmap(RSS_ATU_BASE, ATU_REGION_IMAGE);
    }
}

void hal_image_place(uint32_t image_id, uint32_t header_bytes)
{
    const struct tc_image *tc = &images[image_id % HAL_IMAGE_COUNT];
    uint8_t *window = (uint8_t *)(uintptr_t)tc->image.load_address;

    if (tc->move_down && header_bytes <= tc->image.window_bytes) {
        const uint32_t moved_bytes = tc->image.window_bytes - header_bytes;

        memmove(window, &window[header_bytes], moved_bytes);
        memset(&window[moved_bytes], 0, header_bytes);
    }
}

static rss_status_t start_scp(void)
{
    const rss_status_t status = mhu_check(RSS_MHU2_SENDER_BASE, RSS_MHU2_RECEIVER_BASE);

    if (status != RSS_OK) {
        return status;
    }
    mhu_clear_signal(RSS_MHU2_RECEIVER_BASE); /* a word from before its start is not its answer */
    sysctrl_set_host_signals(RSS_SYSCTRL_BASE, SCP_RELEASE);
    if (mhu_wait_signal(RSS_MHU2_RECEIVER_BASE, SCP_STARTED_POLLS) != RSS_OK) {
        return RSS_ERR_HOST_SCP_TIMEOUT;
    }
    return RSS_OK;
}

rss_status_t hal_image_start(uint32_t image_id)
{
    switch (image_id < HAL_IMAGE_COUNT ? images[image_id].start : START_NOTHING) {
    case START_SCP:
        return start_scp();
    case START_AP:
        return mhu_signal(RSS_MHU2_SENDER_BASE, SCP_START_AP);
    default:
        return RSS_OK;
    }
}
