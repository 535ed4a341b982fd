#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Partition manifests to C tables and headers.

    tools/manifest.py --list partitions/manifest_list.yaml --devices platforms/rss/devices.yaml --level 2 --out build/generated

Reads the manifests that the list names (keys of FF-M 1.0 and 1.1, docs/design/spm.md), and writes to the output folder:
spm_config.h and spm_tables.c (for the SPM), partitions.ld (memory of Application RoT partitions, for the linker script),
psa_manifest/sid.h, pid.h and <manifest>.h (for partitions). A wrong manifest is refused with "file:line: key: reason", and
nothing is written.
"""
import argparse
import re
import sys
from pathlib import Path

import yaml

PRIORITIES = {"HIGH": 0x0F, "NORMAL": 0x1F, "LOW": 0x7F}
TYPES = ("PSA-ROT", "APPLICATION-ROT")
ACCESS = {"READ-ONLY": "SPM_READ", "READ-WRITE": "SPM_READ_WRITE"}
BOOT_DATA = {"IAS": 1, "FWU": 2, "MBS": 3}     # major types that the boot stages leave for partitions (interface/psa/boot_data.h)
HANDLES = 32
SERVICES_LIMIT = 32                 # bits of a partition's dependencies; not more than handles
PARTITIONS_LIMIT = 31               # bits of the scheduler's word, less the idle thread's
SIGNALS_LIMIT = 28
IRQ_LINES = 96
CONNECTIONS_LIMIT = 254             # a byte of a handle
STACK_LEAST = 0x100
GRANULE = 32                        # of the MPU
APP_REGIONS = 2                     # of each Application RoT partition besides its devices: stack and .bss, .data
REGION_LIMIT = 4                    # in the MPU, of a partition
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
KEYWORDS = frozenset("auto break case char const continue default do double else enum extern float for goto if inline int long register "
                     "restrict return short signed sizeof static struct switch typedef union unsigned void volatile while".split())


class ManifestError(Exception):
    pass


class Table(dict):
    """A mapping that knows where it and its keys stand."""

    def __init__(self, file, line):
        super().__init__()
        self.file, self.line, self.lines = file, line, {}

    def error(self, key, reason):
        return ManifestError(f"{self.file}:{self.lines.get(key, self.line)}: {key}: {reason}")


def compose(path):
    """The nodes of a file. OSError, yaml.YAMLError; ValueError: no text, no mapping, no such name of a file."""
    root = yaml.compose(Path(path).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        raise ValueError("not a mapping")
    return root


def load(path, shown):
    """The file's top-level mapping as Tables, lists and scalars."""
    loader = yaml.SafeLoader("")

    def convert(node, key):
        if isinstance(node, yaml.MappingNode):
            table = Table(shown, node.start_mark.line + 1)
            for key_node, value_node in node.value:
                key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
                if key in table:
                    table.lines[key] = key_node.start_mark.line + 1
                    raise table.error(key, "stands twice")
                table.lines[key] = key_node.start_mark.line + 1
                table[key] = convert(value_node, key)
            return table
        if isinstance(node, yaml.SequenceNode):
            return [convert(item, key) for item in node.value]
        try:
            return loader.construct_object(node)
        except (yaml.YAMLError, ValueError):
            raise ManifestError(f"{shown}:{node.start_mark.line + 1}: {key}: {node.value} is not what its tag says") from None

    try:
        return convert(compose(path), "file")
    except OSError as error:
        raise ManifestError(f"{shown}:1: file: {error.strerror}") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ManifestError(f"{shown}:{mark.line + 1 if mark else 1}: file: {getattr(error, 'problem', 'not YAML')}") from None
    except ValueError as error:
        raise ManifestError(f"{shown}:1: file: {error}") from None
    except RecursionError:
        raise ManifestError(f"{shown}:1: file: goes too deep, or in a circle") from None


# ---- values: each returns what it accepts, or raises ValueError with the reason ----

def one_of(*choices):
    def check(value):
        if value not in choices or isinstance(value, bool) != isinstance(choices[0], bool):
            raise ValueError(f"{value} is not {' or '.join(map(str, choices))}")
        return value
    return check


