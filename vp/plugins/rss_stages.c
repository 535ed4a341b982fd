/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCG plugin: executed instructions per core and, for the RSS core, per boot stage.
 *
 *   -plugin rss_stages.so,out=FILE[,reset=ADDRESS]
 *
 * A boot starts when the instruction at the reset handler runs: at `reset`, or at the first instruction that the RSS
 * core ever executes. Its stage moves forward when an instruction in the next stage's range runs, and never back: ROM
 * functions that a later stage calls count for that stage. At the end FILE holds
 *   {"boots": [{"bl1_1": N, "bl1_2": N, "bl2": N, "runtime": N, "total": N, "ap_release": N or null}, ...],
 *    "cores": {"rss": N, "ap0": N, ..., "scp": N}}
 * where ap_release is the RSS core's instructions in that boot when AP core 0 executed its first one.
 *
 * Each instruction has a callback: counts are exact, in blocks that an exception leaves early too. QEMU 10.0's inline
 * counters would be faster and crash under -icount for every processor but the first.
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

#define MAX_CORES 16
#define MAX_BOOTS 256
#define RSS_CORE 0                      /* the machine creates the RSS core first */

enum { BL1_1, BL1_2, BL2, RUNTIME, STAGE_COUNT, NO_STAGE = -1 };

static const struct {
    const char *name;
    uint64_t first, last;
} stages[STAGE_COUNT] = {
    [BL1_1] = { "bl1_1", 0x11000000, 0x1100DFFF },
    [BL1_2] = { "bl1_2", 0x31900000, 0x31901FFF },
    [BL2] = { "bl2", 0x31902800, 0x31921FFF },
    [RUNTIME] = { "runtime", 0x31800000, 0x3187FFFF },
};

/* What the callback of an instruction needs; shared by all instructions of a stage. */
struct rss_insn {
    int stage;
    bool is_reset;
};

struct boot {
    uint64_t count[STAGE_COUNT];
    uint64_t ap_release;
    bool ap_released;
};

static struct rss_insn rss_insns[STAGE_COUNT + 1];
static struct rss_insn reset_insn = { BL1_1, true };

static uint64_t core_count[MAX_CORES];
static char core_name[MAX_CORES][8];
static unsigned core_total, ap_total;
static int ap0_core = -1;

static struct boot boots[MAX_BOOTS];
static unsigned boot_count;
static int current_stage = BL1_1;
static uint64_t reset_address;
static bool reset_known;
static char *out_path;

static struct boot *current_boot(void)
{
    return boot_count == 0 ? NULL : &boots[boot_count - 1];
}

static uint64_t boot_total(const struct boot *boot)
{
    uint64_t total = 0;

    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        total += boot->count[stage];
    }
    return total;
}

static int stage_of(uint64_t pc)
{
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        if (pc >= stages[stage].first && pc <= stages[stage].last) {
            return stage;
        }
    }
    return NO_STAGE;
}

static void start_boot(void)
{
    if (boot_count < MAX_BOOTS) {
        boot_count++;
    } else {
        memset(&boots[MAX_BOOTS - 1], 0, sizeof(boots[0]));     /* a reset loop: keep the latest in the last place */
    }
    current_stage = BL1_1;
}

static void rss_insn_executed(const struct rss_insn *insn)
{
    if (insn->is_reset || boot_count == 0) {
        start_boot();
    }
    if (insn->stage > current_stage) {
        current_stage = insn->stage;
    }
    current_boot()->count[current_stage]++;
}

static void ap0_insn_executed(void)
{
    struct boot *boot = current_boot();

    if (boot && !boot->ap_released) {
        boot->ap_released = true;
        boot->ap_release = boot_total(boot);
    }
}

/* The cores' address ranges overlap and a block does not say whose it is, so the core is looked at here. */
static void insn_executed(unsigned int core, void *data)
{
    core_count[core]++;
    if (core == RSS_CORE) {
        rss_insn_executed(data);
    } else if ((int)core == ap0_core) {
        ap0_insn_executed();
    }
}

