/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * Inside of the SPM: what the manifests say (constant), what happens (spm), and the parts' interfaces. docs/design/spm.md has
 * the states and the way of a call.
 *
 * All of it runs in handler mode at one priority level above every interrupt that it knows, so nothing here is interrupted by
 * anything that uses it.
 */
#ifndef SPM_SPM_H
#define SPM_SPM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "interface/psa/agent.h"
#include "interface/psa/client.h"
#include "interface/psa/service.h"
#include "lib/base/status.h"
#include "spm_config.h" /* generated: SPM_PARTITION_COUNT, SPM_SERVICE_COUNT, SPM_IRQ_COUNT, SPM_CONNECTION_COUNT */

/* ---- From the manifests: spm_tables.c, made by tools/manifest.py ---- */

#define SPM_READ       0x1u
#define SPM_WRITE      0x2u
#define SPM_READ_WRITE (SPM_READ | SPM_WRITE)
#define SPM_EXECUTE    0x4u
#define SPM_DEVICE     0x8u

/** Memory [start, end) with what its owner may do there. */
struct spm_region {
    uintptr_t start, end;
    uint32_t access;
};

#define SPM_CONNECTION_BASED  0x1u
#define SPM_NON_SECURE_CLIENT 0x2u
#define SPM_STRICT            0x4u
#define SPM_MM_IOVEC          0x8u

struct spm_service {
    uint32_t sid;
    psa_signal_t signal;
    uint16_t version;
    uint8_t partition;
    uint8_t flags;
};

#define SPM_FLIH             0x1u
#define SPM_ENABLED_AT_START 0x2u

struct spm_irq {
    psa_signal_t signal;
    uint16_t number;
    uint8_t partition;
    uint8_t flags;
    psa_flih_result_t (*flih)(void);
};

#define SPM_PSA_ROT  0x1u /* else Application RoT */
#define SPM_NS_AGENT 0x2u
#define SPM_TRUSTZONE                                                                                        \
    0x4u /* its thread is the core's non-secure state; its regions are that state's memory */

struct spm_partition {
    const char *name;
    int32_t id;
    void (*entry)(void);
    uintptr_t stack_start, stack_end;
    psa_signal_t service_signals, irq_signals;
    uint32_t dependencies;                   /* bit i: services[i] may be called */
    int32_t client_id_base, client_id_limit; /* agents: base <= limit < 0; else 0 */
    const struct spm_region *regions;        /* its own: data, stack, devices */
    uint8_t region_count, priority, flags;   /* priority: smaller runs first */
    uint8_t boot_data;                       /* bit i: may have what the boot stages left of major type i */
};

/** Ordered by priority. */
extern const struct spm_partition spm_partitions[SPM_PARTITION_COUNT];
extern const struct spm_service spm_services[SPM_SERVICE_COUNT];
extern const struct spm_irq spm_irqs[SPM_IRQ_COUNT + 1u]; /* the last is unused: C has no empty array */

#define SPM_NO_SERVICE        0xffu
#define SPM_STATELESS_HANDLES 32u
extern const uint8_t spm_stateless[SPM_STATELESS_HANDLES]; /* index of a static handle to service */

/* ---- State ---- */

enum spm_connection_state {
    SPM_FREE,
    SPM_IDLE,     /* connected, no message */
    SPM_QUEUED,   /* its message waits for psa_get */
    SPM_TAKEN,    /* its message is with the service */
    SPM_ANSWERED, /* an agent's: the answer waits for agent_get_answer */
};

/** One vector; inputs first, then outputs. */
struct spm_vector {
    uint8_t *base;
    size_t size_bytes;
    size_t done_bytes; /* read or written */
    uint8_t mapping;   /* enum spm_mapping */
};

enum spm_mapping { SPM_NEVER_MAPPED, SPM_MAPPED, SPM_UNMAPPED };

/** A connection, or the one call of a stateless service, and its message. */
struct spm_connection {
    struct spm_connection *next; /* in the partition's queue, or in an agent's list of answers */
    uint8_t state;
    uint8_t service;
    uint8_t client; /* partition that made the call */
    bool stateless, client_waits;
    uint8_t in_count, out_count;
    int32_t client_id;
    int32_t type;
    uint32_t uses;               /* counts allocations */
    psa_handle_t message_handle; /* 0: not taken */
    void *rhandle;
    psa_outvec *client_out;
    void *tag;
    psa_status_t status; /* of the answer */
    struct spm_vector vectors[PSA_MAX_IOVEC];
};

struct spm_queue {
    struct spm_connection *first, *last;
};

/** A partition's thread. */
struct spm_thread {
    psa_signal_t signals;      /* set */
    psa_signal_t waits_for;    /* psa_wait in progress; 0: none */
    uint32_t *result;          /* where the answer of the blocking call in progress goes */
    struct spm_queue messages; /* for its services */
    struct spm_queue answers;  /* to an agent */
};