def boolean(value):
    if not isinstance(value, bool):
        raise ValueError(f"{value} is not true or false")
    return value


def identifier(value):
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value) or value in KEYWORDS:
        raise ValueError(f"{value} is not a C identifier")
    return value


def text(value):
    if not isinstance(value, str):
        raise ValueError(f"{value} is not text")
    return value


def number(least, limit):
    def check(value):
        try:
            result = int(value, 0) if isinstance(value, str) else value
        except ValueError:
            result = None
        if not isinstance(result, int) or isinstance(result, bool):
            raise ValueError(f"{value} is not a whole number")
        if not least <= result <= limit:
            raise ValueError(f"{result:#x} is not between {least:#x} and {limit:#x}")
        return result
    return check


def framework(value):
    if value not in (1.0, 1.1) or isinstance(value, bool):
        raise ValueError(f"{value} is not 1.0 or 1.1")
    return value


def handle(value):
    return value if value == "auto" else number(1, HANDLES)(value)


def tables(value):
    if not isinstance(value, list) or not all(isinstance(item, Table) for item in value):
        raise ValueError("is not a list of mappings")
    return value


def table(value):
    if not isinstance(value, Table):
        raise ValueError("is not a mapping")
    return value


def names(value):
    if not isinstance(value, list):
        raise ValueError("is not a list of service names")
    return [identifier(item) for item in value]


def boot_data(value):
    if not isinstance(value, list) or not all(isinstance(item, str) and item in BOOT_DATA for item in value):
        raise ValueError(f"is not a list of {', '.join(BOOT_DATA)}")
    return value


REQUIRED = object()
PARTITION = {
    "psa_framework_version": (framework, REQUIRED), "name": (identifier, REQUIRED), "type": (one_of(*TYPES), REQUIRED),
    "priority": (one_of(*PRIORITIES), REQUIRED), "model": (one_of("IPC", "SFN"), None), "entry_point": (identifier, None),
    "entry_init": (identifier, None), "stack_size": (number(STACK_LEAST, 0x10000), REQUIRED),
    "heap_size": (number(1, 0x10000), 0), "description": (text, ""), "mmio_regions": (tables, []), "irqs": (tables, []),
    "services": (tables, []), "dependencies": (names, []), "weak_dependencies": (names, []), "ns_agent": (boolean, False),
    "client_id_base": (number(-0x80000000, -1), None), "client_id_limit": (number(-0x80000000, -1), None),
    "agent_calls": (number(1, 64), None), "trustzone": (boolean, False), "boot_data": (boot_data, []),
}
SERVICE = {
    "name": (identifier, REQUIRED), "description": (text, ""), "sid": (number(0, 0xFFFFFFFF), REQUIRED),
    "non_secure_clients": (boolean, REQUIRED), "connection_based": (boolean, None), "stateless_handle": (handle, None),
    "version": (number(1, 255), 1), "version_policy": (one_of("STRICT", "RELAXED"), "STRICT"),
    "minor_version": (number(0, 0xFFFFFFFF), None), "minor_policy": (text, None),
    "mm_iovec": (one_of("enable", "disable"), "disable"),
}
IRQ = {
    "source": (lambda v: v, REQUIRED), "name": (identifier, None), "signal": (identifier, None),
    "handling": (one_of("FLIH", "SLIH"), None),
}
MMIO = {
    "name": (identifier, None), "base": (number(0, 0xFFFFFFFF), None), "size": (number(1, 0xFFFFFFFF), None),
    "permission": (one_of(*ACCESS), REQUIRED),
}
LIST = {"connections": (number(1, 200), REQUIRED), "manifest_list": (tables, REQUIRED)}
ENTRY = {"manifest": (text, REQUIRED), "pid": (number(1, 0x7FFFFFFF), REQUIRED), "conditional": (identifier, None)}
DEVICES = {"mmio_regions": (table, REQUIRED), "irqs": (table, REQUIRED)}
DEVICE = {"base": (number(0, 0xFFFFFFFF), REQUIRED), "size": (number(1, 0xFFFFFFFF), REQUIRED)}


