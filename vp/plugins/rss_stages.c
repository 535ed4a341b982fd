/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCG plugin: executed instructions per core and, for the RSS core, per boot stage, group of functions, and function.
 *
 *   -plugin rss_stages.so,out=FILE[,reset=ADDRESS][,functions=FILE]
 *
 * A boot starts when the instruction at the reset handler runs: at `reset`, or at the first instruction that the RSS
 * core ever executes. Its stage moves forward when an instruction in the next stage's range runs, and never back: ROM
 * functions that a later stage calls count for that stage. At the end FILE holds
 *   {"boots": [{"bl1_1": N, "bl1_2": N, "bl2": N, "runtime": N, "total": N, "ap_release": N or null}, ...],
 *    "cores": {"rss": N, "ap0": N, ..., "scp": N}}
 * where ap_release is the RSS core's instructions in that boot when AP core 0 executed its first one.
 *
 * A line of the functions file is
 *   FIRST END GROUP own|caller NAME        addresses in hex, END exclusive; # starts a comment line
 * An instruction counts for the group of the function whose address range it is in. In a `caller` function (memcpy) it
 * counts for the group that the function was entered from, and for the function's own when that was "other". What no
 * range holds is "other". Each boot then has "groups": {"bl1_1": {"other": N, GROUP: N, ...}, ...}, and the latest boot
 *   "functions": [{"stage": S, "function": NAME, "group": G, "instructions": N, "calls": N, "shortest": N}, ...]
 * where calls is how often the function's first instruction ran, and shortest the fewest instructions from one such to
 * the next (0 with fewer than two calls).
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
#define MAX_GROUPS 8
#define MAX_NAME_BYTES 64
#define RSS_CORE 0                      /* the machine creates the RSS core first */
#define OTHER_GROUP 0

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

/* Functions of the functions file, and one more for what none of them holds. Counts are the latest boot's. */
struct function {
    uint64_t first, end;
    unsigned group;
    bool counts_for_caller;
    char name[MAX_NAME_BYTES];
    struct {
        uint64_t count, calls, shortest;
    } stage[STAGE_COUNT];
    uint64_t last_call;                 /* the boot's instructions at that time */
};

/* What the callback of an instruction needs. */
struct rss_insn {
    int stage;
    bool is_reset, is_call;
    struct function *function;
};

struct boot {
    uint64_t count[STAGE_COUNT];
    uint64_t group_count[STAGE_COUNT][MAX_GROUPS];
    uint64_t ap_release;
    bool ap_released;
};

static char group_name[MAX_GROUPS][MAX_NAME_BYTES] = { "other" };
static unsigned group_count = 1;
static unsigned group_now;              /* of the RSS core's latest instruction */
static GArray *functions;               /* struct function, by address */
static struct function no_function = { .name = "(no symbol)" };
static GHashTable *insns;               /* address -> struct rss_insn */

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

static void clear_function(struct function *function)
{
    memset(function->stage, 0, sizeof(function->stage));
}

static struct function *function_at(unsigned n)
{
    return &g_array_index(functions, struct function, n);
}

static struct function *function_of(uint64_t pc)
{
    unsigned low = 0, high = functions->len;

    while (low < high) {
        unsigned middle = (low + high) / 2;

        if (pc >= function_at(middle)->end) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < functions->len && pc >= function_at(low)->first ? function_at(low) : &no_function;
}

static void start_boot(void)
{
    for (unsigned n = 0; n < functions->len; n++) {
        clear_function(function_at(n));
    }
    clear_function(&no_function);
    if (boot_count < MAX_BOOTS) {
        boot_count++;
    } else {
        memset(&boots[MAX_BOOTS - 1], 0, sizeof(boots[0]));     /* a reset loop: keep the latest in the last place */
    }
    current_stage = BL1_1;
}

static void function_called(struct function *function)
{
    uint64_t now = boot_total(current_boot());
    uint64_t interval = now - function->last_call;
    uint64_t *shortest = &function->stage[current_stage].shortest;

    if (function->stage[current_stage].calls++ > 0 && (*shortest == 0 || interval < *shortest)) {
        *shortest = interval;
    }
    function->last_call = now;
}

static void count_function(const struct rss_insn *insn)
{
    struct function *function = insn->function;

    if (!function->counts_for_caller || group_now == OTHER_GROUP) {
        group_now = function->group;
    }
    current_boot()->group_count[current_stage][group_now]++;
    function->stage[current_stage].count++;
    if (insn->is_call) {
        function_called(function);
    }
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
    count_function(insn);
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

/* One for each address, whatever core's block it is in; kept, since a block may be translated again. */
static struct rss_insn *insn_data(uint64_t pc)
{
    struct rss_insn *insn = g_hash_table_lookup(insns, GSIZE_TO_POINTER(pc));

    if (!reset_known) {
        reset_known = true;             /* the others are held: this is the RSS core's first block, and starts at its handler */
        reset_address = pc;
    }
    if (!insn) {
        insn = g_new0(struct rss_insn, 1);
        insn->stage = stage_of(pc);
        insn->is_reset = pc == reset_address;
        insn->function = function_of(pc);
        insn->is_call = pc == insn->function->first;
        g_hash_table_insert(insns, GSIZE_TO_POINTER(pc), insn);
    }
    return insn;
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

static void write_groups(FILE *out, const struct boot *boot)
{
    fputs(", \"groups\": {", out);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        fprintf(out, "%s\"%s\": {", stage == 0 ? "" : ", ", stages[stage].name);
        for (unsigned group = 0; group < group_count; group++) {
            fprintf(out, "%s\"%s\": %" PRIu64, group == 0 ? "" : ", ", group_name[group], boot->group_count[stage][group]);
        }
        fputs("}", out);
    }
    fputs("}", out);
}

static void write_boot(FILE *out, const struct boot *boot)
{
    fputs("{", out);
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        fprintf(out, "\"%s\": %" PRIu64 ", ", stages[stage].name, boot->count[stage]);
    }
    fprintf(out, "\"total\": %" PRIu64 ", \"ap_release\": ", boot_total(boot));
    if (boot->ap_released) {
        fprintf(out, "%" PRIu64, boot->ap_release);
    } else {
        fputs("null", out);
    }
    if (functions->len != 0) {
        write_groups(out, boot);
    }
    fputs("}", out);
}

static void write_function(FILE *out, const struct function *function, const char **separator)
{
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        if (function->stage[stage].count == 0) {
            continue;
        }
        fprintf(out, "%s{\"stage\": \"%s\", \"function\": \"%s\", \"group\": \"%s\", \"instructions\": %" PRIu64
                ", \"calls\": %" PRIu64 ", \"shortest\": %" PRIu64 "}", *separator, stages[stage].name, function->name,
                group_name[function->group], function->stage[stage].count, function->stage[stage].calls,
                function->stage[stage].shortest);
        *separator = ",\n  ";
    }
}

