/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "qemu/osdep.h"
#include "hw/arm/rss/rss_fault.h"

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include "qemu/cutils.h"
#include "qemu/error-report.h"
#include "qemu/module.h"
#include "qemu/notify.h"
#include "qemu/rcu.h"
#include "qemu/timer.h"
#include "accel/tcg/cpu-ops.h"
#include "accel/tcg/internal-common.h"
#include "exec/cpu-common.h"
#include "exec/exec-all.h"
#include "hw/core/cpu.h"
#include "hw/qdev-core.h"
#include "hw/qdev-properties.h"
#include "qapi/error.h"
#include "system/cpu-timers.h"
#include "target/arm/cpu.h"
#include "hw/arm/rss/rss_lcm.h"
#include "hw/arm/rss/rss_sysctrl.h"

#define NON_SECURE_ALIAS_BIT 0x10000000u
#define GRETEXREG_WORD (0x250 / 4)

/* Words of the OTP (hardware.md 8.1, boot.md 3.2) that the oracle looks at. */
#define OTP_LIFECYCLE_FIRST (0xE0 / 4)
#define OTP_LIFECYCLE_LAST (0xF4 / 4)
#define OTP_COUNTER_WORDS 128
#define OTP_COUNTER_MAGIC 0x3333CAFEu

#define MAX_FORBIDDEN 8
#define MAX_SCANS 4
#define MAX_KEYS 16
#define KEY_BYTES 32
#define MAX_BLOCKS 16384
#define CHECK_US 10000
#define HALTED_CHECKS 2
#define QUIET_CHECKS 100                    /* one second: something waits for the main loop */
#define MAX_CHECKS 6000

typedef enum FaultCore { CORE_RSS, CORE_SCP, CORE_AP, CORE_COUNT } FaultCore;
typedef enum FaultStrikeKind { STRIKE_LOOK, STRIKE_NONE, STRIKE_SKIP, STRIKE_REG } FaultStrikeKind;

typedef enum FaultOutcome {
    OUTCOME_KILLED,                         /* what a child that says nothing leaves */
    OUTCOME_END,
    OUTCOME_FORBIDDEN,
    OUTCOME_LIFECYCLE,
    OUTCOME_COUNTER,
    OUTCOME_KEY,
    OUTCOME_TIMEOUT,
    OUTCOME_IDLE,
    OUTCOME_LOOK,
} FaultOutcome;

static const char *const outcome_names[] = { "killed", "end", "forbidden", "lifecycle", "counter", "key", "timeout",
                                             "idle",   "look" };

typedef struct FaultStrike {
    int64_t time_ns;
    FaultStrikeKind kind;
    uint32_t count_or_reg, and_mask, xor_mask;
} FaultStrike;

typedef struct FaultRange {
    FaultCore core;
    uint64_t first, last;
} FaultRange;

typedef struct FaultKey {
    uint8_t bytes[KEY_BYTES];
} FaultKey;

/* Written by a child, read by its parent. */
typedef struct FaultResult {
    FaultOutcome outcome;
    uint32_t record;
    int64_t elapsed_ns;
} FaultResult;

/* What a translation is found by. */
typedef struct FaultBlock {
    uint64_t pc, cs_base;
    uint32_t flags, cflags;
} FaultBlock;

/* Blocks that a child without a fault translated, for its parent. */
typedef struct FaultBlocks {
    unsigned count;
    FaultBlock blocks[MAX_BLOCKS];
} FaultBlocks;

struct RssFaultState {
    DeviceState parent_obj;

    char *plan_path;
    RssLcmState *lcm;
    RssSysctrlState *sysctrl;

    FILE *out;
    int64_t limit_ns;
    int64_t step_first_ns, step_last_ns;
    FaultRange forbidden[MAX_FORBIDDEN];
    unsigned forbidden_count;
    FaultRange scans[MAX_SCANS];
    unsigned scan_count;
    FaultKey keys[MAX_KEYS];
    unsigned key_count;
    GArray *strikes;                        /* of FaultStrike */

    guint next;
    QEMUTimer *timer;
    Notifier reset_requested;
    FaultResult *result;                         /* shared memory */
    FaultBlocks *blocks;                         /* shared memory */
    bool is_child, is_scout;
    int64_t strike_ns;
    uint32_t otp_before[RSS_LCM_OTP_WORDS];
};

/* The translator has no pointer for us, and a signal handler has none either. */
static RssFaultState *the_state;
static TCGCPUOps watched_ops[CORE_COUNT];
static const TCGCPUOps *original_ops[CORE_COUNT];