def check_values(table, check):
    """Every value right, whatever its key."""
    for key, value in table.items():
        try:
            table[key] = check(value)
        except ValueError as error:
            raise table.error(key, str(error)) from None


def check_keys(table, schema):
    """Every key known and its value right; what is missing gets its default."""
    for key, value in list(table.items()):
        if key not in schema:
            raise table.error(key, "is not a key here")
        try:
            table[key] = schema[key][0](value)
        except ValueError as error:
            raise table.error(key, str(error)) from None
    for key, (_, default) in schema.items():
        if default is REQUIRED and key not in table:
            raise table.error(key, "is missing")
        table.setdefault(key, default)


# ---- rules over more than one key ----

def only_with(table, key, allowed, reason):
    if not allowed and key in table.lines:
        raise table.error(key, reason)


def check_service(service, version_1_0, level):
    check_keys(service, SERVICE)
    if version_1_0:
        only_with(service, "connection_based", False, "is a key of framework version 1.1")
        only_with(service, "stateless_handle", False, "is a key of framework version 1.1")
        service["connection_based"] = True
    elif service["connection_based"] is None:
        raise service.error("connection_based", "is missing")
    if service["connection_based"]:
        only_with(service, "stateless_handle", False, "the service is connection based")
    else:
        service["stateless_handle"] = service["stateless_handle"] or "auto"
    service["mm_iovec"] = service["mm_iovec"] == "enable" and level == 1


def check_irq(irq, version_1_0, devices):
    check_keys(irq, IRQ)
    if isinstance(irq["source"], str) and not irq["source"].isdigit():
        if irq["source"] not in devices["irqs"]:
            raise irq.error("source", f"{irq['source']} is no interrupt of the platform")
        irq["source"] = devices["irqs"][irq["source"]]
    try:
        irq["source"] = number(0, IRQ_LINES - 1)(irq["source"])
    except ValueError as error:
        raise irq.error("source", str(error)) from None
    for key in ("name", "handling"):
        only_with(irq, key, not version_1_0, "is a key of framework version 1.1")
    only_with(irq, "signal", version_1_0, "is a key of framework version 1.0")
    for key in ("signal",) if version_1_0 else ("name", "handling"):
        if irq[key] is None:
            raise irq.error(key, "is missing")
    irq["signal"] = irq["signal"] or f"{irq['name']}_SIGNAL"
    irq["enabled"] = version_1_0
    irq["handling"] = irq["handling"] or "SLIH"


def check_mmio(region, devices):
    check_keys(region, MMIO)
    if region["name"] is not None:
        only_with(region, "base", False, "the region has a name")
        only_with(region, "size", False, "the region has a name")
        if region["name"] not in devices["mmio_regions"]:
            raise region.error("name", f"{region['name']} is no region of the platform that a partition may have")
        region.update(devices["mmio_regions"][region["name"]])
        return
    for key in ("base", "size"):
        if region[key] is None:
            raise region.error(key, "is missing")
        if region[key] % GRANULE:
            raise region.error(key, f"{region[key]:#x} is not a multiple of {GRANULE}")
    if not any(r["base"] <= region["base"] and region["base"] + region["size"] <= r["base"] + r["size"]
               for r in devices["mmio_regions"].values()):
        raise region.error("base", "is in no region of the platform that a partition may have")


def check_agent(partition):
    if not partition["ns_agent"]:
        for key in ("client_id_base", "client_id_limit", "agent_calls", "trustzone"):
            only_with(partition, key, False, "the partition is no ns_agent")
        return
    if partition["type"] != "PSA-ROT":
        raise partition.error("ns_agent", "an agent is PSA-ROT")
    only_with(partition, "agent_calls", not partition["trustzone"], "the core makes one call at a time")
    for key in ("client_id_base", "client_id_limit") if partition["trustzone"] else ("client_id_base", "client_id_limit", "agent_calls"):
        if partition[key] is None:
            raise partition.error(key, "is missing")
    if partition["client_id_base"] > partition["client_id_limit"]:
        raise partition.error("client_id_base", "is above client_id_limit")


