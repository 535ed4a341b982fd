/* SPDX-License-Identifier: BSD-3-Clause */
#include "tests/fuzz/fuzz.h"

#include <glob.h>
#include <stdio.h>

#include "lib/base/fih.h"
#include "lib/base/log.h"

#define SEED_LIMIT_BYTES 0x20000u
#define PATH_LIMIT_BYTES 1024u

/* A decision that contradicts itself: without a fault it cannot. */
void fih_panic(void)
{
    abort();
}

void log_write(const char *text, size_t size_bytes)
{
    (void)text;
    (void)size_bytes;
}

static void use_file(const char *path, void (*use)(const uint8_t *, size_t))
{
    static uint8_t data[SEED_LIMIT_BYTES];
    FILE *stream = fopen(path, "rb");

    REQUIRE(stream != NULL);
    size_t size_bytes = fread(data, 1, sizeof(data), stream);
    fclose(stream);
    use(data, size_bytes);
}

void fuzz_each_genuine(const char *folder, void (*use)(const uint8_t *data, size_t size_bytes))
{
    char pattern[PATH_LIMIT_BYTES];
    glob_t found;

    snprintf(pattern, sizeof(pattern), "%s/%s/genuine_*", FUZZ_SEEDS, folder);
    REQUIRE(glob(pattern, 0, NULL, &found) == 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        use_file(found.gl_pathv[i], use);
    }
    globfree(&found);
}
