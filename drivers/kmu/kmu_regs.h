/* SPDX-License-Identifier: BSD-3-Clause */
/** Key management unit: hardware.md 9.1 to 9.3. */
#ifndef DRIVERS_KMU_KMU_REGS_H
#define DRIVERS_KMU_KMU_REGS_H

#define KMU_KMUBC_OFFSET     0x000u
#define KMU_KMUIS_OFFSET     0x004u
#define KMU_KMUIE_OFFSET     0x008u
#define KMU_KMUIC_OFFSET     0x00cu
#define KMU_KMUPRBGSI_OFFSET 0x010u
#define KMU_KMUKSC_OFFSET    0x030u
#define KMU_KMUKSK_OFFSET    0x130u

#define KMU_KMUKSC_STRIDE 0x04u
#define KMU_KMUKSK_STRIDE 0x20u

#define KMU_KMUBC_NKS(value)      (((value) >> 16) & 0x7u) /* 1 << NKS slots */
#define KMU_KMUBC_NHWKSLTS(value) (((value) >> 19) & 0xfu)

#define KMU_EVENTS_ALL     0xffffffffu
#define KMU_EVENT_KEC      (1u << 0)
#define KMU_EVENT_AWBE     (1u << 1)
#define KMU_EVENT_IPE      (1u << 2)
#define KMU_EVENT_INPPE    (1u << 3)
#define KMU_EVENT_WDADDKPA (1u << 4)
#define KMU_EVENT_WTE      (1u << 5)
#define KMU_EVENT_AEWNR    (1u << 6)
#define KMU_EVENT_AIKSWE   (1u << 10)
#define KMU_EVENT_MWKSW    (1u << 11)
#define KMU_EVENT_AKSWPI   (1u << 12)

#define KMU_KMUKSC_LKSKR       (1u << 23)
#define KMU_KMUKSC_VKS         (1u << 24)
#define KMU_KMUKSC_KSR         (1u << 25)
#define KMU_KMUKSC_IKS         (1u << 26)
#define KMU_KMUKSC_KSIP        (1u << 27)
#define KMU_KMUKSC_EK          (1u << 28)
#define KMU_KMUKSC_L_KMUPRBGSI (1u << 31)

#endif /* DRIVERS_KMU_KMU_REGS_H */