struct spm {
    uint32_t ready; /* bit i: thread i can run; bit SPM_PARTITION_COUNT, the idle thread: always */
    uint32_t current;
    uint32_t lifecycle;
    uint32_t message_count;
    uint32_t irq_enabled;  /* bit i: spm_irqs[i] is enabled by its partition */
    uint32_t flih_pending; /* bit i: first-level handler of spm_irqs[i] is to run */
    bool in_flih;          /* one is running, as its partition */
    struct spm_thread threads[SPM_PARTITION_COUNT];
    struct spm_connection connections[SPM_CONNECTION_COUNT];
};
extern struct spm spm;

#define SPM_IDLE_THREAD SPM_PARTITION_COUNT
_Static_assert(SPM_PARTITION_COUNT < 32, "one bit each in spm.ready, one for the idle thread");

/** Who makes a client call, as far as the rules differ. */
struct spm_caller {
    uint32_t partition;
    int32_t client_id; /* < 0: errors are returned, not the end of the system */
    bool waits;        /* the thread sleeps until the answer; else it is listed with its tag */
    void *tag;
};

/* ---- Parts ---- */

void spm_init(uint32_t lifecycle);

/* client.c: the client API. Blocking calls return a value that the answer replaces. */
uint32_t spm_version(const struct spm_caller *caller, uint32_t sid);
psa_handle_t spm_connect(const struct spm_caller *caller, uint32_t sid, uint32_t version);
psa_status_t spm_call(const struct spm_caller *caller, psa_handle_t handle, uint32_t word,
                      const psa_invec *in_vec, psa_outvec *out_vec);
void spm_close(const struct spm_caller *caller, psa_handle_t handle);
psa_status_t spm_agent_call(const struct agent_call *call);
psa_status_t spm_agent_get_answer(struct agent_answer *answer);

/* service.c: messages and replies, of the current thread. */
psa_status_t spm_get(psa_signal_t signal, psa_msg_t *msg);
void spm_set_rhandle(psa_handle_t handle, void *rhandle);
size_t spm_read(psa_handle_t handle, uint32_t index, void *buffer, size_t size_bytes);
size_t spm_skip(psa_handle_t handle, uint32_t index, size_t size_bytes);
void spm_write(psa_handle_t handle, uint32_t index, const void *buffer, size_t size_bytes);
void spm_reply(psa_handle_t handle, psa_status_t status);

/** The non-secure state's thread, which has no call under way, sleeps for good; its connections end. */
void spm_client_ends(uint32_t partition);
psa_status_t spm_get_boot_data(uint32_t major, void *buffer, size_t buffer_bytes);
const void *spm_map_invec(psa_handle_t handle, uint32_t index);
void spm_unmap_invec(psa_handle_t handle, uint32_t index);
void *spm_map_outvec(psa_handle_t handle, uint32_t index);
void spm_unmap_outvec(psa_handle_t handle, uint32_t index, size_t size_bytes);

/* connections.c: the pool, handles, queues. */
struct spm_connection *spm_connection_new(const struct spm_caller *caller, uint32_t service);
void spm_connection_free(struct spm_connection *connection);
psa_handle_t spm_connection_handle(const struct spm_connection *connection);
struct spm_connection *spm_connection_find(psa_handle_t handle);
void spm_message_send(const struct spm_caller *caller, struct spm_connection *connection, int32_t type);
psa_handle_t spm_message_handle_new(const struct spm_connection *connection);
struct spm_connection *spm_message_find(psa_handle_t handle);
void spm_queue_add(struct spm_queue *queue, struct spm_connection *connection);

/* signals.c: signals, waiting, interrupts. */
psa_signal_t spm_wait(psa_signal_t mask, uint32_t timeout);
void spm_signal_set(uint32_t thread, psa_signal_t signal);
void spm_wake(uint32_t thread, uint32_t result);
void spm_sleep(uint32_t thread);
void spm_notify(int32_t partition_id);
void spm_clear(void);
void spm_irq_enable(psa_signal_t signal);
psa_irq_status_t spm_irq_disable(psa_signal_t signal);
void spm_eoi(psa_signal_t signal);
void spm_reset_signal(psa_signal_t signal);
void spm_irq_raised(uint32_t number);
void spm_flih_done(uint32_t irq, psa_flih_result_t result);

/** The thread to run next: the current one goes on unless another is of better priority, or it cannot. */
uint32_t spm_next(void);

/* isolation.c: may a partition access the whole range? Always, when it is empty. */
bool spm_may_access(uint32_t partition, const void *base, size_t size_bytes, uint32_t access);

/** RSS_ERR_SPM_*: recorded, the system is reset. */
void spm_panic(rss_status_t why) __attribute__((noreturn));

/** A rule of the service API: a partition that breaks it ends the system. */
void spm_broken_rule(void) __attribute__((noreturn, cold));
static inline void spm_require(bool holds)
{
    if (!holds) {
        spm_broken_rule();
    }
}

/* ---- Supplied by spm/arch ---- */

void spm_line_enable(uint32_t number);
void spm_line_disable(uint32_t number);
void spm_line_clear(uint32_t number);

#endif /* SPM_SPM_H */
