/* SPDX-License-Identifier: BSD-3-Clause */
#include "ns_app/walls.h"

#include "interface/psa/spm_tests.h"
#include "interface/psa/veneers.h"
#include "lib/base/mmio.h"
#include "ns_app/ns_app.h"
#include "psa_manifest/sid.h"

#define ALIAS_BIT       0x10000000u /* set: secure */
#define APP_TIMER       0x58000000u /* of an Application RoT partition */
#define MAILBOX         0x50160f88u
#define LCM             0x500a0000u
#define KMU             0x5009e000u
#define ATU             0x50150000u
#define SACFG           0x50080000u
#define VENEERS_END     (RSS_VENEER_BASE + RSS_VENEER_BYTES * (RSS_VENEER_COUNT + 1u))
#define SECURE_CODE     0x31802001u
#define SECURE_DATA     0x31500400u
#define FUNCTION_RETURN 0xfeffffffu
#define SCB_VTOR        0xe000ed08u
#define SCB_SCR         0xe000ed10u
#define SCB_CPACR       0xe000ed88u
#define SCR_SLEEPDEEP   0x4u
#define CPACR_FPU       0x00f00000u

static uintptr_t address_of(enum test_place place)
{
    return (uintptr_t)test_call_with_word(TEST_ROT_HANDLE, TEST_ROT_ADDRESS, place);
}

static void jump(uintptr_t address)
{
    __asm__ volatile("bx %0" ::"r"(address) : "memory");
}

/* ---- in handler mode ---- */

static void call_veneer_returning_to(uint32_t lr)
{
    __asm__ volatile("mov r4, lr\n\t"
                     "mov r5, %[veneer]\n\t"
                     "mov r0, %[sid]\n\t"
                     "mov lr, %[lr]\n\t"
                     "bx r5\n\t"
                     "mov lr, r4\n\t"
                     :
                     : [lr] "r"(lr), [veneer] "r"(RSS_VENEER(RSS_VENEER_VERSION)), [sid] "r"(TEST_STRICT_SID)
                     : "r0", "r1", "r2", "r3", "r4", "r5", "r12", "cc", "memory");
}

/* frame[0] and frame[1]: r0 and r1 of the thread. */
static void __attribute__((used)) handle_svc(uint32_t *frame)
{
    switch ((enum ns_handler)frame[0]) {
    case NS_HANDLER_CALLS:
        frame[0] = (uint32_t)test_call(TEST_STATELESS_HANDLE, TEST_EMPTY);
        break;
    case NS_HANDLER_JUMPS:
        jump(frame[1]);
        break;
    case NS_HANDLER_LOADS:
        frame[0] = mmio_read32(frame[1]);
        break;
    case NS_HANDLER_STAYS:
        for (;;) {
        }
    case NS_HANDLER_VENEER:
        call_veneer_returning_to(frame[1]);
        break;
    }
}

__attribute__((naked)) void ns_svc(void)
{
    __asm__ volatile("mrs r0, msp\n\t"
                     "push {r4, lr}\n\t"
                     "bl handle_svc\n\t"
                     "pop {r4, pc}\n\t");
}

uint32_t ns_in_handler(enum ns_handler does, uint32_t value)
{
    register uint32_t r0 __asm__("r0") = does;
    register uint32_t r1 __asm__("r1") = value;

    __asm__ volatile("svc #0" : "+r"(r0), "+r"(r1) : : "r2", "r3", "ip", "lr", "memory");
    return r0;
}

/* ---- walls ---- */

/* The same value: where it is allowed, nothing changes. */
static void write_same(uintptr_t address)
{
    mmio_write32(address, mmio_read32(address));
}

/* A write alone, since the read of write_same is a wall of its own. */
static void write_only(uintptr_t address)
{
    mmio_write32(address, 0);
}

/* With the stack there, an interrupt's frame goes there too. */
static void wait_with_stack_at(uintptr_t address)
{
    __asm__ volatile("msr msp, %0\n"
                     "1: b 1b\n\t" ::"r"(address));
}

static void push_with_stack_at(uintptr_t address)
{
    __asm__ volatile("msr msp, %0\n\t"
                     "push {r0, r1}\n\t" ::"r"(address));
}

static void use_floating_point(void)
{
    mmio_write32(SCB_CPACR, CPACR_FPU);
    __asm__ volatile("dsb\n\tisb\n\t.inst.w 0xee000a10" ::: "memory"); /* vmov s0, r0 */
}

static void take_vectors_from(uintptr_t address)
{
    mmio_write32(SCB_VTOR, address);
    __asm__ volatile("dsb\n\tisb" ::: "memory");
    (void)ns_in_handler(NS_HANDLER_CALLS, 0);
}

/* Not a step further, and nobody is to notice. */
static void mask_all(void)
{
    __asm__ volatile("cpsid if\n"
                     "1: b 1b\n\t");
}

static void sleep_deeply(void)
{
    mmio_write32(SCB_SCR, SCR_SLEEPDEEP);
    __asm__ volatile("dsb\n"
                     "1: wfi\n\t"
                     "b 1b\n\t");
}

/* All that may be open: they end with the image, or nobody could ever connect again. */
static void leave_connections(void)
{
    for (uint32_t i = 0; i < TEST_CONNECTIONS; i++) {
        (void)psa_connect(TEST_STRICT_SID, 2);
    }
    __asm__ volatile("udf #0");
}

