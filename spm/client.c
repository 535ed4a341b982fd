/* SPDX-License-Identifier: BSD-3-Clause */
/** The client API: who may call what, with which memory. Order of the checks as in services.md 1.6. */
#include "spm/spm.h"

#include "interface/psa/services.h"
#include "interface/psa/call_word.h"

/* A broken non-secure client is told; a broken secure partition cannot be trusted to go on. */
static psa_status_t refuse(const struct spm_caller *caller, psa_status_t status)
{
    if (caller->client_id > 0 && status != PSA_ERROR_CONNECTION_BUSY) {
        spm_panic(RSS_ERR_SPM_CLIENT);
    }
    return status;
}

static bool may_call(const struct spm_caller *caller, uint32_t service)
{
    if (caller->client_id < 0) {
        return (spm_services[service].flags & SPM_NON_SECURE_CLIENT) != 0;
    }
    return (spm_partitions[caller->partition].dependencies >> service & 1u) != 0;
}

static bool version_fits(const struct spm_service *service, uint32_t version)
{
    if ((service->flags & SPM_STRICT) != 0) {
        return version == service->version;
    }
    return version != 0 && version <= service->version;
}

/* SPM_SERVICE_COUNT when there is none. */
static uint32_t find_service(uint32_t sid)
{
    uint32_t service = 0;

    while (service < SPM_SERVICE_COUNT && spm_services[service].sid != sid) {
        service++;
    }
    return service;
}

uint32_t spm_version(const struct spm_caller *caller, uint32_t sid)
{
    const uint32_t service = find_service(sid);

    if (service == SPM_SERVICE_COUNT || !may_call(caller, service)) {
        return PSA_VERSION_NONE;
    }
    return spm_services[service].version;
}

psa_handle_t spm_connect(const struct spm_caller *caller, uint32_t sid, uint32_t version)
{
    const uint32_t service = find_service(sid);

    if (service == SPM_SERVICE_COUNT) {
        return refuse(caller, PSA_ERROR_CONNECTION_REFUSED);
    }
    if ((spm_services[service].flags & SPM_CONNECTION_BASED) == 0) {
        return refuse(caller, PSA_ERROR_PROGRAMMER_ERROR);
    }
    if (!may_call(caller, service) || !version_fits(&spm_services[service], version)) {
        return refuse(caller, PSA_ERROR_CONNECTION_REFUSED);
    }
    struct spm_connection *connection = spm_connection_new(caller, service);
    if (connection == NULL) {
        return PSA_ERROR_CONNECTION_BUSY;
    }
    spm_message_send(caller, connection, PSA_IPC_CONNECT);
    return 0;
}

static psa_status_t open_stateless(const struct spm_caller *caller, psa_handle_t handle,
                                   struct spm_connection **connection)
{
    const uint32_t index = (uint32_t)handle & 0xffu;
    const uint32_t version = (uint32_t)handle >> 8 & 0xffu;

    if ((uint32_t)handle != PSA_STATIC_HANDLE(index, version) || index >= SPM_STATELESS_HANDLES ||
        spm_stateless[index] == SPM_NO_SERVICE) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    const uint32_t service = spm_stateless[index];
    if (!may_call(caller, service)) {
        return PSA_ERROR_CONNECTION_REFUSED;
    }
    if (!version_fits(&spm_services[service], version)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    *connection = spm_connection_new(caller, service);
    return *connection == NULL ? PSA_ERROR_CONNECTION_BUSY : PSA_SUCCESS;
}

/* Only a connection is ever idle between calls: an object that is free, ends, or is a stateless call is in another state. */
static struct spm_connection *find_idle(const struct spm_caller *caller, psa_handle_t handle)
{
    struct spm_connection *connection = spm_connection_find(handle);

    if (connection == NULL || connection->state != SPM_IDLE || connection->client != caller->partition ||
        connection->client_id != caller->client_id) {
        return NULL;
    }
    return connection;
}

static bool is_static(psa_handle_t handle)
{
    return ((uint32_t)handle & PSA_STATIC_HANDLE(0u, 0u)) != 0;
}

static psa_status_t open_connection(const struct spm_caller *caller, psa_handle_t handle,
                                    struct spm_connection **connection)
{
    if (is_static(handle)) {
        return open_stateless(caller, handle, connection);
    }
    *connection = find_idle(caller, handle);
    return *connection == NULL ? PSA_ERROR_PROGRAMMER_ERROR : PSA_SUCCESS;
}

static bool overlap(const struct spm_vector *a, const struct spm_vector *b)
{
    return a->size_bytes != 0 && b->size_bytes != 0 && a->base < b->base + b->size_bytes &&
           b->base < a->base + a->size_bytes;
}

/* Two inputs that overlap are refused as upstream does: a service would take one for the other's copy. */
static bool inputs_fit(const struct spm_caller *caller, const struct spm_vector *vectors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!spm_may_access(caller->partition, vectors[i].base, vectors[i].size_bytes, SPM_READ)) {
            return false;
        }
        for (uint32_t j = 0; j < i; j++) {
            if (overlap(&vectors[i], &vectors[j])) {
                return false;
            }
        }
    }
    return true;
}