/* End of a child ------------------------------------------------------------------------------------------------- */

static G_NORETURN void fault_finish(RssFaultState *s, FaultOutcome outcome)
{
    s->result->record = s->sysctrl->regs[GRETEXREG_WORD];
    s->result->elapsed_ns = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) - s->strike_ns;
    s->result->outcome = outcome;
    _exit(0);
}

static unsigned fault_count(const uint32_t *otp, unsigned first_word)
{
    unsigned count = 0;

    while (count < OTP_COUNTER_WORDS && otp[first_word + count] == OTP_COUNTER_MAGIC) {
        count++;
    }
    return count;
}

static bool fault_counter_went_down(const RssFaultState *s)
{
    static const uint16_t counters[] = { 0x270, 0x470, 0x670, 0x870, 0xAD0, 0xCF0, 0xEF0, 0x10F0 };

    for (unsigned i = 0; i < ARRAY_SIZE(counters); i++) {
        if (fault_count(s->lcm->otp, counters[i] / 4) < fault_count(s->otp_before, counters[i] / 4)) {
            return true;
        }
    }
    return false;
}

static bool fault_lifecycle_moved(const RssFaultState *s)
{
    return memcmp(&s->lcm->otp[OTP_LIFECYCLE_FIRST], &s->otp_before[OTP_LIFECYCLE_FIRST],
                  (OTP_LIFECYCLE_LAST + 1 - OTP_LIFECYCLE_FIRST) * sizeof(uint32_t)) != 0;
}

static bool fault_key_is_in(const RssFaultState *s, const uint8_t *bytes, size_t size)
{
    for (unsigned i = 0; i < s->key_count; i++) {
        const uint8_t *key = s->keys[i].bytes;

        if (memmem(bytes, size, key, KEY_BYTES / 2) || memmem(bytes, size, key + KEY_BYTES / 2, KEY_BYTES / 2)) {
            return true;
        }
    }
    return false;
}

static bool fault_key_is_readable(const RssFaultState *s)
{
    for (unsigned i = 0; i < s->scan_count; i++) {
        g_autofree uint8_t *bytes = g_malloc(s->scans[i].last);

        if (cpu_memory_rw_debug(first_cpu, s->scans[i].first, bytes, s->scans[i].last, false) != 0) {
            error_report("rss-fault: scan range 0x%" PRIx64 " is not memory", s->scans[i].first);
            abort();
        }
        if (fault_key_is_in(s, bytes, s->scans[i].last)) {
            return true;
        }
    }
    return false;
}

static G_NORETURN void fault_judge(RssFaultState *s, FaultOutcome quiet_outcome)
{
    if (fault_lifecycle_moved(s)) {
        fault_finish(s, OUTCOME_LIFECYCLE);
    }
    if (fault_counter_went_down(s)) {
        fault_finish(s, OUTCOME_COUNTER);
    }
    if (fault_key_is_readable(s)) {
        fault_finish(s, OUTCOME_KEY);
    }
    fault_finish(s, quiet_outcome);
}

static void fault_reset_requested(Notifier *notifier, void *data)
{
    RssFaultState *s = container_of(notifier, RssFaultState, reset_requested);

    if (s->is_child) {
        fault_judge(s, OUTCOME_END);
    }
}

static bool fault_all_halted(void)
{
    CPUState *cs;

    CPU_FOREACH(cs) {
        if (!cs->halted) {
            return false;
        }
    }
    return true;
}

/*
 * With every core asleep only the main loop could move the clock, and a child has none: it waits for ever. The signal
 * comes in real time, and asks whether the process has used the processor since the one before: a process that got no
 * processor is told from one that sleeps by its cores.
 */
static void fault_check_idle(int signal)
{
    static int64_t used_ns;
    static unsigned quiet_checks, checks;
    struct timespec now;
    int64_t now_ns;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    now_ns = now.tv_sec * NANOSECONDS_PER_SECOND + now.tv_nsec;
    quiet_checks = now_ns - used_ns < SCALE_MS ? quiet_checks + 1 : 0;
    used_ns = now_ns;
    if (quiet_checks >= (fault_all_halted() ? HALTED_CHECKS : QUIET_CHECKS)) {
        fault_judge(the_state, OUTCOME_IDLE);
    }
    if (++checks == MAX_CHECKS) {
        fault_judge(the_state, OUTCOME_TIMEOUT);
    }
}

