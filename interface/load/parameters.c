/* SPDX-License-Identifier: BSD-3-Clause */
/* A file of its own, so that no compiler knows the values. */
#include "interface/load/registers.h"

const struct load_parameters load_parameters = { LOAD_MAGIC, 100, 1 };
