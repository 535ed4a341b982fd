/* SPDX-License-Identifier: BSD-3-Clause */
/** Messages from psa_get to psa_reply. A partition that breaks a rule here ends the system. */
#include "spm/spm.h"

#include <string.h>

#include "boot/shared/boot_data.h"

static bool is_one_bit(uint32_t word)
{
    return word != 0 && (word & (word - 1u)) == 0;
}

/* First message with the signal, taken off the queue. *more: there is another. */
static struct spm_connection *take_message(struct spm_queue *queue, psa_signal_t signal, bool *more)
{
    struct spm_connection *before = NULL, *found = NULL, *found_before = NULL;

    *more = false;
    for (struct spm_connection *at = queue->first; at != NULL; before = at, at = at->next) {
        if (spm_services[at->service].signal != signal) {
            continue;
        }
        if (found != NULL) {
            *more = true;
            break;
        }
        found = at;
        found_before = before;
    }
    if (found != NULL) {
        if (found_before == NULL) {
            queue->first = found->next;
        } else {
            found_before->next = found->next;
        }
        if (queue->last == found) {
            queue->last = found_before;
        }
    }
    return found;
}

/* Every word is written: nothing of the SPM's, and nothing old of the partition's, is left in it. */
static void fill_message(const struct spm_connection *connection, psa_msg_t *msg)
{
    const struct spm_vector *inputs = connection->vectors, *outputs = &inputs[connection->in_count];

    msg->type = connection->type;
    msg->handle = connection->message_handle;
    msg->client_id = connection->client_id;
    msg->rhandle = connection->rhandle;
    for (uint32_t i = 0; i < PSA_MAX_IOVEC; i++) {
        msg->in_size[i] = 0;
        msg->out_size[i] = 0;
    }
    for (uint32_t i = 0; i < connection->in_count; i++) {
        msg->in_size[i] = inputs[i].size_bytes;
    }
    for (uint32_t i = 0; i < connection->out_count; i++) {
        msg->out_size[i] = outputs[i].size_bytes;
    }
}