/* Code that must not run ----------------------------------------------------------------------------------------- */

static bool fault_is_forbidden(const RssFaultState *s, FaultCore core, uint64_t pc)
{
    if (core == CORE_RSS) {
        pc |= NON_SECURE_ALIAS_BIT;
    }
    for (unsigned i = 0; i < s->forbidden_count; i++) {
        const FaultRange *range = &s->forbidden[i];

        if (range->core == core && pc >= range->first && pc <= range->last) {
            return true;
        }
    }
    return false;
}

static void fault_remember_block(FaultBlocks *blocks, const TranslationBlock *tb, vaddr pc)
{
    if (blocks->count < MAX_BLOCKS) {
        blocks->blocks[blocks->count++] = (FaultBlock){ pc, tb->cs_base, tb->flags, tb->cflags };
    }
}

/*
 * Most of a child's time goes into translating what lies before it, and the translations die with it: those of the child
 * without a fault are made once more in the parent, and the children after it have them from the start.
 */
static void fault_translate_ahead(FaultBlocks *blocks)
{
    CPUArchState *env = cpu_env(first_cpu);

    for (unsigned i = 0; i < blocks->count; i++) {
        const FaultBlock *block = &blocks->blocks[i];
        void *host;
        int flags = probe_access_flags(env, block->pc, 0, MMU_INST_FETCH, cpu_mmu_index(first_cpu, true), true, &host, 0);

        if (flags == 0) {                   /* plain memory that may be executed now */
            tb_gen_code(first_cpu, block->pc, block->cs_base, block->flags, block->cflags);
        }
    }
    blocks->count = 0;
}

/* A block is translated when it is about to run, and forbidden code has not run before: this sees its first block. */
static void fault_translate(FaultCore core, CPUState *cs, TranslationBlock *tb, int *max_insns, vaddr pc, void *host_pc)
{
    if (fault_is_forbidden(the_state, core, pc)) {
        if (the_state->is_child) {
            fault_finish(the_state, OUTCOME_FORBIDDEN);
        }
        error_report("rss-fault: code at 0x%" PRIx64 " runs without a fault", (uint64_t)pc);
        _exit(1);
    }
    if (the_state->is_scout && core == CORE_RSS) {
        fault_remember_block(the_state->blocks, tb, pc);
    }
    original_ops[core]->translate_code(cs, tb, max_insns, pc, host_pc);
}

static void fault_translate_rss(CPUState *cs, TranslationBlock *tb, int *max_insns, vaddr pc, void *host_pc)
{
    fault_translate(CORE_RSS, cs, tb, max_insns, pc, host_pc);
}

static void fault_translate_scp(CPUState *cs, TranslationBlock *tb, int *max_insns, vaddr pc, void *host_pc)
{
    fault_translate(CORE_SCP, cs, tb, max_insns, pc, host_pc);
}

static void fault_translate_ap(CPUState *cs, TranslationBlock *tb, int *max_insns, vaddr pc, void *host_pc)
{
    fault_translate(CORE_AP, cs, tb, max_insns, pc, host_pc);
}

static FaultCore fault_core_of(CPUState *cs)
{
    if (cs == first_cpu) {
        return CORE_RSS;
    }
    return arm_feature(&ARM_CPU(cs)->env, ARM_FEATURE_M) ? CORE_SCP : CORE_AP;
}

/* The cores' classes differ, so each class has a translator of its own. */
static void fault_watch_translation(void)
{
    static void (*const translators[CORE_COUNT])(CPUState *, TranslationBlock *, int *, vaddr, void *) = {
        fault_translate_rss, fault_translate_scp, fault_translate_ap
    };
    CPUState *cs;

    CPU_FOREACH(cs) {
        FaultCore core = fault_core_of(cs);

        if (!original_ops[core]) {
            original_ops[core] = cs->cc->tcg_ops;
            watched_ops[core] = *cs->cc->tcg_ops;
            watched_ops[core].translate_code = translators[core];
            cs->cc->tcg_ops = &watched_ops[core];
        }
    }
}

/* Strikes -------------------------------------------------------------------------------------------------------- */

/* ITSTATE as the architecture advances it behind an instruction. */
static void fault_advance_it_block(CPUARMState *env)
{
    uint32_t it = env->condexec_bits;

    env->condexec_bits = (it & 7) == 0 ? 0 : (it & 0xE0) | ((it << 1) & 0x1F);
}

