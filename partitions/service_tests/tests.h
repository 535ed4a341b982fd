/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Regression cases of the services. The same functions run in a secure partition and in the non-secure image: they keep no data,
 * and call nothing but psa_* functions. One file and one list for each service; a case that only one side can run says so.
 */
#ifndef PARTITIONS_SERVICE_TESTS_TESTS_H
#define PARTITIONS_SERVICE_TESTS_TESTS_H

#include <stdint.h>

#define CHECK(condition)                                                                                     \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            return __LINE__;                                                                                 \
        }                                                                                                    \
    } while (0)

enum service_test_caller {
    SERVICE_TESTS_SECURE = 1,     /* partition, of the Application RoT */
    SERVICE_TESTS_NON_SECURE = 2, /* image of the core's non-secure state */
    SERVICE_TESTS_BOTH = 3,
    SERVICE_TESTS_AP = 4, /* over RSS comms, in each encoding */
    SERVICE_TESTS_ALL = 7,
};

/** Who runs the cases, of the three; the image's own. */
extern const enum service_test_caller service_tests_caller;

/** The run's own measurement slots, n of 0 to 2: nobody else extends them. */
uint8_t service_tests_slot(uint32_t n);

struct service_test {
    const char *name; /* at most 30 letters; NULL ends the list */
    int (*run)(void); /* 0, or the line of what is not so */
    enum service_test_caller callers;
};

extern const struct service_test service_tests_crypto[];
extern const struct service_test service_tests_measured_boot[];
extern const struct service_test service_tests_platform[];
extern const struct service_test
    service_tests_attestation[]; /* before others measure: a token holds no more than it does */
extern const struct service_test service_tests_delegated[];

/** Requests of the service SERVICE_TESTS_OTHER, for cases that need a second client. */
enum {
    SERVICE_TESTS_OTHER_MAKES_KEY = 0,    /* out[0]: number of a key of its own */
    SERVICE_TESTS_OTHER_DESTROYS_KEY = 1, /* in[0]: number */
    SERVICE_TESTS_OTHER_DERIVES = 2,      /* out[0]: 32 bytes from the HUK with the info below */
};
#define SERVICE_TESTS_INFO "info"

/**
 * On the RSS: run all cases that this caller can; one line each is printed through the service TEST_LOG, "s_" or "ns_" before
 * the name.
 */
void service_tests_run(void);

#endif /* PARTITIONS_SERVICE_TESTS_TESTS_H */
