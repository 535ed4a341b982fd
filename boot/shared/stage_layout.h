/* SPDX-License-Identifier: BSD-3-Clause */
/** Where a stage finds the next one and its data (boot.md 2.2): fixed by ROM, OTP and tools. */
#ifndef BOOT_SHARED_STAGE_LAYOUT_H
#define BOOT_SHARED_STAGE_LAYOUT_H

#define ROM_AT_BUNDLE_ADDRESS  0x1100e000u
#define ROM_PSA_BUNDLE_ADDRESS 0x11010400u

/*
 * What a host tool leaves in VM1 for BL1_1 (docs/design/provisioning.md): outside of every image's window, so that a message can
 * wait for the next start of a device that is running, and an answer stays.
 */
#define RAM_AT_BUNDLE_ADDRESS   0x31a00000u
#define RAM_PSA_BUNDLE_ADDRESS  0x31a04000u
#define RAM_RMA_REQUEST_ADDRESS 0x31a08000u

#define ROM_END_ADDRESS 0x11020000u

#define BL1_2_ADDRESS 0x31900000u
#define BL1_2_BYTES   0x2000u

/* Word behind BL1_2's vectors: the ROM interface it is linked for, RSS_ROM_API_WORD (boot/bl1_1/README.md). */
#define BL1_2_ROM_API_OFFSET 0x40u

#define BL2_IMAGE_ADDRESS 0x31902000u /* header of BL1's image format, then the code */

#define BL2_CODE_ADDRESS 0x31902800u
#define BL2_CODE_BYTES   0x1f800u

/* Data and stacks of BL1_1 and BL1_2 together, behind the shared boot data. */
#define BL1_DATA_ADDRESS 0x31500400u
#define BL1_DATA_BYTES   0x7c00u

/* Data and stack of BL2, likewise. */
#define BL2_DATA_ADDRESS 0x31500400u
#define BL2_DATA_BYTES   0x7c00u

#endif /* BOOT_SHARED_STAGE_LAYOUT_H */