psa_status_t spm_get(psa_signal_t signal, psa_msg_t *msg)
{
    struct spm_thread *thread = &spm.threads[spm.current];
    bool more;

    spm_require(is_one_bit(signal) &&
                (signal & spm_partitions[spm.current].service_signals & thread->signals) != 0);
    spm_require(spm_may_access(spm.current, msg, sizeof(*msg), SPM_WRITE));
    struct spm_connection *connection = take_message(&thread->messages, signal, &more);
    if (!more) {
        thread->signals &= ~signal;
    }
    if (connection == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    connection->state = SPM_TAKEN;
    connection->message_handle = spm_message_handle_new(connection);
    fill_message(connection, msg);
    return PSA_SUCCESS;
}

void spm_set_rhandle(psa_handle_t handle, void *rhandle)
{
    struct spm_connection *connection = spm_message_find(handle);

    spm_require(!connection->stateless);
    connection->rhandle = rhandle;
}

/* NULL: the client gave no such vector. */
static struct spm_vector *find_vector(psa_handle_t handle, uint32_t index, bool output)
{
    struct spm_connection *connection = spm_message_find(handle);

    spm_require(connection->type >= 0 && index < PSA_MAX_IOVEC);
    if (output) {
        return index < connection->out_count ? &connection->vectors[connection->in_count + index] : NULL;
    }
    return index < connection->in_count ? &connection->vectors[index] : NULL;
}

/* Vector for reading or writing, and how much is left of it. */
static struct spm_vector *find_unmapped(psa_handle_t handle, uint32_t index, bool output, size_t *left_bytes)
{
    struct spm_vector *vector = find_vector(handle, index, output);

    *left_bytes = 0;
    if (vector != NULL) {
        spm_require(vector->mapping == SPM_NEVER_MAPPED);
        *left_bytes = vector->size_bytes - vector->done_bytes;
    }
    return vector;
}

size_t spm_read(psa_handle_t handle, uint32_t index, void *buffer, size_t size_bytes)
{
    size_t left_bytes;
    struct spm_vector *vector = find_unmapped(handle, index, false, &left_bytes);

    spm_require(spm_may_access(spm.current, buffer, size_bytes, SPM_WRITE));
    const size_t bytes = size_bytes < left_bytes ? size_bytes : left_bytes;
    if (bytes != 0) {
        memcpy(buffer, vector->base + vector->done_bytes, bytes);
        vector->done_bytes += bytes;
    }
    return bytes;
}

size_t spm_skip(psa_handle_t handle, uint32_t index, size_t size_bytes)
{
    size_t left_bytes;
    struct spm_vector *vector = find_unmapped(handle, index, false, &left_bytes);
    const size_t bytes = size_bytes < left_bytes ? size_bytes : left_bytes;

    if (bytes != 0) {
        vector->done_bytes += bytes;
    }
    return bytes;
}

void spm_write(psa_handle_t handle, uint32_t index, const void *buffer, size_t size_bytes)
{
    size_t left_bytes;
    struct spm_vector *vector = find_unmapped(handle, index, true, &left_bytes);

    spm_require(size_bytes <= left_bytes && spm_may_access(spm.current, buffer, size_bytes, SPM_READ));
    if (size_bytes != 0) {
        memcpy(vector->base + vector->done_bytes, buffer, size_bytes);
        vector->done_bytes += size_bytes;
    }
}

/* A vector is mapped once, whole, and not read or written otherwise. */
static struct spm_vector *map(psa_handle_t handle, uint32_t index, bool output)
{
    struct spm_vector *vector = find_vector(handle, index, output);

    spm_require(vector != NULL &&
                (spm_services[spm_message_find(handle)->service].flags & SPM_MM_IOVEC) != 0);
    spm_require(vector->size_bytes != 0 && vector->done_bytes == 0 && vector->mapping == SPM_NEVER_MAPPED);
    vector->mapping = SPM_MAPPED;
    return vector;
}

static void unmap(psa_handle_t handle, uint32_t index, bool output, size_t done_bytes)
{
    struct spm_vector *vector = find_vector(handle, index, output);

    spm_require(vector != NULL && vector->mapping == SPM_MAPPED && done_bytes <= vector->size_bytes);
    vector->mapping = SPM_UNMAPPED;
    vector->done_bytes = done_bytes;
}

const void *spm_map_invec(psa_handle_t handle, uint32_t index)
{
    return map(handle, index, false)->base;
}

void spm_unmap_invec(psa_handle_t handle, uint32_t index)
{
    unmap(handle, index, false, 0);
}

void *spm_map_outvec(psa_handle_t handle, uint32_t index)
{
    return map(handle, index, true)->base;
}

void spm_unmap_outvec(psa_handle_t handle, uint32_t index, size_t size_bytes)
{
    unmap(handle, index, true, size_bytes);
}

static void answer(struct spm_connection *connection, psa_status_t status)
{
    if (connection->client_waits) {
        spm_wake(connection->client, (uint32_t)status);
    }
}

static void reply_connect(struct spm_connection *connection, psa_status_t status)
{
    if (status == PSA_SUCCESS) {
        connection->state = SPM_IDLE;
        answer(connection, spm_connection_handle(connection));
        return;
    }
    spm_require(status == PSA_ERROR_CONNECTION_REFUSED || status == PSA_ERROR_CONNECTION_BUSY);
    spm_connection_free(connection);
    answer(connection, status);
}

/* What was not unmapped counts as not written. */
static void report_lengths(const struct spm_connection *connection)
{
    for (uint32_t i = 0; i < connection->out_count; i++) {
        connection->client_out[i].len = connection->vectors[connection->in_count + i].done_bytes;
    }
}

/* With a non-secure client's programmer error, or the client itself: the service is told, nobody waits for it. */
static void end_connection(struct spm_connection *connection)
{
    const struct spm_caller nobody = { .partition = connection->client, .waits = false };

    connection->in_count = 0;
    connection->out_count = 0;
    spm_message_send(&nobody, connection, PSA_IPC_DISCONNECT);
}

void spm_client_ends(uint32_t partition)
{
    spm_sleep(partition);
    for (uint32_t i = 0; i < SPM_CONNECTION_COUNT; i++) {
        if (spm.connections[i].state == SPM_IDLE && spm.connections[i].client == partition) {
            end_connection(&spm.connections[i]);
        }
    }
}

static void reply_request(struct spm_connection *connection, psa_status_t status)
{
    if (status == PSA_ERROR_PROGRAMMER_ERROR && connection->client_id > 0) {
        spm_panic(RSS_ERR_SPM_CLIENT);
    }
    report_lengths(connection);
    if (!connection->client_waits) {
        connection->status = status;
        connection->state = SPM_ANSWERED;
        spm_queue_add(&spm.threads[connection->client].answers, connection);
        spm_signal_set(connection->client, PSA_AGENT_ANSWER);
        return;
    }
    answer(connection, status);
    if (connection->stateless) {
        spm_connection_free(connection);
    } else if (status == PSA_ERROR_PROGRAMMER_ERROR) {
        end_connection(connection);
    } else {
        connection->state = SPM_IDLE;
    }
}

void spm_reply(psa_handle_t handle, psa_status_t status)
{
    struct spm_connection *connection = spm_message_find(handle);

    connection->message_handle = 0;
    switch (connection->type) {
    case PSA_IPC_CONNECT:
        reply_connect(connection, status);
        break;
    case PSA_IPC_DISCONNECT:
        spm_connection_free(connection);
        answer(connection, PSA_SUCCESS);
        break;
    default:
        reply_request(connection, status);
        break;
    }
}

/* What the stages left is not for everybody, and nobody gets at the area itself. */
psa_status_t spm_get_boot_data(uint32_t major, void *buffer, size_t buffer_bytes)
{
    if (major >= 8u || (spm_partitions[spm.current].boot_data >> major & 1u) == 0) {
        return PSA_ERROR_NOT_PERMITTED;
    }
    if (!spm_may_access(spm.current, buffer, buffer_bytes, SPM_WRITE)) {
        return PSA_ERROR_INVALID_ARGUMENT;
    }
    return boot_data_copy_major(major, buffer, buffer_bytes);
}
