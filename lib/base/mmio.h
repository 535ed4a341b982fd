/* SPDX-License-Identifier: BSD-3-Clause */
/** Device registers: the only place with volatile accesses. Host tests define RSS_MMIO_MOCK and supply the two functions. */
#ifndef LIB_BASE_MMIO_H
#define LIB_BASE_MMIO_H

#include <stdint.h>

#ifdef RSS_MMIO_MOCK
uint32_t mmio_read32(uintptr_t address);
void mmio_write32(uintptr_t address, uint32_t value);
#else
static inline uint32_t mmio_read32(uintptr_t address)
{
    return *(volatile uint32_t *)address;
}

static inline void mmio_write32(uintptr_t address, uint32_t value)
{
    *(volatile uint32_t *)address = value;
}
#endif

#endif /* LIB_BASE_MMIO_H */
