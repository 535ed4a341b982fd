/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCG plugin: which instruction of the RSS core ran when, for planning faults.
 *
 *   -plugin rss_trace.so,out=FILE[,first=M,every=N]
 *
 * out gets a record of two little-endian words for each instruction of the RSS core: the number of instructions that
 * all cores had executed before it (virtual nanoseconds under -icount shift=0,sleep=off), and its address. Loops need
 * not be recorded whole: of each instruction the first M executions are, counted anew after each run of the reset
 * handler (where the core started), then every N-th. The file ends where the machine does, or at the 2^32nd instruction.
 */
#include <glib.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <qemu-plugin.h>

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;

#define RSS_CORE 0                      /* the machine creates the RSS core first */

/* One address; lives as long as the process. */
struct insn {
    uint32_t address;
    uint64_t executions;
};

static FILE *out;
static GHashTable *insns;               /* address -> struct insn */
static uint64_t first = UINT64_MAX, every = 1;
static uint64_t executed;
static uint32_t reset_address;          /* of the first instruction that is translated */

static bool is_due(const struct insn *insn)
{
    return insn->executions <= first || insn->executions % every == 0;
}

static void forget_executions(void *key, void *value, void *data)
{
    struct insn *insn = value;

    insn->executions = 0;
}

static void insn_executed(unsigned int core, void *data)
{
    struct insn *insn = data;
    uint32_t record[2] = { executed, insn->address };

    executed++;
    if (core != RSS_CORE || executed > UINT32_MAX) {
        return;
    }
    if (insn->address == reset_address) {
        g_hash_table_foreach(insns, forget_executions, NULL);
    }
    insn->executions++;
    if (is_due(insn)) {
        fwrite(record, sizeof(record), 1, out);
    }
}

static struct insn *get_insn(uint64_t address)
{
    struct insn *insn = g_hash_table_lookup(insns, GUINT_TO_POINTER(address));

    if (!insn) {
        reset_address = reset_address ? reset_address : address;
        insn = g_new0(struct insn, 1);
        insn->address = address;
        g_hash_table_insert(insns, GUINT_TO_POINTER(address), insn);
    }
    return insn;
}

static void block_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    for (size_t n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);

        qemu_plugin_register_vcpu_insn_exec_cb(insn, insn_executed, QEMU_PLUGIN_CB_NO_REGS,
                                               get_insn(qemu_plugin_insn_vaddr(insn)));
    }
}

static bool open_out(const char *path)
{
    out = fopen(path, "wb");
    if (!out) {
        perror(path);
    }
    return out != NULL;
}

static bool parse_count(const char *text, uint64_t *count)
{
    *count = strtoull(text, NULL, 0);
    return *count > 0;
}

static bool parse_argument(const char *argument)
{
    if (g_str_has_prefix(argument, "out=")) {
        return open_out(argument + strlen("out="));
    }
    if (g_str_has_prefix(argument, "first=")) {
        return parse_count(argument + strlen("first="), &first);
    }
    if (g_str_has_prefix(argument, "every=")) {
        return parse_count(argument + strlen("every="), &every);
    }
    fprintf(stderr, "rss_trace: unknown argument %s\n", argument);
    return false;
}

static void close_out(qemu_plugin_id_t id, void *data)
{
    fclose(out);
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    insns = g_hash_table_new(NULL, NULL);
    for (int n = 0; n < argc; n++) {
        if (!parse_argument(argv[n])) {
            return -1;
        }
    }
    if (!out) {
        fprintf(stderr, "rss_trace: give out=FILE\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
    qemu_plugin_register_atexit_cb(id, close_out, NULL);
    return 0;
}