def check_model(partition, version_1_0):
    if version_1_0:
        only_with(partition, "model", False, "is a key of framework version 1.1")
        partition["model"] = "IPC"
    elif partition["model"] is None:
        raise partition.error("model", "is missing")
    if partition["model"] == "IPC":
        only_with(partition, "entry_init", False, "is for model SFN")
        if partition["entry_point"] is None:
            raise partition.error("entry_point", "is missing")
    else:
        only_with(partition, "entry_point", False, "is for model IPC")


def check_partition(partition, devices, level):
    check_keys(partition, PARTITION)
    version_1_0 = partition["psa_framework_version"] == 1.0
    check_model(partition, version_1_0)
    check_agent(partition)
    if partition["stack_size"] % GRANULE:
        raise partition.error("stack_size", f"is not a multiple of {GRANULE}")
    only_with(partition, "heap_size", False, "partitions have no heap here")
    for service in partition["services"]:
        check_service(service, version_1_0, level)
    for irq in partition["irqs"]:
        check_irq(irq, version_1_0, devices)
    for region in partition["mmio_regions"]:
        check_mmio(region, devices)
    signals = len(partition["services"]) + len(partition["irqs"])
    if signals > SIGNALS_LIMIT:
        raise partition.error("services", f"{signals} services and interrupts are more than {SIGNALS_LIMIT} signals")
    if signals == 0 and not partition["ns_agent"]:
        raise partition.error("services", "neither a service nor an interrupt")
    if partition["model"] == "SFN" and not partition["services"]:
        raise partition.error("model", "SFN is for services")
    if partition["type"] != "PSA-ROT" and APP_REGIONS + len(partition["mmio_regions"]) > REGION_LIMIT:
        raise partition.error("mmio_regions", f"more than {REGION_LIMIT - APP_REGIONS} regions")


def unique(items, key, what):
    """items: (table, value)"""
    seen = {}
    for table, value in items:
        if value in seen:
            shown = hex(value) if isinstance(value, int) else value
            raise table.error(key, f"{shown} is {what} of {seen[value]} too")
        seen[value] = table.get("name") or table.get("manifest") or "another"


def assign_handles(services):
    stateless = [s for s in services if not s["connection_based"]]
    unique([(s, s["stateless_handle"]) for s in stateless if s["stateless_handle"] != "auto"], "stateless_handle", "the handle")
    free = [n for n in range(1, HANDLES + 1) if n not in {s["stateless_handle"] for s in stateless}]
    for service in stateless:
        if service["stateless_handle"] == "auto":
            service["stateless_handle"] = free.pop(0)


def resolve_dependencies(partitions, services):
    by_name = {s["name"]: s for s in services}
    for p in partitions:
        p["calls"] = []
        for key in ("dependencies", "weak_dependencies"):
            for name in p[key]:
                if name in by_name:
                    if by_name[name]["partition"] is p:
                        raise p.error(key, f"{name} is the partition's own service")
                    p["calls"].append(by_name[name])
                elif key == "dependencies":
                    raise p.error(key, f"there is no service {name}")

    def visit(p, path):
        if p["name"] in path:
            raise p.error("dependencies", "go in a circle: " + " -> ".join(path[path.index(p["name"]):] + [p["name"]]))
        for service in p["calls"]:
            visit(service["partition"], path + [p["name"]])
    for p in partitions:
        visit(p, [])


def check_overlaps(partitions):
    regions = sorted(((r["base"], r["base"] + r["size"], r, p) for p in partitions for r in p["mmio_regions"]), key=lambda r: r[:2])
    for (_, end, _, owner), (base, _, region, _) in zip(regions, regions[1:]):
        if base < end:
            raise region.error("name" if region["name"] else "base", f"overlaps a region of {owner['name']}")


