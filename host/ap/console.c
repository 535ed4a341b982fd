/* SPDX-License-Identifier: BSD-3-Clause */
#include "host/ap/console.h"

#include "lib/base/mmio.h"

/* PL011 UART0, 7.3728 MHz, 115200 baud (host-tc.md 5.1). */
#define UART_BASE            0x7ff80000u
#define UART_DR_OFFSET       0x000u
#define UART_FR_OFFSET       0x018u
#define UART_FR_RXFE         (1u << 4)
#define UART_FR_TXFF         (1u << 5)
#define UART_IBRD_OFFSET     0x024u
#define UART_FBRD_OFFSET     0x028u
#define UART_LCR_H_OFFSET    0x02cu
#define UART_LCR_H_8BIT_FIFO 0x70u
#define UART_CR_OFFSET       0x030u
#define UART_CR_ENABLE       0x301u /* RXE, TXE, UARTEN */
#define UART_POLLS           1000000u
#define UART_READ_POLLS      400000000u /* somebody has to answer */

void console_init(void)
{
    mmio_write32(UART_BASE + UART_CR_OFFSET, 0);
    mmio_write32(UART_BASE + UART_IBRD_OFFSET, 4);
    mmio_write32(UART_BASE + UART_FBRD_OFFSET, 0);
    mmio_write32(UART_BASE + UART_LCR_H_OFFSET, UART_LCR_H_8BIT_FIFO);
    mmio_write32(UART_BASE + UART_CR_OFFSET, UART_CR_ENABLE);
}

static void put(char c)
{
    for (uint32_t poll = 0; poll < UART_POLLS; poll++) {
        if ((mmio_read32(UART_BASE + UART_FR_OFFSET) & UART_FR_TXFF) == 0u) {
            mmio_write32(UART_BASE + UART_DR_OFFSET, (uint8_t)c);
            return;
        }
    }
}

void console_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\n') {
            put('\r');
        }
        put(*text);
    }
}

void console_number(int32_t number)
{
    char digits[12];
    size_t at = sizeof(digits) - 1u;
    uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;

    digits[at] = '\0';
    do {
        digits[--at] = (char)('0' + rest % 10u);
        rest /= 10u;
    } while (rest != 0u);
    if (number < 0) {
        digits[--at] = '-';
    }
    console_text(&digits[at]);
}

static void put_hex(uint64_t value, uint32_t digits)
{
    while (digits-- > 0u) {
        put("0123456789abcdef"[(value >> (4u * digits)) & 0xfu]);
    }
}

void console_hex32(uint32_t word)
{
    console_text("0x");
    put_hex(word, 8);
}

void console_hex64(uint64_t word)
{
    console_text("0x");
    put_hex(word, 16);
}

void console_bytes(const uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        put_hex(bytes[i], 2);
    }
}

static bool get(char *c)
{
    for (uint32_t poll = 0; poll < UART_READ_POLLS; poll++) {
        if ((mmio_read32(UART_BASE + UART_FR_OFFSET) & UART_FR_RXFE) == 0u) {
            *c = (char)mmio_read32(UART_BASE + UART_DR_OFFSET);
            return true;
        }
    }
    return false;
}

static bool get_digit(uint8_t *digit)
{
    char c;

    if (!get(&c)) {
        return false;
    }
    if (c >= '0' && c <= '9') {
        *digit = (uint8_t)(c - '0');
    } else if (c >= 'a' && c <= 'f') {
        *digit = (uint8_t)(c - 'a' + 10);
    } else {
        return false;
    }
    return true;
}

bool console_read_bytes(uint8_t *bytes, size_t size_bytes)
{
    for (size_t i = 0; i < size_bytes; i++) {
        uint8_t high, low;

        if (!get_digit(&high) || !get_digit(&low)) {
            return false;
        }
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}
