/* SPDX-License-Identifier: BSD-3-Clause */
#include "lib/base/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define NUMBER_CHARACTERS 10u /* 2^32 - 1 in decimal */

static void write_text(const char *text)
{
    log_write(text, strlen(text));
}

/* Digits come up last first. */
static void write_number(uint32_t number, bool hexadecimal, uint32_t least_digits)
{
    char text[NUMBER_CHARACTERS];
    uint32_t start = NUMBER_CHARACTERS;

    while (start > 0 && (number != 0 || NUMBER_CHARACTERS - start < least_digits)) {
        text[--start] = "0123456789abcdef"[hexadecimal ? number & 0xfu : number % 10u];
        number = hexadecimal ? number >> 4 : number / 10u;
    }
    log_write(&text[start], NUMBER_CHARACTERS - start);
}

static void write_signed(int number)
{
    if (number < 0) {
        write_text("-");
    }
    write_number(number < 0 ? 0u - (uint32_t)number : (uint32_t)number, false, 1);
}

static void write_argument(char conversion, uint32_t least_digits, va_list *arguments)
{
    char c;

    switch (conversion) {
    case 's':
        write_text(va_arg(*arguments, const char *));
        break;
    case 'c':
        c = (char)va_arg(*arguments, int);
        log_write(&c, 1);
        break;
    case 'd':
        write_signed(va_arg(*arguments, int));
        break;
    case 'u':
        write_number(va_arg(*arguments, unsigned int), false, least_digits);
        break;
    case 'x':
        write_number(va_arg(*arguments, unsigned int), true, least_digits);
        break;
    default: /* "%%" */
        write_text("%");
        break;
    }
}

void log_print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    while (*format != '\0') {
        const size_t plain = strcspn(format, "%");
        uint32_t least_digits = 1;

        log_write(format, plain);
        format += plain;
        if (*format == '\0') {
            break;
        }
        format++;
        if (format[0] == '0' && format[1] == '8') {
            least_digits = 8;
            format += 2;
        }
        write_argument(*format++, least_digits, &arguments);
    }
    va_end(arguments);
}