def check_all(partitions):
    services = [s for p in partitions for s in p["services"]]
    unique([(p, p["name"]) for p in partitions], "name", "the name")
    unique([(s, s["name"]) for s in services], "name", "the name")
    unique([(s, s["sid"]) for s in services], "sid", "the SID")
    unique([(s, s["name"].lower()) for s in services], "name", "the function")
    unique([(i, i["source"]) for p in partitions for i in p["irqs"]], "source", "the interrupt")
    for p in partitions:
        unique([(i, i["signal"]) for i in p["irqs"]], "signal" if p["psa_framework_version"] == 1.0 else "name", "the signal")
    if len(services) > SERVICES_LIMIT:
        raise services[-1].error("name", f"more than {SERVICES_LIMIT} services")
    if len(partitions) > PARTITIONS_LIMIT:
        raise partitions[-1].error("name", f"more than {PARTITIONS_LIMIT} partitions")
    agents = sorted((p for p in partitions if p["ns_agent"]), key=lambda p: p["client_id_base"])
    for before, after in zip(agents, agents[1:]):
        if after["client_id_base"] <= before["client_id_limit"]:
            raise after.error("client_id_base", f"overlaps the client IDs of {before['name']}")
    states = [p for p in partitions if p["trustzone"]]
    if len(states) > 1:
        raise states[1].error("trustzone", f"{states[0]['name']} is the non-secure state")
    assign_handles(services)
    resolve_dependencies(partitions, services)
    check_overlaps(partitions)


def check_files(entries):
    """Symbols, headers and objects are named after the manifest; entries: (entry of the list, partition)"""
    for entry, p in entries:
        if not IDENTIFIER.fullmatch(p["stem"]):
            raise entry.error("manifest", f"{p['stem']} is not a C identifier")
    unique([(entry, p["stem"]) for entry, p in entries], "manifest", "the name of the manifest")
    for _, app in entries:
        for entry, p in entries:
            if app["type"] != "PSA-ROT" and p is not app and re.match(objects_of(app), f"{p['folder']}/{p['stem']}"):
                raise entry.error("manifest", f"objects of this name are {app['name']}'s")


def thread_priority(p):
    """The non-secure state never waits, so it comes after everybody."""
    return 0xFF if p["trustzone"] else PRIORITIES[p["priority"]]


def read_devices(path):
    devices = load(path, str(path))
    check_keys(devices, DEVICES)
    check_values(devices["mmio_regions"], table)
    for region in devices["mmio_regions"].values():
        check_keys(region, DEVICE)
    check_values(devices["irqs"], number(0, IRQ_LINES - 1))
    return devices


def read_all(list_path, devices, level, conditions):
    """(list, partitions): partitions by priority, then as listed."""
    listing = load(list_path, str(list_path))
    check_keys(listing, LIST)
    partitions, entries = [], []
    for entry in listing["manifest_list"]:
        check_keys(entry, ENTRY)
    unique([(e, e["pid"]) for e in listing["manifest_list"]], "pid", "the ID")
    for entry in listing["manifest_list"]:
        if entry["conditional"] is None or entry["conditional"] in conditions:
            path = Path(list_path).parent / entry["manifest"]
            partition = load(path, str(path))
            check_partition(partition, devices, level)
            partition["pid"], partition["stem"], partition["folder"] = entry["pid"], path.stem, path.parent.name
            for service in partition["services"]:
                service["partition"] = partition
            partitions.append(partition)
            entries.append((entry, partition))
    check_files(entries)
    check_all(partitions)
    if connection_count(listing, partitions) > CONNECTIONS_LIMIT:
        raise listing.error("connections", f"with the calls of agents and partitions they are more than {CONNECTIONS_LIMIT}")
    partitions.sort(key=thread_priority)
    return listing, partitions


# ---- output ----

BANNER = "/* SPDX-License-Identifier: BSD-3-Clause */\n/* Made by tools/manifest.py from the partitions' manifests. Do not edit. */\n"


def guard(name, body):
    macro = re.sub(r"[^A-Z0-9]", "_", name.upper())
    return f"{BANNER}#ifndef {macro}\n#define {macro}\n\n{body}\n#endif /* {macro} */\n"


def service_signal(index):
    return 1 << (4 + index)


def irq_signal(index):
    return 1 << (31 - index)