static void fault_skip(CPUState *cs)
{
    CPUARMState *env = &ARM_CPU(cs)->env;
    uint8_t first[2] = { 0 };

    /* An address without memory faults by itself in the next step. */
    if (cpu_memory_rw_debug(cs, env->regs[15], first, sizeof(first), false) != 0) {
        return;
    }
    env->regs[15] += first[1] >= 0xE8 ? 4 : 2;
    fault_advance_it_block(env);
}

static void fault_strike(const FaultStrike *strike)
{
    CPUARMState *env = &ARM_CPU(first_cpu)->env;

    switch (strike->kind) {
    case STRIKE_SKIP:
        for (uint32_t i = 0; i < strike->count_or_reg; i++) {
            fault_skip(first_cpu);
        }
        break;
    case STRIKE_REG:
        env->regs[strike->count_or_reg] = (env->regs[strike->count_or_reg] & strike->and_mask) ^ strike->xor_mask;
        break;
    default:
        break;
    }
}

static void fault_start_child(RssFaultState *s, const FaultStrike *strike)
{
    const struct itimerval idle_check = { .it_interval.tv_usec = CHECK_US, .it_value.tv_usec = CHECK_US };
    const struct sigaction action = { .sa_handler = fault_check_idle };
    sigset_t signals;

    s->is_child = true;
    s->is_scout = strike->kind == STRIKE_NONE;
    s->strike_ns = strike->time_ns;
    rss_lcm_detach_file(s->lcm);
    sigaction(SIGALRM, &action, NULL);
    sigemptyset(&signals);
    sigaddset(&signals, SIGALRM);
    pthread_sigmask(SIG_UNBLOCK, &signals, NULL);
    setitimer(ITIMER_REAL, &idle_check, NULL);
    timer_mod(s->timer, strike->time_ns + s->limit_ns);
    fault_strike(strike);
}

static void fault_report(RssFaultState *s, guint number, const FaultResult *result)
{
    fprintf(s->out, "%u %s %08x %" PRId64 " %08x\n", number, outcome_names[result->outcome], result->record,
            result->elapsed_ns, ARM_CPU(first_cpu)->env.regs[15]);
}

/* False in the child. */
static bool fault_run_experiment(RssFaultState *s, guint number)
{
    const FaultStrike *strike = &g_array_index(s->strikes, FaultStrike, number);
    int status;
    pid_t pid;

    memset(s->result, 0, sizeof(*s->result));
    if (strike->kind == STRIKE_LOOK) {
        s->result->outcome = OUTCOME_LOOK;
        fault_report(s, number, s->result);
        return true;
    }
    if (rss_sysctrl_is_warm_reset(s->sysctrl)) {        /* the main loop is about to carry it out */
        s->result->outcome = OUTCOME_END;
        fault_report(s, number, s->result);
        return true;
    }
    pid = fork();
    if (pid == 0) {
        fault_start_child(s, strike);
        return false;
    }
    if (pid < 0 || RETRY_ON_EINTR(waitpid(pid, &status, 0)) != pid) {
        error_report("rss-fault: cannot run a child: %s", strerror(errno));
        _exit(1);
    }
    if (!WIFEXITED(status)) {
        s->result->record = WTERMSIG(status);
    }
    fault_report(s, number, s->result);
    fault_translate_ahead(s->blocks);
    return true;
}

static void fault_arm(RssFaultState *s, int64_t now)
{
    int64_t next_ns;

    if (s->next == s->strikes->len) {
        fclose(s->out);
        _exit(0);
    }
    next_ns = g_array_index(s->strikes, FaultStrike, s->next).time_ns;
    if (now < s->step_last_ns) {
        next_ns = MIN(next_ns, MAX(now + 1, s->step_first_ns));
    }
    timer_mod(s->timer, next_ns);
}

/* QEMU keeps guest memory out of forked processes. */
static int fault_share_block(RAMBlock *block, void *opaque)
{
    return madvise(qemu_ram_get_host_addr(block), qemu_ram_get_used_length(block), MADV_DOFORK);
}

/* Runs in the processors' thread, before the RSS core's next instruction. */
static void fault_work(CPUState *cs, run_on_cpu_data data)
{
    RssFaultState *s = data.host_ptr;
    int64_t now = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);

    if (!original_ops[CORE_RSS]) {
        fault_watch_translation();
        qemu_ram_foreach_block(fault_share_block, NULL);
        memcpy(s->otp_before, s->lcm->otp, sizeof(s->otp_before));
    }
    while (s->next < s->strikes->len && g_array_index(s->strikes, FaultStrike, s->next).time_ns <= now) {
        if (g_array_index(s->strikes, FaultStrike, s->next).time_ns < now) {
            error_report("rss-fault: strike %u is late", s->next);
            _exit(1);
        }
        if (!fault_run_experiment(s, s->next)) {
            return;
        }
        s->next++;
    }
    fault_arm(s, now);
}