static void *insn_data(uint64_t pc)
{
    if (!reset_known) {
        reset_known = true;             /* the others are held: this is the RSS core's first block, and starts at its handler */
        reset_address = pc;
    }
    return pc == reset_address ? &reset_insn : &rss_insns[stage_of(pc) + 1];
}

static void block_translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    for (size_t n = 0; n < qemu_plugin_tb_n_insns(tb); n++) {
        struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, n);

        qemu_plugin_register_vcpu_insn_exec_cb(insn, insn_executed, QEMU_PLUGIN_CB_NO_REGS,
                                               insn_data(qemu_plugin_insn_vaddr(insn)));
    }
}

static void core_started(qemu_plugin_id_t id, unsigned int core)
{
    GArray *registers = qemu_plugin_get_registers();
    bool is_aarch64 = false;

    if (core >= MAX_CORES) {
        fprintf(stderr, "rss_stages: more than %d cores\n", MAX_CORES);
        exit(1);
    }
    for (guint n = 0; n < registers->len; n++) {
        is_aarch64 |= strcmp(g_array_index(registers, qemu_plugin_reg_descriptor, n).name, "x0") == 0;
    }
    g_array_free(registers, TRUE);
    if (core == RSS_CORE) {
        strcpy(core_name[core], "rss");
    } else if (!is_aarch64) {
        strcpy(core_name[core], "scp");
    } else {
        ap0_core = ap_total == 0 ? (int)core : ap0_core;
        g_snprintf(core_name[core], sizeof(core_name[core]), "ap%u", ap_total++);
    }
    core_total = MAX(core_total, core + 1);
}

static void write_boot(FILE *out, const struct boot *boot)
{
    fputs("{", out);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        fprintf(out, "\"%s\": %" PRIu64 ", ", stages[stage].name, boot->count[stage]);
    }
    fprintf(out, "\"total\": %" PRIu64 ", \"ap_release\": ", boot_total(boot));
    if (boot->ap_released) {
        fprintf(out, "%" PRIu64 "}", boot->ap_release);
    } else {
        fputs("null}", out);
    }
}

static void write_report(qemu_plugin_id_t id, void *data)
{
    FILE *out = fopen(out_path, "w");

    if (!out) {
        perror(out_path);
        return;
    }
    fputs("{\"boots\": [", out);
    for (unsigned n = 0; n < boot_count; n++) {
        fputs(n == 0 ? "\n  " : ",\n  ", out);
        write_boot(out, &boots[n]);
    }
    fputs("],\n \"cores\": {", out);
    for (unsigned n = 0; n < core_total; n++) {
        fprintf(out, "%s\"%s\": %" PRIu64, n == 0 ? "" : ", ", core_name[n], core_count[n]);
    }
    fputs("}}\n", out);
    fclose(out);
}

static bool parse_argument(const char *argument)
{
    if (g_str_has_prefix(argument, "out=")) {
        out_path = g_strdup(argument + strlen("out="));
        return true;
    }
    if (g_str_has_prefix(argument, "reset=")) {
        reset_address = strtoull(argument + strlen("reset="), NULL, 0) & ~UINT64_C(1);
        reset_known = true;
        return true;
    }
    fprintf(stderr, "rss_stages: unknown argument %s\n", argument);
    return false;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    for (int n = 0; n < argc; n++) {
        if (!parse_argument(argv[n])) {
            return -1;
        }
    }
    if (!out_path) {
        fprintf(stderr, "rss_stages: give out=FILE\n");
        return -1;
    }
    for (int stage = NO_STAGE; stage < STAGE_COUNT; stage++) {
        rss_insns[stage + 1].stage = stage;
    }
    qemu_plugin_register_vcpu_init_cb(id, core_started);
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
    qemu_plugin_register_atexit_cb(id, write_report, NULL);
    return 0;
}