static void write_functions(FILE *out)
{
    const char *separator = "\n  ";

    fputs("],\n \"functions\": [", out);
    for (unsigned n = 0; n < functions->len; n++) {
        write_function(out, function_at(n), &separator);
    }
    write_function(out, &no_function, &separator);
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
    if (functions->len != 0) {
        write_functions(out);
    }
    fputs("],\n \"cores\": {", out);
    for (unsigned n = 0; n < core_total; n++) {
        fprintf(out, "%s\"%s\": %" PRIu64, n == 0 ? "" : ", ", core_name[n], core_count[n]);
    }
    fputs("}}\n", out);
    fclose(out);
}

/* Number of a group, new or known; MAX_GROUPS when there is no room. */
static unsigned group_number(const char *name)
{
    unsigned group = 0;

    while (group < group_count && strcmp(group_name[group], name) != 0) {
        group++;
    }
    if (group == group_count && group < MAX_GROUPS) {
        g_strlcpy(group_name[group_count++], name, MAX_NAME_BYTES);
    }
    return group;
}

static bool is_plain(const char *name)
{
    return strlen(name) < MAX_NAME_BYTES && !strpbrk(name, "\"\\");
}

static bool parse_address(const char *text, uint64_t *address)
{
    char *end;

    *address = g_ascii_strtoull(text, &end, 16);
    return end != text && *end == '\0';
}

/* NULL, or what is wrong with the line. */
static const char *parse_function(char *line, struct function *function)
{
    g_auto(GStrv) field = g_strsplit(line, " ", 0);

    if (g_strv_length(field) != 5) {
        return "not FIRST END GROUP own|caller NAME";
    }
    if (!parse_address(field[0], &function->first) || !parse_address(field[1], &function->end) ||
        function->first >= function->end) {
        return "addresses";
    }
    if (!is_plain(field[2]) || !is_plain(field[4])) {
        return "name";
    }
    function->group = group_number(field[2]);
    if (function->group == MAX_GROUPS) {
        return "more than 8 groups";
    }
    function->counts_for_caller = strcmp(field[3], "caller") == 0;
    if (!function->counts_for_caller && strcmp(field[3], "own") != 0) {
        return "neither own nor caller";
    }
    g_strlcpy(function->name, field[4], MAX_NAME_BYTES);
    return NULL;
}

static int compare_functions(const void *a, const void *b)
{
    const struct function *x = a, *y = b;

    return x->first < y->first ? -1 : x->first > y->first;
}

static bool read_functions(const char *path)
{
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        fprintf(stderr, "rss_stages: cannot read %s\n", path);
        return false;
    }
    g_auto(GStrv) line = g_strsplit(text, "\n", 0);
    for (unsigned n = 0; line[n]; n++) {
        struct function function = { 0 };
        const char *problem = NULL;

        if (*line[n] == '\0' || *line[n] == '#') {
            continue;
        }
        problem = parse_function(line[n], &function);
        if (problem) {
            fprintf(stderr, "rss_stages: %s line %u: %s\n", path, n + 1, problem);
            return false;
        }
        g_array_append_val(functions, function);
    }
    g_array_sort(functions, compare_functions);
    for (unsigned n = 1; n < functions->len; n++) {
        if (function_at(n)->first < function_at(n - 1)->end) {
            fprintf(stderr, "rss_stages: %s: %s and %s overlap\n", path, function_at(n - 1)->name, function_at(n)->name);
            return false;
        }
    }
    return true;
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
    if (g_str_has_prefix(argument, "functions=")) {
        return read_functions(argument + strlen("functions="));
    }
    fprintf(stderr, "rss_stages: unknown argument %s\n", argument);
    return false;
}

QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc, char **argv)
{
    functions = g_array_new(FALSE, FALSE, sizeof(struct function));
    insns = g_hash_table_new(NULL, NULL);
    for (int n = 0; n < argc; n++) {
        if (!parse_argument(argv[n])) {
            return -1;
        }
    }
    if (!out_path) {
        fprintf(stderr, "rss_stages: give out=FILE\n");
        return -1;
    }
    qemu_plugin_register_vcpu_init_cb(id, core_started);
    qemu_plugin_register_vcpu_tb_trans_cb(id, block_translated);
    qemu_plugin_register_atexit_cb(id, write_report, NULL);
    return 0;
}
