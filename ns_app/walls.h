/* SPDX-License-Identifier: BSD-3-Clause */
/** What a hostile non-secure image tries; each ends it. */
#ifndef NS_APP_WALLS_H
#define NS_APP_WALLS_H

#include <stdint.h>

struct ns_wall {
    const char *name;
    void (*run)(void);
};
extern const struct ns_wall ns_walls[];
extern const uint32_t ns_wall_count;

/** What the handler of SVC is to do. */
enum ns_handler {
    NS_HANDLER_CALLS,  /* a service */
    NS_HANDLER_JUMPS,  /* to the value */
    NS_HANDLER_LOADS,  /* from the value */
    NS_HANDLER_STAYS,  /* for good */
    NS_HANDLER_VENEER, /* calls a veneer with the value for lr */
};

/** The handler's answer. */
uint32_t ns_in_handler(enum ns_handler does, uint32_t value);

#endif /* NS_APP_WALLS_H */