static void fault_timer_expired(void *opaque)
{
    RssFaultState *s = opaque;

    if (s->is_child) {
        fault_judge(s, OUTCOME_TIMEOUT);
    }
    async_run_on_cpu(first_cpu, fault_work, RUN_ON_CPU_HOST_PTR(s));
}

/* The plan ------------------------------------------------------------------------------------------------------- */

static bool fault_number(const char *word, uint64_t *value)
{
    return word && qemu_strtou64(word, NULL, 0, value) == 0;
}

static bool fault_parse_out(RssFaultState *s, char **words, unsigned count)
{
    if (s->out || count != 2) {
        return false;
    }
    s->out = fopen(words[1], "w");
    return s->out != NULL;
}

static bool fault_parse_limit(RssFaultState *s, char **words, unsigned count)
{
    uint64_t limit;

    if (count != 2 || !fault_number(words[1], &limit) || limit == 0 || limit > INT64_MAX / 2) {
        return false;
    }
    s->limit_ns = limit;
    return true;
}

static bool fault_parse_step(RssFaultState *s, char **words, unsigned count)
{
    uint64_t first, last;

    if (count != 3 || !fault_number(words[1], &first) || !fault_number(words[2], &last) || first == 0 ||
        first > last || last > INT64_MAX / 2) {
        return false;
    }
    s->step_first_ns = first;
    s->step_last_ns = last;
    return true;
}

static bool fault_parse_forbid(RssFaultState *s, char **words, unsigned count)
{
    static const char *const cores[CORE_COUNT] = { "rss", "scp", "ap" };
    FaultRange *range = &s->forbidden[s->forbidden_count];

    if (count != 4 || s->forbidden_count == MAX_FORBIDDEN || !fault_number(words[2], &range->first) ||
        !fault_number(words[3], &range->last)) {
        return false;
    }
    for (range->core = CORE_RSS; range->core < CORE_COUNT; range->core++) {
        if (strcmp(words[1], cores[range->core]) == 0) {
            s->forbidden_count++;
            return true;
        }
    }
    return false;
}

static bool fault_parse_scan(RssFaultState *s, char **words, unsigned count)
{
    FaultRange *range = &s->scans[s->scan_count];

    if (count != 3 || s->scan_count == MAX_SCANS || !fault_number(words[1], &range->first) ||
        !fault_number(words[2], &range->last) || range->last == 0) {
        return false;
    }
    s->scan_count++;
    return true;
}

static bool fault_parse_key(RssFaultState *s, char **words, unsigned count)
{
    if (count != 2 || s->key_count == MAX_KEYS || strlen(words[1]) != 2 * KEY_BYTES) {
        return false;
    }
    for (unsigned i = 0; i < KEY_BYTES; i++) {
        unsigned byte;

        if (sscanf(&words[1][2 * i], "%2x", &byte) != 1) {
            return false;
        }
        s->keys[s->key_count].bytes[i] = byte;
    }
    s->key_count++;
    return true;
}

static bool fault_parse_numbers(char **words, unsigned count, uint32_t *values)
{
    for (unsigned i = 0; i < count; i++) {
        uint64_t value;

        if (!fault_number(words[i], &value) || value > UINT32_MAX) {
            return false;
        }
        values[i] = value;
    }
    return true;
}

static bool fault_parse_strike_kind(FaultStrike *strike, char **words, unsigned count)
{
    if (count == 3 && strcmp(words[2], "look") == 0) {
        strike->kind = STRIKE_LOOK;
        return true;
    }
    if (count == 3 && strcmp(words[2], "none") == 0) {
        strike->kind = STRIKE_NONE;
        return true;
    }
    if (count == 4 && strcmp(words[2], "skip") == 0) {
        strike->kind = STRIKE_SKIP;
        return fault_parse_numbers(&words[3], 1, &strike->count_or_reg);
    }
    if (count == 6 && strcmp(words[2], "reg") == 0) {
        uint32_t values[3];

        strike->kind = STRIKE_REG;
        if (!fault_parse_numbers(&words[3], 3, values) || values[0] > 14) {
            return false;
        }
        strike->count_or_reg = values[0];
        strike->and_mask = values[1];
        strike->xor_mask = values[2];
        return true;
    }
    return false;
}

