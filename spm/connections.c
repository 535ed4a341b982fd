/* SPDX-License-Identifier: BSD-3-Clause */
/**
 * The pool of connections, and handles. A handle is the object's number + 1 in [7:0] and a count above it, so that one that
 * is kept past its time does not fit. A client's handle has bit 29 clear, a message's has it set; bits 31 and 30 are clear.
 */
#include "spm/spm.h"

#define MESSAGE_BIT 0x20000000u
#define COUNT_SHIFT 8u
#define COUNT_LIMIT 0x1fffffu
#define NUMBER_MASK 0xffu
_Static_assert(SPM_CONNECTION_COUNT < NUMBER_MASK, "a connection's number is a byte of its handle");

static uint32_t number_of(const struct spm_connection *connection)
{
    return (uint32_t)(connection - spm.connections) + 1u;
}

static uint32_t count_open(void)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < SPM_CONNECTION_COUNT; i++) {
        count += spm.connections[i].state != SPM_FREE && !spm.connections[i].stateless ? 1u : 0u;
    }
    return count;
}

struct spm_connection *spm_connection_new(const struct spm_caller *caller, uint32_t service)
{
    const bool stateless = (spm_services[service].flags & SPM_CONNECTION_BASED) == 0;

    if (!stateless && count_open() >= SPM_OPEN_LIMIT) {
        return NULL;
    }
    for (uint32_t i = 0; i < SPM_CONNECTION_COUNT; i++) {
        struct spm_connection *connection = &spm.connections[i];

        if (connection->state == SPM_FREE) {
            connection->state = SPM_IDLE;
            connection->service = (uint8_t)service;
            connection->client = (uint8_t)caller->partition;
            connection->client_id = caller->client_id;
            connection->stateless = stateless;
            connection->rhandle = NULL;
            connection->in_count = 0;
            connection->out_count = 0;
            connection->uses = (connection->uses + 1u) & COUNT_LIMIT;
            return connection;
        }
    }
    return NULL;
}

void spm_connection_free(struct spm_connection *connection)
{
    connection->state = SPM_FREE;
}

psa_handle_t spm_connection_handle(const struct spm_connection *connection)
{
    return (psa_handle_t)(connection->uses << COUNT_SHIFT | number_of(connection));
}

static struct spm_connection *numbered(psa_handle_t handle)
{
    const uint32_t index = ((uint32_t)handle & NUMBER_MASK) - 1u;

    return index < SPM_CONNECTION_COUNT ? &spm.connections[index] : NULL;
}

struct spm_connection *spm_connection_find(psa_handle_t handle)
{
    struct spm_connection *connection = numbered(handle);

    return connection != NULL && spm_connection_handle(connection) == handle ? connection : NULL;
}

psa_handle_t spm_message_handle_new(const struct spm_connection *connection)
{
    spm.message_count = (spm.message_count + 1u) & COUNT_LIMIT;
    return (psa_handle_t)(MESSAGE_BIT | spm.message_count << COUNT_SHIFT | number_of(connection));
}

/* Only a message that is taken has a handle, and no handle of a connection's number is 0. */
struct spm_connection *spm_message_find(psa_handle_t handle)
{
    struct spm_connection *connection = numbered(handle);

    spm_require(connection != NULL && connection->message_handle == handle &&
                spm_services[connection->service].partition == spm.current);
    return connection;
}

void spm_queue_add(struct spm_queue *queue, struct spm_connection *connection)
{
    connection->next = NULL;
    if (queue->first == NULL) {
        queue->first = connection;
    } else {
        queue->last->next = connection;
    }
    queue->last = connection;
}

void spm_message_send(const struct spm_caller *caller, struct spm_connection *connection, int32_t type)
{
    const struct spm_service *service = &spm_services[connection->service];

    connection->type = type;
    connection->state = SPM_QUEUED;
    connection->tag = caller->tag;
    connection->client_waits = caller->waits;
    if (caller->waits) {
        spm_sleep(caller->partition);
    }
    spm_queue_add(&spm.threads[service->partition].messages, connection);
    spm_signal_set(service->partition, service->signal);
}