def sid_header(partitions):
    lines = []
    for s in (s for p in partitions for s in p["services"]):
        lines.append(f"#define {s['name']}_SID     0x{s['sid']:08X}u")
        lines.append(f"#define {s['name']}_VERSION {s['version']}u")
        if not s["connection_based"]:
            lines.append(f"#define {s['name']}_HANDLE  ((psa_handle_t)0x{static_handle(s):08X})")
        lines.append("")
    return guard("psa_manifest/sid.h", "\n".join(lines))


def static_handle(service):
    return 0x40000000 | service["version"] << 8 | (service["stateless_handle"] - 1)


def pid_header(partitions):
    return guard("psa_manifest/pid.h", "".join(f"#define {p['name']} ({p['pid']})\n" for p in partitions))


def partition_header(p):
    lines = [f"#define {s['name']}_SIGNAL 0x{service_signal(i):08X}u" for i, s in enumerate(p["services"])]
    lines += [f"#define {q['signal']} 0x{irq_signal(i):08X}u" for i, q in enumerate(p["irqs"])]
    if p["ns_agent"]:
        prefix = p["stem"].upper()
        lines += [f"#define {prefix}_CLIENT_ID_BASE  ({p['client_id_base']})",
                  f"#define {prefix}_CLIENT_ID_LIMIT ({p['client_id_limit']})"]
    lines += ["", *prototypes(p), ""]
    body = "\n".join(lines)
    return guard(f"psa_manifest/{p['stem']}.h", f'#include "interface/psa/service.h"\n\n{body}')


def prototypes(p):
    if p["model"] == "IPC":
        yield f"void {p['entry_point']}(void) __attribute__((noreturn));"
    else:
        if p["entry_init"]:
            yield f"psa_status_t {p['entry_init']}(void);"
        for s in p["services"]:
            yield f"psa_status_t {s['name'].lower()}_sfn(const psa_msg_t *msg);"
    for q in p["irqs"]:
        if q["handling"] == "FLIH":
            yield f"psa_flih_result_t {q['name'].lower()}_flih(void);"


def connection_count(listing, partitions):
    return (listing["connections"] + sum(p["agent_calls"] or 0 for p in partitions)
            + sum(1 for p in partitions if p["calls"] or p["trustzone"]))


def config_header(listing, partitions, level):
    services = sum(len(p["services"]) for p in partitions)
    return guard("spm_config.h", "\n".join((
        f"#define SPM_PARTITION_COUNT {len(partitions)}u",
        f"#define SPM_SERVICE_COUNT {max(services, 1)}u",
        f"#define SPM_IRQ_COUNT {sum(len(p['irqs']) for p in partitions)}u",
        f"#define SPM_REGION_LIMIT {REGION_LIMIT}u",
        "",
        "/* Open at a time; and, kept apart so that nobody's connections are in the way, a call of a stateless service under way for each",
        "   partition that has dependencies, and the agents' calls. */",
        f"#define SPM_OPEN_LIMIT       {listing['connections']}u",
        f"#define SPM_CONNECTION_COUNT {connection_count(listing, partitions)}u",
        "")))


def regions_of(p):
    if p["type"] != "PSA-ROT":
        for kind in ("bss", "data"):
            yield f"{{ (uintptr_t)spm_{p['stem']}_{kind}_start, (uintptr_t)spm_{p['stem']}_{kind}_end, SPM_READ_WRITE }},"
    for r in p["mmio_regions"]:
        yield f"{{ 0x{r['base']:08X}u, 0x{r['base'] + r['size']:08X}u, {ACCESS[r['permission']]} | SPM_DEVICE }},"


