/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * One line per decision on the RSS console. The formatter knows %s %c %d %u %x %08x and %%, nothing else; a format
 * error is a compile error. A silent build (RSS_LOG_LEVEL=0) links no text.
 */
#ifndef LIB_BASE_LOG_H
#define LIB_BASE_LOG_H

#ifndef RSS_LOG_LEVEL
#define RSS_LOG_LEVEL 2 /* 0 silent, 1 errors, 2 decisions */
#endif

/** Format and send to hal_console_write (hal/console.h). */
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