static bool outputs_fit(const struct spm_caller *caller, const struct spm_vector *vectors, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (!spm_may_access(caller->partition, vectors[i].base, vectors[i].size_bytes, SPM_WRITE)) {
            return false;
        }
    }
    return true;
}

static void set_vector(struct spm_vector *vector, const void *base, size_t size_bytes)
{
    *vector = (struct spm_vector){ .base = (uint8_t *)(uintptr_t)base, .size_bytes = size_bytes };
}

/* Descriptors are read once: what the client makes of them later has no effect. */
static bool take_vectors(const struct spm_caller *caller, struct spm_connection *connection,
                         const psa_invec *in_vec, psa_outvec *out_vec)
{
    struct spm_vector *outputs = &connection->vectors[connection->in_count];

    if (!spm_may_access(caller->partition, in_vec, connection->in_count * sizeof(*in_vec), SPM_READ) ||
        !spm_may_access(caller->partition, out_vec, connection->out_count * sizeof(*out_vec),
                        SPM_READ_WRITE)) {
        return false;
    }
    for (uint32_t i = 0; i < connection->in_count; i++) {
        const volatile psa_invec *from = &in_vec[i];

        set_vector(&connection->vectors[i], from->base, from->len);
    }
    for (uint32_t i = 0; i < connection->out_count; i++) {
        const volatile psa_outvec *from = &out_vec[i];

        set_vector(&outputs[i], from->base, from->len);
    }
    connection->client_out = out_vec;
    return inputs_fit(caller, connection->vectors, connection->in_count) &&
           outputs_fit(caller, outputs, connection->out_count);
}

psa_status_t spm_call(const struct spm_caller *caller, psa_handle_t handle, uint32_t word,
                      const psa_invec *in_vec, psa_outvec *out_vec)
{
    const int32_t type = call_word_type(word);
    const uint32_t in_count = call_word_in(word), out_count = call_word_out(word);
    struct spm_connection *connection;

    if (type < 0 || in_count + out_count > PSA_MAX_IOVEC) {
        return refuse(caller, PSA_ERROR_PROGRAMMER_ERROR);
    }
    const psa_status_t status = open_connection(caller, handle, &connection);
    if (status != PSA_SUCCESS) {
        return refuse(caller, status);
    }
    connection->in_count = (uint8_t)in_count;
    connection->out_count = (uint8_t)out_count;
    if (!take_vectors(caller, connection, in_vec, out_vec)) {
        if (connection->stateless) {
            spm_connection_free(connection);
        }
        return refuse(caller, PSA_ERROR_PROGRAMMER_ERROR);
    }
    spm_message_send(caller, connection, type);
    return PSA_SUCCESS;
}

void spm_close(const struct spm_caller *caller, psa_handle_t handle)
{
    if (handle == PSA_NULL_HANDLE) {
        return;
    }
    struct spm_connection *connection = is_static(handle) ? NULL : find_idle(caller, handle);
    if (connection == NULL) {
        (void)refuse(caller, PSA_ERROR_PROGRAMMER_ERROR);
        return;
    }
    connection->in_count = 0;
    connection->out_count = 0;
    spm_message_send(caller, connection, PSA_IPC_DISCONNECT);
}

psa_status_t spm_agent_call(const struct agent_call *call)
{
    const struct spm_partition *agent = &spm_partitions[spm.current];

    if ((agent->flags & SPM_NS_AGENT) == 0 || !spm_may_access(spm.current, call, sizeof(*call), SPM_READ) ||
        call->client_id < agent->client_id_base || call->client_id > agent->client_id_limit) {
        spm_panic(RSS_ERR_SPM_CLIENT);
    }
    const struct spm_caller caller = { spm.current, call->client_id, .waits = false, .tag = call->tag };

    if (!is_static(call->handle)) {
        return PSA_ERROR_PROGRAMMER_ERROR;
    }
    return spm_call(&caller, call->handle, call_word_make(call->type, call->in_count, call->out_count),
                    call->in_vec, call->out_vec);
}

psa_status_t spm_agent_get_answer(struct agent_answer *answer)
{
    struct spm_thread *thread = &spm.threads[spm.current];
    struct spm_connection *connection = thread->answers.first;

    if (!spm_may_access(spm.current, answer, sizeof(*answer), SPM_WRITE)) {
        spm_panic(RSS_ERR_SPM_CLIENT);
    }
    if (connection == NULL) {
        return PSA_ERROR_DOES_NOT_EXIST;
    }
    thread->answers.first = connection->next;
    if (thread->answers.first == NULL) {
        thread->signals &= ~PSA_AGENT_ANSWER;
    }
    *answer = (struct agent_answer){ connection->tag, connection->status };
    spm_connection_free(connection);
    return PSA_SUCCESS;
}
