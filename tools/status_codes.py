#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""The firmware's status codes with their reasons, read from their one list, lib/base/status.h.

    tools/status_codes.py IM04 BB03         prints "IM04  load address is not the image's window" and so on
    tools/status_codes.py                   prints all of them
"""
import argparse
import re
import sys
from collections import namedtuple
from pathlib import Path

STATUS_H = Path(__file__).resolve().parent.parent / "lib/base/status.h"
ENTRY = re.compile(r"X\((RSS_ERR_\w+),\s*RSS_ERR\('(\w)', '(\w)', (\d+)\)\)\s*/\*\s*(.*?)\s*\*/", re.S)

Status = namedtuple("Status", "name reason")


class StatusError(Exception):
    """One line for the user."""


def load(path=STATUS_H):
    """Code as it is printed ("IM04") -> Status."""
    codes = {}
    for name, first, second, number, reason in ENTRY.findall(path.read_text(encoding="ascii")):
        codes[f"{first}{second}{int(number):02}"] = Status(name, " ".join(reason.split()))
    if not codes:
        raise StatusError(f"{path}: no status codes in it")
    return codes


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("code", nargs="*", help="as a boot stage prints it")
    options = parser.parse_args(argv)
    try:
        codes = load()
        for code in options.code or codes:
            if code not in codes:
                raise StatusError(f"{code}: no such status code")
            print(f"{code}  {codes[code].reason}")
    except (StatusError, OSError) as error:
        print(f"status_codes: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