def partition_row(index, p, service_index):
    calls = sum(1 << service_index[s["name"]] for s in p["calls"])
    entry = p["entry_point"] if p["model"] == "IPC" else f"{p['stem']}_thread"
    flags = " | ".join(name for name, on in (("SPM_PSA_ROT", p["type"] == "PSA-ROT"), ("SPM_NS_AGENT", p["ns_agent"] and not p["trustzone"]),
                                             ("SPM_TRUSTZONE", p["trustzone"])) if on) or "0"
    regions = len(list(regions_of(p)))
    return f"""    [{index}] = {{
        .name = "{p['name']}",
        .id = {p['pid']},
        .entry = {entry},
        .stack_start = (uintptr_t){p['stem']}_stack,
        .stack_end = (uintptr_t){p['stem']}_stack + sizeof({p['stem']}_stack),
        .service_signals = 0x{sum(service_signal(i) for i in range(len(p['services']))):08X}u,
        .irq_signals = 0x{sum(irq_signal(i) for i in range(len(p['irqs']))):08X}u,
        .dependencies = 0x{calls:08X}u,
        .client_id_base = {p['client_id_base'] or 0},
        .client_id_limit = {p['client_id_limit'] or 0},
        .regions = {p['stem'] + '_regions' if regions else 'NULL'},
        .region_count = {regions},
        .priority = 0x{thread_priority(p):02X},
        .flags = {flags},
        .boot_data = 0x{sum(1 << BOOT_DATA[major] for major in set(p['boot_data'])):x},
    }},
"""


def service_row(index, s, partition_index):
    flags = " | ".join(name for name, on in (
        ("SPM_CONNECTION_BASED", s["connection_based"]), ("SPM_NON_SECURE_CLIENT", s["non_secure_clients"]),
        ("SPM_STRICT", s["version_policy"] == "STRICT"), ("SPM_MM_IOVEC", s["mm_iovec"])) if on) or "0"
    signal = service_signal(s["partition"]["services"].index(s))
    return (f"    [{index}] = {{ .sid = 0x{s['sid']:08X}u, .signal = 0x{signal:08X}u, .version = {s['version']},"
            f" .partition = {partition_index}, .flags = {flags} }}, /* {s['name']} */\n")


def irq_row(index, q, partition_index, signal):
    flags = " | ".join(name for name, on in (("SPM_FLIH", q["handling"] == "FLIH"), ("SPM_ENABLED_AT_START", q["enabled"])) if on) or "0"
    flih = f", .flih = {q['name'].lower()}_flih" if q["handling"] == "FLIH" else ""
    return (f"    [{index}] = {{ .signal = 0x{signal:08X}u, .number = {q['source']}, .partition = {partition_index},"
            f" .flags = {flags}{flih} }},\n")


def partition_definitions(p):
    """Stack, own regions and, for SFN, the thread."""
    section = f".bss.partition_stack.{p['stem']}"
    yield (f"static uint8_t {p['stem']}_stack[0x{p['stack_size']:x}] "
           f"__attribute__((aligned({GRANULE}), section(\"{section}\")));\n")
    if p["type"] != "PSA-ROT":
        yield f"extern const uint8_t spm_{p['stem']}_bss_start[], spm_{p['stem']}_bss_end[];\n"
        yield f"extern const uint8_t spm_{p['stem']}_data_start[], spm_{p['stem']}_data_end[];\n"
    regions = "".join(f"    {r}\n" for r in regions_of(p))
    if regions:
        yield f"static const struct spm_region {p['stem']}_regions[] = {{\n{regions}}};\n"
    if p["model"] == "SFN":
        rows = "".join(f"    {{ {s['name']}_SIGNAL, {s['name'].lower()}_sfn }},\n" for s in p["services"])
        yield (f"static const struct psa_sfn {p['stem']}_services[] __attribute__((section(\".rodata.partition_sfn.{p['stem']}\"))) = {{\n"
               f"{rows}}};\n"
               f"static __attribute__((section(\".text.partition_thread.{p['stem']}\"))) void {p['stem']}_thread(void)\n{{\n"
               f"    psa_sfn_run({p['entry_init'] or 'NULL'}, {p['stem']}_services, {len(p['services'])});\n}}\n")


