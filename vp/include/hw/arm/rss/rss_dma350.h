/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DMA-350, stub: identification and configuration registers and the registers of four channels are there,
 * transfers are not. CMD.ENABLE is logged as unimplemented and ends at once with STAT_ERR, so that no
 * driver takes it for a copy that was done.
 *
 * Regions:    0 frame and channels (0x2000).
 * Follows:    hardware.md 13. Security of the frames (CHSEC0 and its kin) is stored, not enforced.
 */
#ifndef RSS_DMA350_H
#define RSS_DMA350_H

#include "exec/memory.h"
#include "hw/sysbus.h"
#include "qom/object.h"

#define TYPE_RSS_DMA350 "rss-dma350"
OBJECT_DECLARE_SIMPLE_TYPE(RssDma350State, RSS_DMA350)

#define RSS_DMA350_CHANNELS 4
#define RSS_DMA350_CHANNEL_WORDS 64

struct RssDma350State {
    SysBusDevice parent_obj;

    MemoryRegion frame;
    uint32_t chsec0;
    uint32_t triginsec0;
    uint32_t trigoutsec0;
    uint32_t sec_cfg_ctrl;
    uint32_t ctrl[2];                                  /* 0 secure control, 1 non-secure control */
    uint32_t chptr[2];
    uint32_t chcfg[RSS_DMA350_CHANNELS];
    uint32_t pointer[2][4];                            /* STATUSPTR, STATUSVAL, SIGNALPTR, SIGNALVAL */
    uint32_t channel[RSS_DMA350_CHANNELS][RSS_DMA350_CHANNEL_WORDS];
};

#endif
