/* SPDX-License-Identifier: BSD-3-Clause */
/** Limits that Mbed TLS's headers ask for: the compiler's own header wants the C library's behind it. */
#ifndef HOST_AP_LIBC_LIMITS_H
#define HOST_AP_LIBC_LIMITS_H

#define CHAR_BIT  __CHAR_BIT__
#define INT_MAX   __INT_MAX__
#define UINT_MAX  (__INT_MAX__ * 2u + 1u)
#define SHRT_MAX  __SHRT_MAX__
#define LONG_MAX  __LONG_MAX__
#define ULONG_MAX (__LONG_MAX__ * 2ul + 1ul)

#endif /* HOST_AP_LIBC_LIMITS_H */
