/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fault injection into the RSS core, for campaigns. Not hardware: it has no registers, no interrupt and nothing that
 * a guest could reach; it is there only when the machine property fault-plan names a file.
 *
 * + property "plan": file to follow (below)
 * + links "lcm", "sysctrl"
 *
 * Needs -icount shift=0,sleep=off, where one instruction of any core takes one nanosecond of virtual time, and
 * first_cpu as the RSS core. Before the instruction that runs at time N the process forks: the child strikes and runs
 * on to its end, the parent waits for it and goes on to the next strike without a fault. What a child programs into the
 * OTP stays in its memory. The parent may go through resets. What a child without a fault translates, the parent translates
 * after it, so a plan starts with such a strike. The machine exits with 0 after the last strike.
 *
 * The plan is text, a directive a line, in this order, numbers as strtoull reads them:
 *   out FILE                     where results go
 *   limit NS                     time that a child has after its strike
 *   forbid CORE FIRST LAST       code that must not run: CORE is rss, scp or ap; on the RSS, FIRST and LAST are
 *                                secure addresses that stand for both aliases
 *   scan FIRST BYTES             RAM of the RSS that is searched for keys at the end of a child
 *   key HEX                      64 digits; either half of it counts as found
 *   step FIRST LAST              stop at each of these times, whether there is a strike or not: where other cores run too,
 *                                their instructions then come between those of the RSS in the same way for every plan
 *   strike N look                no child: the line of the result has the address only
 *   strike N none
 *   strike N skip COUNT          COUNT instructions are not executed
 *   strike N reg R AND XOR       R (0 to 14) := R & AND ^ XOR
 * strikes by rising N. A line that is not understood is an error, and nothing runs.
 *
 * A result is a line: number of the strike (from 0), outcome, failure record (GRETEXREG, hex; of a process that died its
 * signal), nanoseconds to the end, address of the instruction that the strike came before.
 * Outcomes: end (a reset was requested), forbidden, lifecycle (a word of the OTP's hardware area other than a key
 * changed), counter (a counter counts less than before), key, timeout, idle (all cores asleep with nobody to wake
 * them), look, killed (the process died, as QEMU does when a Cortex-M core locks up).
 */
#ifndef HW_ARM_RSS_RSS_FAULT_H
#define HW_ARM_RSS_RSS_FAULT_H

#include "qom/object.h"

#define TYPE_RSS_FAULT "rss-fault"
OBJECT_DECLARE_SIMPLE_TYPE(RssFaultState, RSS_FAULT)

#endif
