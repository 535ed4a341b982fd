/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Runs a fuzz entry without libFuzzer: mutations of seed files, the same ones each time.
 *
 *   image_fuzz COUNT seed-file...
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED_LIMIT_BYTES   65536u
#define GROWTH_LIMIT_BYTES 64u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size_bytes);

static uint32_t random_state = 0x2545f491;

static uint32_t random_below(uint32_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % limit;
}

static void mutate(uint8_t *bytes, size_t *size_bytes)
{
    static const uint8_t interesting[] = { 0x00, 0x01, 0x04, 0x7f, 0x80, 0xfe, 0xff };
    size_t at = *size_bytes == 0 ? 0 : random_below((uint32_t)*size_bytes);

    switch (*size_bytes == 0 ? 3 : random_below(6)) {
    case 0:
    case 1:
        bytes[at] ^= (uint8_t)(1u << random_below(8));
        break;
    case 2:
        bytes[at] = interesting[random_below(sizeof(interesting))];
        break;
    case 3: /* a byte more */
        memmove(&bytes[at + 1], &bytes[at], *size_bytes - at);
        bytes[at] = (uint8_t)random_below(256);
        (*size_bytes)++;
        break;
    case 4: /* a byte less */
        memmove(&bytes[at], &bytes[at + 1], *size_bytes - at - 1);
        (*size_bytes)--;
        break;
    default: /* cut, rarely: most of what is cut is refused at once */
        if (random_below(8) == 0) {
            *size_bytes = at;
        }
        break;
    }
}

static void run_seed(const uint8_t *seed, size_t seed_bytes, unsigned long count)
{
    static uint8_t bytes[SEED_LIMIT_BYTES + GROWTH_LIMIT_BYTES];

    LLVMFuzzerTestOneInput(seed, seed_bytes);
    for (unsigned long i = 0; i < count; i++) {
        size_t size_bytes = seed_bytes;
        uint32_t mutations = 1 + random_below(4);

        memcpy(bytes, seed, seed_bytes);
        for (uint32_t m = 0; m < mutations; m++) {
            mutate(bytes, &size_bytes);
        }
        LLVMFuzzerTestOneInput(bytes, size_bytes);
    }
}

int main(int argc, char **argv)
{
    static uint8_t seed[SEED_LIMIT_BYTES];

    if (argc < 3) {
        fprintf(stderr, "usage: %s COUNT seed-file...\n", argv[0]);
        return 2;
    }
    for (int i = 2; i < argc; i++) {
        FILE *stream = fopen(argv[i], "rb");

        if (stream == NULL) {
            fprintf(stderr, "%s: cannot read %s\n", argv[0], argv[i]);
            return 1;
        }
        size_t seed_bytes = fread(seed, 1, sizeof(seed), stream);
        fclose(stream);
        run_seed(seed, seed_bytes, strtoul(argv[1], NULL, 10));
    }
    return 0;
}
