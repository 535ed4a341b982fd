/* SPDX-License-Identifier: BSD-3-Clause */
/** Numbers of the supervisor calls: between spm/api (in the partitions) and spm/svc.c. Not an interface of the image. */
#ifndef SPM_SVC_H
#define SPM_SVC_H

#define SPM_SVC_LIST(X)                                                                                      \
    /* client API, end of the non-secure image: as interface/psa/veneers.h */                                \
    X(VERSION)                                                                                               \
    X(CONNECT)                                                                                               \
    X(CALL)                                                                                                  \
    X(CLOSE)                                                                                                 \
    X(NS_END)                                                                                                \
    /* what a first-level interrupt handler may call too */                                                  \
    X(IRQ_ENABLE)                                                                                            \
    X(IRQ_DISABLE)                                                                                           \
    X(RESET_SIGNAL)                                                                                          \
    X(FLIH_RETURN)                                                                                           \
    /* the rest */                                                                                           \
    X(WAIT)                                                                                                  \
    X(GET)                                                                                                   \
    X(SET_RHANDLE)                                                                                           \
    X(READ)                                                                                                  \
    X(SKIP)                                                                                                  \
    X(WRITE)                                                                                                 \
    X(REPLY)                                                                                                 \
    X(NOTIFY)                                                                                                \
    X(CLEAR)                                                                                                 \
    X(EOI)                                                                                                   \
    X(LIFECYCLE)                                                                                             \
    X(GET_BOOT_DATA)                                                                                         \
    X(PANIC)                                                                                                 \
    X(MAP_INVEC)                                                                                             \
    X(UNMAP_INVEC)                                                                                           \
    X(MAP_OUTVEC)                                                                                            \
    X(UNMAP_OUTVEC)                                                                                          \
    X(AGENT_CALL)                                                                                            \
    X(AGENT_GET_ANSWER)

#define SPM_SVC_ENTRY(name) SPM_SVC_##name,
enum { SPM_SVC_LIST(SPM_SVC_ENTRY) SPM_SVC_COUNT };

/* Reasons that SPM_SVC_PANIC is called with. */
#define SPM_PANIC_ASKED 0u /* psa_panic */
#define SPM_PANIC_INIT  1u /* a partition's init failed */

#endif /* SPM_SVC_H */
