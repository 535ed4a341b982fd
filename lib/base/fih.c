/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/fih.h"

volatile uint32_t fih_steps;
