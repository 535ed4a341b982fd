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

enum service_test_caller { SERVICE_TESTS_SECURE = 1, SERVICE_TESTS_NON_SECURE = 2, SERVICE_TESTS_BOTH = 3 };

struct service_test {
    const char *name; /* at most 30 letters; NULL ends the list */
    int (*run)(void); /* 0, or the line of what is not so */
    enum service_test_caller callers;
};

extern const struct service_test service_tests_crypto[];

/** Requests of the service SERVICE_TESTS_OTHER, for cases that need a second client. */
enum {
    SERVICE_TESTS_OTHER_MAKES_KEY = 0,    /* out[0]: number of a key of its own */
    SERVICE_TESTS_OTHER_DESTROYS_KEY = 1, /* in[0]: number */
    SERVICE_TESTS_OTHER_DERIVES = 2,      /* out[0]: 32 bytes from the HUK with the info below */
};
#define SERVICE_TESTS_INFO "info"

/** Run all cases that this caller can; one line each is printed through the service TEST_LOG, "s_" or "ns_" before the name. */
void service_tests_run(enum service_test_caller caller);

#endif /* PARTITIONS_SERVICE_TESTS_TESTS_H */
