/* SPDX-License-Identifier: BSD-3-Clause */
/* Built with memset and memcpy renamed, so that the functions under test stand beside the host's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define AREA_BYTES 96u
#define GUARD      0xa5u

void *memory_set(void *destination, int value, size_t size_bytes);
void *memory_copy(void *restrict destination, const void *restrict source, size_t size_bytes);

static void fill(uint8_t *area, uint8_t first, uint8_t step)
{
    for (size_t idx = 0; idx < AREA_BYTES; idx++) {
        area[idx] = (uint8_t)(first + step * idx);
    }
}

/* Every alignment and length around the word loops writes exactly what it should, and nothing beside it. */
static void test_set(void **state)
{
    _Alignas(8) uint8_t area[AREA_BYTES];

    (void)state;
    for (size_t offset = 0; offset < 8; offset++) {
        for (size_t size = 0; size <= 70; size++) {
            fill(area, GUARD, 0);
            assert_ptr_equal(memory_set(area + offset, 0x1c3, size),
                             area + offset); /* only the low byte counts */
            for (size_t idx = 0; idx < AREA_BYTES; idx++) {
                assert_int_equal(area[idx], idx >= offset && idx < offset + size ? 0xc3 : GUARD);
            }
        }
    }
}

static void test_copy(void **state)
{
    _Alignas(8) uint8_t from[AREA_BYTES];
    _Alignas(8) uint8_t to[AREA_BYTES];

    (void)state;
    fill(from, 3, 7);
    for (size_t shift = 0; shift < 8; shift++) {
        for (size_t offset = 0; offset < 8; offset++) {
            for (size_t size = 0; size <= 70; size++) {
                fill(to, GUARD, 0);
                assert_ptr_equal(memory_copy(to + offset, from + shift, size), to + offset);
                for (size_t idx = 0; idx < AREA_BYTES; idx++) {
                    bool inside = idx >= offset && idx < offset + size;
                    assert_int_equal(to[idx], inside ? from[shift + idx - offset] : GUARD);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set),
        cmocka_unit_test(test_copy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
