/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * One line per decision on the RSS console. The formatter knows %s %c %d %u %x %08x and %%, nothing else; a format
 * error is a compile error. A silent build (RSS_LOG_LEVEL=0) links no text.
 */
#ifndef LIB_BASE_LOG_H
#define LIB_BASE_LOG_H

#include <stddef.h>

#ifndef RSS_LOG_LEVEL
#define RSS_LOG_LEVEL 2 /* 0 silent, 1 errors, 2 decisions */
#endif

/**
 * Supplied by the platform: send bytes to the console, "\n" as "\r\n". The wait for each byte is bounded: a dead console loses
 * text and never hangs.
 */
void log_write(const char *text, size_t size_bytes);

/** Format and send to log_write. */
void log_print(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define LOG_ERR(...)                                                                                         \
    do {                                                                                                     \
        if (RSS_LOG_LEVEL >= 1) {                                                                            \
            log_print(__VA_ARGS__);                                                                          \
        }                                                                                                    \
    } while (0)
#define LOG_INF(...)                                                                                         \
    do {                                                                                                     \
        if (RSS_LOG_LEVEL >= 2) {                                                                            \
            log_print(__VA_ARGS__);                                                                          \
        }                                                                                                    \
    } while (0)

#endif /* LIB_BASE_LOG_H */
