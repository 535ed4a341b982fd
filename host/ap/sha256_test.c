/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <mbedtls/sha256.h>

#include "host/ap/sha256.h"

static void test_every_length(
    void **state) /* up to three blocks, split at every place of some, against Mbed TLS */
{
    uint8_t message[200], want[32], got[32];

    (void)state;
    for (size_t i = 0; i < sizeof(message); i++) {
        message[i] = (uint8_t)(7u * i + 1u);
    }
    for (size_t bytes = 0; bytes <= sizeof(message); bytes++) {
        assert_int_equal(mbedtls_sha256(message, bytes, want, 0), 0);
        sha256(message, bytes, NULL, 0, got);
        assert_memory_equal(got, want, sizeof(want));
        sha256(message, bytes / 3, message + bytes / 3, bytes - bytes / 3, got);
        assert_memory_equal(got, want, sizeof(want));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_every_length) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
