/* SPDX-License-Identifier: BSD-3-Clause */
/* Sizes of the tables in spm_test.c; in the firmware the manifest tool makes this file. */
#ifndef SPM_TEST_SPM_CONFIG_H
#define SPM_TEST_SPM_CONFIG_H

#define SPM_PARTITION_COUNT  4u
#define SPM_SERVICE_COUNT    6u
#define SPM_IRQ_COUNT        3u
#define SPM_REGION_LIMIT     4u
#define SPM_OPEN_LIMIT       3u
#define SPM_CONNECTION_COUNT 4u

#endif /* SPM_TEST_SPM_CONFIG_H */
