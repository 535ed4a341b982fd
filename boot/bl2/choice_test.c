/* SPDX-License-Identifier: BSD-3-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "boot/bl2/choice.h"

#define NONE 0xffu

/* Major versions of the four images' slots; 0xff: refused. Then what slot 0 and 1 of image 1 need of image 2. */
struct scenario {
    const char *what;
    uint8_t versions[IMAGE_COUNT][CHOICE_SLOTS];
    struct {
        uint8_t image_id, slot, on, major; /* all zero: none */
    } needs[2];
    rss_status_t want;
    uint8_t chosen[IMAGE_COUNT]; /* or refusal: image ID, slot */
};

static const struct scenario scenarios[] = {
    { "equal: primary", { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } }, { { 0 } }, RSS_OK, { 0, 0, 0, 0 } },
    { "higher wins", { { 1, 2 }, { 2, 1 }, { 0, 9 }, { 9, 0 } }, { { 0 } }, RSS_OK, { 1, 0, 1, 0 } },
    { "one slot each",
      { { NONE, 0 }, { 0, NONE }, { NONE, 1 }, { 1, NONE } },
      { { 0 } },
      RSS_OK,
      { 1, 0, 1, 0 } },
    { "no slot of image 0",
      { { NONE, NONE }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
      { { 0 } },
      RSS_ERR_IMG_NO_SLOT,
      { 0 } },
    { "no slot of image 3",
      { { 1, 1 }, { 1, 1 }, { 1, 1 }, { NONE, NONE } },
      { { 0 } },
      RSS_ERR_IMG_NO_SLOT,
      { 3 } },
    { "need met exactly",
      { { 1, 1 }, { 2, 1 }, { 2, 1 }, { 1, 1 } },
      { { 1, 0, 2, 2 } },
      RSS_OK,
      { 0, 0, 0, 0 } },
    { "need not met",
      { { 1, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 } },
      { { 1, 0, 2, 2 } },
      RSS_ERR_IMG_DEPENDENCY,
      { 1, 0 } },
    { "need of the slot that is not chosen",
      { { 1, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 } },
      { { 1, 1, 2, 2 } },
      RSS_OK,
      { 0, 0, 0, 0 } },
    { "need met by a secondary slot",
      { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 1, 1 } },
      { { 1, 1, 2, 3 } },
      RSS_OK,
      { 0, 1, 1, 0 } },
    { "need on a lower ID",
      { { 1, 2 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
      { { 3, 0, 0, 2 } },
      RSS_OK,
      { 1, 0, 0, 0 } },
    { "need on a lower ID not met",
      { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
      { { 3, 0, 0, 2 } },
      RSS_ERR_IMG_DEPENDENCY,
      { 3, 0 } },
    { "needs of each other",
      { { 2, 1 }, { 2, 1 }, { 1, 1 }, { 1, 1 } },
      { { 1, 0, 0, 2 }, { 0, 0, 1, 2 } },
      RSS_OK,
      { 0, 0, 0, 0 } },
    { "need of itself",
      { { 1, 1 }, { 1, 1 }, { 1, 1 }, { 1, 1 } },
      { { 1, 0, 1, 2 } },
      RSS_ERR_IMG_DEPENDENCY,
      { 1, 0 } },
};

static struct choice choice;

static void set_scenario(const struct scenario *s)
{
    memset(&choice, 0, sizeof(choice));
    for (uint32_t id = 0; id < IMAGE_COUNT; id++) {
        for (uint32_t slot = 0; slot < CHOICE_SLOTS; slot++) {
            choice.slots[id][slot].state = s->versions[id][slot] == NONE ? CHOICE_REFUSED : CHOICE_AVAILABLE;
            choice.slots[id][slot].candidate.header.version.major = s->versions[id][slot];
        }
    }
    for (size_t i = 0; i < 2 && s->needs[i].major != 0; i++) {
        struct image_protected *tlvs =
            &choice.slots[s->needs[i].image_id][s->needs[i].slot].candidate.protected_tlvs;

        tlvs->depends_on |= 1u << s->needs[i].on;
        tlvs->minimum[s->needs[i].on].major = s->needs[i].major;
    }
}

static void test_scenarios(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(scenarios) / sizeof(scenarios[0]); i++) {
        const struct scenario *s = &scenarios[i];
        struct choice_refusal refusal = { 99, 99 };

        set_scenario(s);
        rss_status_t status = choice_make(&choice, &refusal);
        if (status != s->want) {
            fail_msg("%s: %08x", s->what, (unsigned int)status);
        }
        for (uint32_t id = 0; status == RSS_OK && id < IMAGE_COUNT; id++) {
            if (choice.chosen[id] != s->chosen[id]) {
                fail_msg("%s: image %u slot %u", s->what, (unsigned int)id, (unsigned int)choice.chosen[id]);
            }
        }
        if (status != RSS_OK) {
            assert_int_equal(refusal.image_id, s->chosen[0]);
        }
        if (status == RSS_ERR_IMG_DEPENDENCY) {
            assert_int_equal(refusal.slot, s->chosen[1]);
        }
    }
}

/* A state word that is neither of the two is not available. */
static void test_corrupt_state(void **state)
{
    struct choice_refusal refusal;

    (void)state;
    set_scenario(&scenarios[0]);
    choice.slots[2][0].state = CHOICE_AVAILABLE ^ 1u;
    assert_int_equal(choice_make(&choice, &refusal), RSS_OK);
    assert_int_equal(choice.chosen[2], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scenarios),
        cmocka_unit_test(test_corrupt_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