#define WALLS(X)                                                                                             \
    X(spm_data_read, (void)mmio_read32(address_of(TEST_AT_SPM_DATA)))                                        \
    X(spm_data_write, write_only(address_of(TEST_AT_SPM_DATA)))                                              \
    X(spm_data_by_the_other_alias, (void)mmio_read32(address_of(TEST_AT_SPM_DATA) & ~ALIAS_BIT))             \
    X(spm_code_read, (void)mmio_read32(address_of(TEST_AT_SPM_CODE)))                                        \
    X(spm_code_execute, jump(SECURE_CODE))                                                                   \
    X(rot_data_read, (void)mmio_read32(address_of(TEST_AT_ROT_DATA)))                                        \
    X(rot_data_write, write_only(address_of(TEST_AT_ROT_DATA)))                                              \
    X(rot_stack_read, (void)mmio_read32(address_of(TEST_AT_ROT_STACK)))                                      \
    X(rot_stack_write, write_only(address_of(TEST_AT_ROT_STACK)))                                            \
    X(rot_device_read, (void)mmio_read32(MAILBOX))                                                           \
    X(rot_device_write, write_only(MAILBOX))                                                                 \
    X(app_data_read, (void)mmio_read32(address_of(TEST_AT_APP_DATA)))                                        \
    X(app_data_write, write_only(address_of(TEST_AT_APP_DATA)))                                              \
    X(app_stack_read, (void)mmio_read32(address_of(TEST_AT_APP_STACK)))                                      \
    X(app_stack_write, write_only(address_of(TEST_AT_APP_STACK)))                                            \
    X(app_code_read, (void)mmio_read32(address_of(TEST_AT_APP_CODE)))                                        \
    X(app_device_read, (void)mmio_read32(APP_TIMER))                                                         \
    X(app_device_write, write_only(APP_TIMER))                                                               \
    X(lcm, (void)mmio_read32(LCM))                                                                           \
    X(kmu, (void)mmio_read32(KMU))                                                                           \
    X(atu, (void)mmio_read32(ATU))                                                                           \
    X(sacfg, (void)mmio_read32(SACFG))                                                                       \
    X(own_image_by_the_secure_alias, write_same((uintptr_t)ns_walls | ALIAS_BIT))                            \
    X(veneer_middle, jump(RSS_VENEER_BASE + 4u + 1u))                                                        \
    X(veneer_supervisor_call, jump(RSS_VENEER_BASE + 24u + 1u))                                              \
    X(veneer_behind_the_last, jump(VENEERS_END + 1u))                                                        \
    X(veneer_returns_to_secure_code, call_veneer_returning_to(SECURE_CODE))                                  \
    X(veneer_returns_as_function, call_veneer_returning_to(FUNCTION_RETURN))                                 \
    X(veneer_returns_as_exception, call_veneer_returning_to(0xfffffffdu))                                    \
    X(forged_return_function, jump(FUNCTION_RETURN))                                                         \
    X(forged_return_thread, jump(0xfffffffdu))                                                               \
    X(handler_loads, (void)ns_in_handler(NS_HANDLER_LOADS, SECURE_DATA))                                     \
    X(handler_returns_function, (void)ns_in_handler(NS_HANDLER_JUMPS, FUNCTION_RETURN))                      \
    X(handler_returns_secure, (void)ns_in_handler(NS_HANDLER_JUMPS, 0xfffffffdu))                            \
    X(handler_returns_secure_stack, (void)ns_in_handler(NS_HANDLER_JUMPS, 0xfffffffcu))                      \
    X(handler_returns_secure_main, (void)ns_in_handler(NS_HANDLER_JUMPS, 0xfffffff8u))                       \
    X(handler_returns_secure_handler, (void)ns_in_handler(NS_HANDLER_JUMPS, 0xfffffff0u))                    \
    X(handler_veneer_function, (void)ns_in_handler(NS_HANDLER_VENEER, FUNCTION_RETURN))                      \
    X(handler_veneer_exception, (void)ns_in_handler(NS_HANDLER_VENEER, 0xfffffff0u))                         \
    X(handler_stays, (void)ns_in_handler(NS_HANDLER_STAYS, 0))                                               \
    X(vectors_in_secure_memory, take_vectors_from(SECURE_DATA & ~0x3ffu))                                    \
    X(stack_in_secure_memory, push_with_stack_at(SECURE_DATA))                                               \
    X(frame_in_secure_memory, wait_with_stack_at(SECURE_DATA))                                               \
    X(floating_point, use_floating_point())                                                                  \
    X(undefined_instruction, __asm__ volatile("udf #0"))                                                     \
    X(connections_left, leave_connections())                                                                 \
    X(masks_all, mask_all())                                                                                 \
    X(sleeps_deeply, sleep_deeply())

#define WALL_FUNCTION(name, statement)                                                                       \
    static void name(void)                                                                                   \
    {                                                                                                        \
        statement;                                                                                           \
    }
WALLS(WALL_FUNCTION)

#define WALL_ROW(name, statement) { "ns_wall_" #name, name },
const struct ns_wall ns_walls[] = { WALLS(WALL_ROW) };
const uint32_t ns_wall_count = sizeof(ns_walls) / sizeof(ns_walls[0]);
