/* SPDX-License-Identifier: BSD-3-Clause */
/** PSA lifecycle states: bits 15:8, the rest is implementation defined (here 0). */
#ifndef INTERFACE_PSA_LIFECYCLE_H
#define INTERFACE_PSA_LIFECYCLE_H

#define PSA_LIFECYCLE_UNKNOWN                   0x0000u
#define PSA_LIFECYCLE_ASSEMBLY_AND_TEST         0x1000u
#define PSA_LIFECYCLE_PSA_ROT_PROVISIONING      0x2000u
#define PSA_LIFECYCLE_SECURED                   0x3000u
#define PSA_LIFECYCLE_NON_PSA_ROT_DEBUG         0x4000u
#define PSA_LIFECYCLE_RECOVERABLE_PSA_ROT_DEBUG 0x5000u
#define PSA_LIFECYCLE_DECOMMISSIONED            0x6000u

#endif /* INTERFACE_PSA_LIFECYCLE_H */