def tables_source(partitions):
    services = [s for p in partitions for s in p["services"]]
    service_index = {s["name"]: i for i, s in enumerate(services)}
    index = {p["name"]: i for i, p in enumerate(partitions)}
    out = [BANNER, '#include "spm/spm.h"\n', *(f'#include "psa_manifest/{p["stem"]}.h"\n' for p in partitions), "\n"]
    for p in partitions:
        out += [*partition_definitions(p), "\n"]
    out.append("const struct spm_partition spm_partitions[SPM_PARTITION_COUNT] = {\n")
    out += [partition_row(i, p, service_index) for i, p in enumerate(partitions)]
    out.append("};\n\nconst struct spm_service spm_services[SPM_SERVICE_COUNT] = {\n")
    out += [service_row(i, s, index[s["partition"]["name"]]) for i, s in enumerate(services)]
    out.append("};\n\nconst struct spm_irq spm_irqs[SPM_IRQ_COUNT + 1u] = {\n")
    irqs = [(q, p, irq_signal(i)) for p in partitions for i, q in enumerate(p["irqs"])]
    out += [irq_row(i, q, index[p["name"]], signal) for i, (q, p, signal) in enumerate(irqs)]
    by_handle = {s["stateless_handle"] - 1: service_index[s["name"]] for s in services if not s["connection_based"]}
    out.append("};\n\nconst uint8_t spm_stateless[SPM_STATELESS_HANDLES] = {\n")
    out += [f"    [{h}] = {by_handle.get(h, 'SPM_NO_SERVICE')},\n" for h in range(HANDLES)]
    out.append("};\n")
    return "".join(out)


def objects_of(p):
    """Of an Application RoT partition, as a regular expression: all of its folder, or those named after it in a folder of several."""
    return f"{p['folder']}/" + (".*" if p["folder"] == p["stem"] else f"{p['stem']}.*")


def linker_fragment(partitions):
    """Macros for runtime.ld: input sections of Application RoT partitions."""
    apps = [p for p in partitions if p["type"] != "PSA-ROT"]
    code, bss, data, others = [], [], [], []
    for p in apps:
        objects = f"*?partitions?{objects_of(p)}".replace("/", "?").replace(".*", "*")      # no "/*" for the preprocessor to see
        others.append(objects)
        code += [f"{objects}(.text .text.* .rodata .rodata.*)",
                 f"*(.text.partition_thread.{p['stem']} .rodata.partition_sfn.{p['stem']})"]
        bss += [f". = ALIGN({GRANULE}); spm_{p['stem']}_bss_start = .;", f"*(.bss.partition_stack.{p['stem']})",
                f"{objects}(.bss .bss.* COMMON)", f". = ALIGN({GRANULE}); spm_{p['stem']}_bss_end = .;"]
        data += [f". = ALIGN({GRANULE}); spm_{p['stem']}_data_start = .;", f"{objects}(.data .data.*)",
                 f". = ALIGN({GRANULE}); spm_{p['stem']}_data_end = .;"]
    but = f"EXCLUDE_FILE({' '.join(others)}) " if others else ""           # comes before APP_DATA, and would take all
    sections = {"APP_CODE": code, "APP_BSS": bss, "APP_DATA": data, "ROT_DATA": [f"*({but}.data {but}.data.*)"]}
    return BANNER + "".join(f"#define {name} \\\n" + "".join(f"    {line} \\\n" for line in lines) + "\n" for name, lines in sections.items())


def write(out, files):
    """Only what changes, so that nothing is built anew without need."""
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != content:
            path.write_text(content)


def made(listing, partitions, level):
    """name -> content of each file"""
    return {
        "spm_config.h": config_header(listing, partitions, level), "spm_tables.c": tables_source(partitions),
        "partitions.ld": linker_fragment(partitions), "psa_manifest/sid.h": sid_header(partitions),
        "psa_manifest/pid.h": pid_header(partitions),
        **{f"psa_manifest/{p['stem']}.h": partition_header(p) for p in partitions}}


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", required=True, help="manifest list")
    parser.add_argument("--devices", required=True, help="devices that manifests may name")
    parser.add_argument("--level", required=True, type=int, choices=(1, 2), help="isolation level")
    parser.add_argument("--with", dest="conditions", action="append", default=[], metavar="NAME", help="take list entries with this condition")
    parser.add_argument("--out", required=True, type=Path, help="folder for what is made")
    args = parser.parse_args(argv)
    try:
        listing, partitions = read_all(args.list, read_devices(args.devices), args.level, args.conditions)
    except ManifestError as error:
        print(f"manifest: {error}", file=sys.stderr)
        return 1
    try:
        write(args.out, made(listing, partitions, args.level))
    except OSError as error:
        print(f"manifest: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