static bool fault_parse_strike(RssFaultState *s, char **words, unsigned count)
{
    FaultStrike strike = { 0 };
    uint64_t time_ns;

    if (!fault_number(words[1], &time_ns) || time_ns == 0 || time_ns > INT64_MAX / 2 ||
        !fault_parse_strike_kind(&strike, words, count)) {
        return false;
    }
    strike.time_ns = time_ns;
    if (s->strikes->len > 0 && strike.time_ns < g_array_index(s->strikes, FaultStrike, s->strikes->len - 1).time_ns) {
        return false;
    }
    g_array_append_val(s->strikes, strike);
    return true;
}

static bool fault_parse_line(RssFaultState *s, const char *line)
{
    static const struct {
        const char *name;
        bool (*parse)(RssFaultState *s, char **words, unsigned count);
    } directives[] = {
        { "out", fault_parse_out },   { "limit", fault_parse_limit }, { "forbid", fault_parse_forbid },
        { "scan", fault_parse_scan }, { "key", fault_parse_key },     { "strike", fault_parse_strike },
        { "step", fault_parse_step },
    };
    g_auto(GStrv) words = g_strsplit(line, " ", 8);
    unsigned count = g_strv_length(words);

    if (count == 0 || words[0][0] == '\0') {
        return true;
    }
    for (unsigned i = 0; i < ARRAY_SIZE(directives); i++) {
        if (strcmp(words[0], directives[i].name) == 0) {
            return directives[i].parse(s, words, count);
        }
    }
    return false;
}

static bool fault_read_plan(RssFaultState *s, Error **errp)
{
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) lines = NULL;

    if (!g_file_get_contents(s->plan_path, &text, NULL, &error)) {
        error_setg(errp, "rss-fault: plan: %s", error->message);
        return false;
    }
    lines = g_strsplit(text, "\n", -1);
    for (unsigned i = 0; lines[i]; i++) {
        if (!fault_parse_line(s, lines[i])) {
            error_setg(errp, "rss-fault: plan %s, line %u is not valid: %s", s->plan_path, i + 1, lines[i]);
            return false;
        }
    }
    if (!s->out || s->limit_ns == 0 || s->strikes->len == 0) {
        error_setg(errp, "rss-fault: plan %s lacks out, limit or a strike", s->plan_path);
        return false;
    }
    return true;
}

static void *fault_share(size_t size)
{
    return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
}

static void rss_fault_realize(DeviceState *dev, Error **errp)
{
    RssFaultState *s = RSS_FAULT(dev);

    if (!icount_enabled()) {
        error_setg(errp, "rss-fault: needs -icount shift=0,sleep=off");
        return;
    }
    s->strikes = g_array_new(false, false, sizeof(FaultStrike));
    if (!fault_read_plan(s, errp)) {
        return;
    }
    s->result = fault_share(sizeof(*s->result));
    s->blocks = fault_share(sizeof(*s->blocks));
    if (s->result == MAP_FAILED || s->blocks == MAP_FAILED) {
        error_setg_errno(errp, errno, "rss-fault: no shared memory");
        return;
    }
    rcu_disable_atfork();                   /* a child has one thread, and lives too briefly to give memory back */
    the_state = s;
    s->reset_requested.notify = fault_reset_requested;
    rss_sysctrl_add_reset_notifier(s->sysctrl, &s->reset_requested);
    s->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, fault_timer_expired, s);
    fault_arm(s, 0);
}

static const Property rss_fault_properties[] = {
    DEFINE_PROP_STRING("plan", RssFaultState, plan_path),
    DEFINE_PROP_LINK("lcm", RssFaultState, lcm, TYPE_RSS_LCM, RssLcmState *),
    DEFINE_PROP_LINK("sysctrl", RssFaultState, sysctrl, TYPE_RSS_SYSCTRL, RssSysctrlState *),
};

static void rss_fault_class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->realize = rss_fault_realize;
    dc->user_creatable = false;
    device_class_set_props(dc, rss_fault_properties);
}

static const TypeInfo rss_fault_info = {
    .name = TYPE_RSS_FAULT,
    .parent = TYPE_DEVICE,
    .instance_size = sizeof(RssFaultState),
    .class_init = rss_fault_class_init,
};

static void rss_fault_register_types(void)
{
    type_register_static(&rss_fault_info);
}
type_init(rss_fault_register_types)
