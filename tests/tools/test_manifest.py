# SPDX-License-Identifier: BSD-3-Clause
"""tools/manifest.py: what a wrong manifest is told, and what a right one becomes."""
import random
import re

import pytest
from conftest import TOP

import manifest

DEVICES = """\
mmio_regions:
  TIMER: { base: 0x58000000, size: 0x1000 }
  UART: { base: 0x58002000, size: 0x1000 }
irqs:
  TIMER: 3
"""
LIST = """\
connections: 8
manifest_list:
  - { manifest: a.yaml, pid: 1000 }
  - { manifest: b.yaml, pid: 1001 }
  - { manifest: c.yaml, pid: 1002, conditional: TESTS }
"""
A = """\
psa_framework_version: 1.1
name: A
type: APPLICATION-ROT
model: IPC
priority: LOW
entry_point: a_main
stack_size: 0x200
dependencies: [B_ONE]
services:
  - name: A_ONE
    sid: 0x1000
    non_secure_clients: true
    connection_based: true
    version: 2
    version_policy: RELAXED
irqs:
  - source: TIMER
    name: TICK
    handling: FLIH
mmio_regions:
  - name: TIMER
    permission: READ-WRITE
"""
B = """\
psa_framework_version: 1.1
name: B
type: PSA-ROT
model: SFN
priority: HIGH
entry_init: b_init
stack_size: 512
services:
  - name: B_ONE
    sid: 0x1001
    non_secure_clients: false
    connection_based: false
    stateless_handle: 3
  - name: B_TWO
    sid: 0x1002
    non_secure_clients: true
    connection_based: false
    mm_iovec: enable
"""
C = """\
psa_framework_version: 1.1
name: C
type: PSA-ROT
model: IPC
priority: LOW
entry_point: c_main
stack_size: 0x400
ns_agent: true
client_id_base: -20
client_id_limit: -11
agent_calls: 3
"""
FILES = {"devices.yaml": DEVICES, "list.yaml": LIST, "a.yaml": A, "b.yaml": B, "c.yaml": C}


def run(folder, changes=(), level=1, conditions=("TESTS",)):
    """changes: (file, old, new). Returns exit status."""
    files = dict(FILES)
    for name, old, new in changes:
        assert files[name].count(old) >= 1, f"{old} is not in {name}"
        files[name] = files[name].replace(old, new, 1)
    for name, text in files.items():
        (folder / name).write_text(text)
    for name, copy in (("../a-b.yaml", "a.yaml"), ("../b/a.yaml", "b.yaml"), ("ab.yaml", "b.yaml")):       # of names that will not do
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(files[copy])
    return manifest.main(["--list", str(folder / "list.yaml"), "--devices", str(folder / "devices.yaml"), "--level", str(level),
                          "--out", str(folder / "out"), *(a for c in conditions for a in ("--with", c))])


# file, old text, new text -> complaint after "<file>:"
REFUSED = [
    # YAML, keys
    ("a.yaml", "name: A\n", "name: [A\n", "3: file: expected ',' or ']', but got ':'"),
    ("a.yaml", A, "- A\n", "1: file: not a mapping"),
    ("a.yaml", "name: A\n", "name: A\nname: A\n", "3: name: stands twice"),
    ("a.yaml", "stack_size: 0x200\n", "stack_size: 0x200\ncolour: red\n", "8: colour: is not a key here"),
    ("a.yaml", "priority: LOW\n", "priority: LOW\nboot_data: [MBS, CORE]\n", "6: boot_data: is not a list of IAS, FWU, MBS"),
    ("a.yaml", "priority: LOW\n", "priority: LOW\nboot_data: MBS\n", "6: boot_data: is not a list of IAS, FWU, MBS"),
    ("a.yaml", "    sid: 0x1000\n", "    sid: 0x1000\n    hue: 1\n", "12: hue: is not a key here"),
    ("list.yaml", "a.yaml", "z.yaml", None),
    *((file, line, "", f"1: {key}: is missing") for file, line, key in (
        ("a.yaml", "psa_framework_version: 1.1\n", "psa_framework_version"), ("a.yaml", "name: A\n", "name"),
        ("a.yaml", "type: APPLICATION-ROT\n", "type"), ("a.yaml", "priority: LOW\n", "priority"),
        ("a.yaml", "stack_size: 0x200\n", "stack_size"), ("a.yaml", "model: IPC\n", "model"),
        ("a.yaml", "entry_point: a_main\n", "entry_point"), ("c.yaml", "client_id_base: -20\n", "client_id_base"),
        ("c.yaml", "client_id_limit: -11\n", "client_id_limit"), ("c.yaml", "agent_calls: 3\n", "agent_calls"),
        ("list.yaml", "connections: 8\n", "connections"))),
    ("a.yaml", "    sid: 0x1000\n", "", "10: sid: is missing"),
    ("a.yaml", "    non_secure_clients: true\n", "", "10: non_secure_clients: is missing"),
    ("a.yaml", "    connection_based: true\n", "", "10: connection_based: is missing"),
    ("a.yaml", "    handling: FLIH\n", "", "17: handling: is missing"),
    ("a.yaml", "    name: TICK\n", "", "17: name: is missing"),
    ("a.yaml", "    permission: READ-WRITE\n", "", "21: permission: is missing"),
    ("list.yaml", ", pid: 1000", "", "3: pid: is missing"),
    ("a.yaml", "name: A\n", "name: !!int A\n", "2: name: A is not what its tag says"),
    ("a.yaml", "name: A\n", "name: !!python/object:os.system A\n", "2: name: A is not what its tag says"),
    ("a.yaml", "name: A\n", "name: 2001-99-99\n", "2: name: 2001-99-99 is not what its tag says"),
    ("a.yaml", "name: A\n", "name: " + "[" * 5000 + "]" * 5000 + "\n", "1: file: goes too deep, or in a circle"),
    ("a.yaml", "dependencies: [B_ONE]", "dependencies: &here [*here]", "1: file: goes too deep, or in a circle"),
    ("list.yaml", "a.yaml", '"a\\0"', None),
    # values
    ("a.yaml", "1.1", "true", "1: psa_framework_version: True is not 1.0 or 1.1"),
    ("a.yaml", "name: A\n", "name: while\n", "2: name: while is not a C identifier"),
    ("a.yaml", "stack_size: 0x200", "description: 3\nstack_size: 0x200", "7: description: 3 is not text"),
    ("a.yaml", "services:\n", "services: 3\nweak_dependencies:\n", "9: services: is not a list of mappings"),
    ("a.yaml", "[B_ONE]", "[3]", "8: dependencies: 3 is not a C identifier"),
    ("a.yaml", "    name: TICK\n", "    name: 3\n", "18: name: 3 is not a C identifier"),
    ("a.yaml", "READ-WRITE", "WRITE", "22: permission: WRITE is not READ-ONLY or READ-WRITE"),
    ("c.yaml", "ns_agent: true", "ns_agent: yes please", "8: ns_agent: yes please is not true or false"),
    ("c.yaml", "agent_calls: 3", "agent_calls: 65", "11: agent_calls: 0x41 is not between 0x1 and 0x40"),
    ("list.yaml", "pid: 1000", "pid: 1000, conditional: 1", "3: conditional: 1 is not a C identifier"),
    ("a.yaml", "1.1", "2.0", "1: psa_framework_version: 2.0 is not 1.0 or 1.1"),
    ("a.yaml", "name: A\n", "name: 1A\n", "2: name: 1A is not a C identifier"),
    ("a.yaml", "APPLICATION-ROT", "ROT", "3: type: ROT is not PSA-ROT or APPLICATION-ROT"),
    ("a.yaml", "IPC", "DUAL", "4: model: DUAL is not IPC or SFN"),
    ("a.yaml", "LOW", "URGENT", "5: priority: URGENT is not HIGH or NORMAL or LOW"),
    ("a.yaml", "0x200", "much", "7: stack_size: much is not a whole number"),
    ("a.yaml", "0x200", "0xe0", "7: stack_size: 0xe0 is not between 0x100 and 0x10000"),
    ("a.yaml", "0x200", "0x20000", "7: stack_size: 0x20000 is not between 0x100 and 0x10000"),
    ("a.yaml", "0x200", "0x204", "7: stack_size: is not a multiple of 32"),
    ("a.yaml", "sid: 0x1000", "sid: 0x100000000", "11: sid: 0x100000000 is not between 0x0 and 0xffffffff"),
    ("a.yaml", "sid: 0x1000", "sid: -1", "11: sid: -0x1 is not between 0x0 and 0xffffffff"),
    ("a.yaml", "non_secure_clients: true", "non_secure_clients: 1", "12: non_secure_clients: 1 is not true or false"),
    ("a.yaml", "version: 2", "version: 0", "14: version: 0x0 is not between 0x1 and 0xff"),
    ("a.yaml", "version: 2", "version: 256", "14: version: 0x100 is not between 0x1 and 0xff"),
    ("a.yaml", "RELAXED", "LAX", "15: version_policy: LAX is not STRICT or RELAXED"),
    ("a.yaml", "FLIH", "LATE", "19: handling: LATE is not FLIH or SLIH"),
    ("a.yaml", "[B_ONE]", "B_ONE", "8: dependencies: is not a list of service names"),
    ("a.yaml", "dependencies: [B_ONE]", "services: 3\ndependencies: [B_ONE]", "10: services: stands twice"),
    ("b.yaml", "stateless_handle: 3", "stateless_handle: 0", "13: stateless_handle: 0x0 is not between 0x1 and 0x20"),
    ("b.yaml", "stateless_handle: 3", "stateless_handle: 33", "13: stateless_handle: 0x21 is not between 0x1 and 0x20"),
    ("b.yaml", "mm_iovec: enable", "mm_iovec: true", "18: mm_iovec: True is not enable or disable"),
    ("c.yaml", "client_id_base: -20", "client_id_base: 20", "9: client_id_base: 0x14 is not between -0x80000000 and -0x1"),
    ("list.yaml", "connections: 8", "connections: 0", "1: connections: 0x0 is not between 0x1 and 0xc8"),
    ("list.yaml", "pid: 1000", "pid: 0", "3: pid: 0x0 is not between 0x1 and 0x7fffffff"),
    # keys that do not go together
    ("a.yaml", "entry_point: a_main", "entry_point: a_main\nentry_init: x", "7: entry_init: is for model SFN"),
    ("b.yaml", "entry_init: b_init", "entry_point: b_init", "6: entry_point: is for model IPC"),
    ("a.yaml", "1.1", "1.0", "4: model: is a key of framework version 1.1"),
    ("b.yaml", "1.1", "1.0", "4: model: is a key of framework version 1.1"),
    ("a.yaml", "    connection_based: true\n", "    connection_based: true\n    stateless_handle: 4\n",
     "14: stateless_handle: the service is connection based"),
    ("a.yaml", "    name: TICK\n", "    name: TICK\n    signal: S\n", "19: signal: is a key of framework version 1.0"),
    ("a.yaml", "stack_size: 0x200", "heap_size: 0x100\nstack_size: 0x200", "7: heap_size: partitions have no heap here"),
    ("a.yaml", "stack_size: 0x200", "client_id_base: -3\nstack_size: 0x200", "7: client_id_base: the partition is no ns_agent"),
    ("a.yaml", "stack_size: 0x200", "agent_calls: 3\nstack_size: 0x200", "7: agent_calls: the partition is no ns_agent"),
    ("a.yaml", "stack_size: 0x200", "trustzone: true\nstack_size: 0x200", "7: trustzone: the partition is no ns_agent"),
    ("c.yaml", "agent_calls: 3", "agent_calls: 3\ntrustzone: true", "11: agent_calls: the core makes one call at a time"),
    ("a.yaml", "- name: TIMER", "- name: UART\n    permission: READ-ONLY\n  - base: 0x58000100\n    size: 0x100\n    permission: READ-ONLY\n"
     "  - base: 0x58000000\n    size: 0x100", "20: mmio_regions: more than 2 regions"),
    ("c.yaml", "PSA-ROT", "APPLICATION-ROT", "8: ns_agent: an agent is PSA-ROT"),
    ("c.yaml", "-20", "-10", "9: client_id_base: is above client_id_limit"),
    ("b.yaml", B[B.index("services:"):], "", "1: services: neither a service nor an interrupt"),
    ("b.yaml", B[B.index("services:"):], "irqs:\n  - { source: 4, name: TOCK, handling: SLIH }\n", "4: model: SFN is for services"),
    ("b.yaml", B[B.index("services:"):], "services:\n" + "".join(
        f"  - {{ name: S{n}, sid: {n}, non_secure_clients: true, connection_based: true }}\n" for n in range(29)),
     "8: services: 29 services and interrupts are more than 28 signals"),
    # devices
    ("a.yaml", "source: TIMER", "source: CLOCK", "17: source: CLOCK is no interrupt of the platform"),
    ("a.yaml", "source: TIMER", "source: 96", "17: source: 0x60 is not between 0x0 and 0x5f"),
    ("a.yaml", "- name: TIMER", "- name: CLOCK", "21: name: CLOCK is no region of the platform that a partition may have"),
    ("a.yaml", "- name: TIMER", "- name: TIMER\n    base: 0x58000000", "22: base: the region has a name"),
    ("a.yaml", "- name: TIMER", "- base: 0x58000000", "21: size: is missing"),
    ("a.yaml", "- name: TIMER", "- base: 0x58000010\n    size: 0x100", "21: base: 0x58000010 is not a multiple of 32"),
    ("a.yaml", "- name: TIMER", "- base: 0x58000000\n    size: 0x110", "22: size: 0x110 is not a multiple of 32"),
    ("a.yaml", "- name: TIMER", "- base: 0x58000f00\n    size: 0x200", "21: base: is in no region of the platform that a partition may have"),
    ("a.yaml", "- name: TIMER", "- name: TIMER\n    permission: READ-ONLY\n  - base: 0x58000100\n    size: 0x100",
     "23: base: overlaps a region of A"),
    ("devices.yaml", "mmio_regions:\n", "mmio_regions: 3\nx:\n", "1: mmio_regions: is not a mapping"),
    ("devices.yaml", "{ base: 0x58000000, size: 0x1000 }", "3", "2: TIMER: is not a mapping"),
    ("devices.yaml", ", size: 0x1000", "", "2: size: is missing"),
    ("devices.yaml", "0x58000000", "here", "2: base: here is not a whole number"),
    ("devices.yaml", "TIMER: 3", "TIMER: 96", "5: TIMER: 0x60 is not between 0x0 and 0x5f"),
    ("devices.yaml", "irqs:\n  TIMER: 3\n", "", "1: irqs: is missing"),
    # several partitions
    ("a.yaml", "    handling: FLIH\n", "    handling: FLIH\n  - { source: 4, name: TICK, handling: SLIH }\n", "20: name: TICK_SIGNAL is the signal of TICK too"),
    ("a.yaml", "    handling: FLIH\n", "    handling: FLIH\n  - { source: TIMER, name: TOCK, handling: SLIH }\n", "20: source: 0x3 is the interrupt of TICK too"),
    ("b.yaml", "B_TWO", "b_one", "14: name: b_one is the function of B_ONE too"),
    ("list.yaml", "a.yaml, pid", "../a-b.yaml, pid", "3: manifest: a-b is not a C identifier"),
    ("list.yaml", "b.yaml, pid", "../b/a.yaml, pid", "4: manifest: a is the name of the manifest of a.yaml too"),
    ("list.yaml", "b.yaml, pid", "ab.yaml, pid", "4: manifest: objects of this name are A's"),
    ("b.yaml", "name: B\n", "name: A\n", "2: name: A is the name of A too"),
    ("b.yaml", "B_TWO", "A_ONE", "14: name: A_ONE is the name of A_ONE too"),
    ("b.yaml", "0x1002", "0x1000", "15: sid: 0x1000 is the SID of A_ONE too"),
    ("b.yaml", "connection_based: false\n    mm_iovec", "connection_based: false\n    stateless_handle: 3\n    mm_iovec",
     "18: stateless_handle: 0x3 is the handle of B_ONE too"),
    ("list.yaml", "pid: 1001", "pid: 1000", "4: pid: 0x3e8 is the ID of a.yaml too"),
    ("a.yaml", "[B_ONE]", "[B_THREE]", "8: dependencies: there is no service B_THREE"),
    ("a.yaml", "[B_ONE]", "[A_ONE]", "8: dependencies: A_ONE is the partition's own service"),
    ("b.yaml", "stack_size: 512", "dependencies: [A_ONE]\nstack_size: 512", None),
]


@pytest.mark.parametrize("file,old,new,complaint", REFUSED, ids=range(len(REFUSED)))
def test_refused_with_file_line_key_and_reason(tmp_path, capsys, file, old, new, complaint):
    assert run(tmp_path, [(file, old, new)]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Traceback" not in said
    if complaint is not None:
        assert said == f"manifest: {tmp_path}/{file}:{complaint}\n"
    assert not (tmp_path / "out").exists()


def test_circle_of_dependencies(tmp_path, capsys):
    assert run(tmp_path, [("b.yaml", "stack_size: 512", "dependencies: [A_ONE]\nstack_size: 512")]) == 1
    assert capsys.readouterr().err.endswith("dependencies: go in a circle: A -> B -> A\n")


def test_not_text(tmp_path, capsys):
    (tmp_path / "d.yaml").write_bytes(b"name: \xff\n")
    assert run(tmp_path, [("list.yaml", "a.yaml", "d.yaml")]) == 1
    assert capsys.readouterr().err.startswith(f"manifest: {tmp_path}/d.yaml:1: file: 'utf-8' codec can't decode byte 0xff in position 6")


def test_more_connections_than_a_handle_can_name(tmp_path, capsys):
    assert run(tmp_path, [("list.yaml", "connections: 8", "connections: 200"), ("c.yaml", "agent_calls: 3", "agent_calls: 60")]) == 1
    assert capsys.readouterr().err == (f"manifest: {tmp_path}/list.yaml:1: connections: with the calls of agents and partitions they are "
                                       "more than 254\n")


def test_more_services_than_dependencies_can_name(tmp_path, capsys):
    services = [f"  - {{ name: S{n}, sid: {n}, non_secure_clients: true, connection_based: true }}\n" for n in range(33)]
    changes = [(file, text[text.index("services:"):text.index("irqs:") if "irqs:" in text else None], "services:\n" + "".join(some))
               for file, text, some in (("a.yaml", A, services[:16]), ("b.yaml", B, services[16:]))]
    assert run(tmp_path, [("a.yaml", "dependencies: [B_ONE]\n", ""), *changes]) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/b.yaml:25: name: more than 32 services\n"


def test_more_partitions_than_the_scheduler_has_bits_for(tmp_path, capsys):
    entries = ""
    for n in range(30):
        text = C[:C.index("ns_agent")].replace("name: C", f"name: P{n}").replace("c_main", f"p{n}_main")
        (tmp_path / f"p{n}x.yaml").write_text(text + f"irqs:\n  - {{ source: {n + 10}, name: I{n}, handling: SLIH }}\n")
        entries += f"  - {{ manifest: p{n}x.yaml, pid: {n + 1} }}\n"
    changes = [("list.yaml", "  - { manifest: a", entries + "  - { manifest: a")]
    assert run(tmp_path, changes) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/c.yaml:2: name: more than 31 partitions\n"


def test_two_non_secure_states(tmp_path, capsys):
    state = C.replace("agent_calls: 3", "trustzone: true")
    (tmp_path / "d.yaml").write_text(state.replace("name: C", "name: D").replace("c_main", "d_main").replace("-20", "-10").replace("-11", "-1"))
    changes = [("list.yaml", "  - { manifest: c.yaml", "  - { manifest: d.yaml, pid: 1003 }\n  - { manifest: c.yaml"), ("c.yaml", C, state)]
    assert run(tmp_path, changes) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/c.yaml:11: trustzone: D is the non-secure state\n"


def test_output_folder_that_is_a_file(tmp_path, capsys):
    (tmp_path / "out").write_text("")
    assert run(tmp_path) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/out: File exists\n"


PIECES = ("", "null", "-1", "0x", "1e400", "[", "]", "{", "}", "[[]]", "{a: b}", "true", "&a", "*a", "!!binary x", "!!float x", "!!set x",
          "2001-99-99", "99999999999999999999", "\0", "\t", "\n", "? [a]: b", "<<: {a: b}", ": ", "- ", "#", ".nan", "\xe9", "1_0")


def mutate(text, random):
    lines, at = text.split("\n"), random.randrange(len(text))
    line = random.randrange(len(lines))
    match random.randrange(5):
        case 0:
            return text[:at] + random.choice(PIECES) + text[at:]
        case 1:
            return text[:at] + text[at + random.randint(1, 20):]
        case 2:
            lines[line] = lines[line].split(":")[0] + ": " + random.choice(PIECES)
        case 3:
            lines.insert(random.randrange(len(lines)), lines[line])
        case 4:
            del lines[line]
    return "\n".join(lines)


def test_mutations_end_in_one_line(tmp_path, capsys):
    """Whatever stands in the files: an answer, or "file:line: key: reason"."""
    chance, refused = random.Random(4), 0
    for number in range(200):
        files = dict(FILES)
        for name in chance.choices(list(files), k=chance.randint(1, 3)):
            files[name] = mutate(files[name], chance)
        status = run(tmp_path, [(name, FILES[name], text) for name, text in files.items() if text])
        said = capsys.readouterr().err
        assert (status, said.count("\n")) in ((0, 0), (1, 1)), f"mutation {number}: {said}"
        assert status == 0 or re.match(r"manifest: .+:\d+: .+: ", said), f"mutation {number}: {said}"
        refused += status
    assert refused > 100


def test_missing_manifest(tmp_path, capsys):
    assert run(tmp_path, [("list.yaml", "a.yaml", "z.yaml")]) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/z.yaml:1: file: No such file or directory\n"


def test_agents_with_the_same_client_ids(tmp_path, capsys):
    changes = [("list.yaml", "  - { manifest: b.yaml, pid: 1001 }\n", "  - { manifest: b.yaml, pid: 1001 }\n  - { manifest: d.yaml, pid: 1003 }\n")]
    (tmp_path / "d.yaml").write_text(C.replace("name: C", "name: D").replace("c_main", "d_main").replace("-20", "-12").replace("-11", "-1"))
    assert run(tmp_path, changes) == 1
    assert capsys.readouterr().err == f"manifest: {tmp_path}/d.yaml:9: client_id_base: overlaps the client IDs of C\n"


def test_weak_dependency_may_be_absent(tmp_path):
    assert run(tmp_path, [("a.yaml", "dependencies: [B_ONE]", "weak_dependencies: [B_ONE, NOBODY]")]) == 0
    assert ".dependencies = 0x00000001u" in (tmp_path / "out/spm_tables.c").read_text()


def test_what_is_made(tmp_path):
    assert run(tmp_path) == 0
    out = tmp_path / "out"
    sid = (out / "psa_manifest/sid.h").read_text()
    assert "#define A_ONE_SID     0x00001000u\n#define A_ONE_VERSION 2u\n" in sid and "A_ONE_HANDLE" not in sid
    assert "#define B_ONE_HANDLE  ((psa_handle_t)0x40000102)" in sid
    assert "#define B_TWO_HANDLE  ((psa_handle_t)0x40000100)" in sid        # auto: the first that is free
    assert "#define A (1000)" in (out / "psa_manifest/pid.h").read_text()
    header = (out / "psa_manifest/a.h").read_text()
    assert "#define A_ONE_SIGNAL 0x00000010u" in header and "#define TICK_SIGNAL 0x80000000u" in header
    assert "psa_flih_result_t tick_flih(void);" in header and "void a_main(void)" in header
    tables = (out / "spm_tables.c").read_text()
    assert tables.index('.name = "B"') < tables.index('.name = "A"')        # HIGH before LOW
    assert ".flags = SPM_FLIH, .flih = tick_flih" in tables and "SPM_MM_IOVEC" in tables
    config = (out / "spm_config.h").read_text()
    assert "#define SPM_PARTITION_COUNT 3u" in config
    assert "#define SPM_OPEN_LIMIT       8u" in config
    assert "#define SPM_CONNECTION_COUNT 12u" in config                     # 8, one with dependencies, 3 of the agent


def test_level_2_has_no_mapped_vectors_and_the_condition_counts(tmp_path):
    assert run(tmp_path, level=2, conditions=()) == 0
    assert "SPM_MM_IOVEC" not in (tmp_path / "out/spm_tables.c").read_text()
    assert "#define SPM_PARTITION_COUNT 2u" in (tmp_path / "out/spm_config.h").read_text()


def test_framework_1_0(tmp_path):
    old = A.replace("1.1", "1.0").replace("model: IPC\n", "").replace("    connection_based: true\n", "") \
        .replace("    name: TICK\n    handling: FLIH\n", "    signal: TICK_SIG\n")
    assert run(tmp_path, [("a.yaml", A, old)]) == 0
    tables = (tmp_path / "out/spm_tables.c").read_text()
    assert "SPM_CONNECTION_BASED" in tables and ".number = 3, .partition = 1, .flags = SPM_ENABLED_AT_START" in tables
    assert "#define TICK_SIG 0x80000000u" in (tmp_path / "out/psa_manifest/a.h").read_text()


def test_same_input_same_bytes_and_nothing_is_touched(tmp_path):
    assert run(tmp_path) == 0
    made = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").rglob("*.*")}
    assert run(tmp_path) == 0
    assert made == {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in (tmp_path / "out").rglob("*.*")}


def test_upstream_numbers():
    """services.md 1.16, 3.1: keys are derived from partition IDs; clients know SIDs and handles."""
    devices = manifest.read_devices(TOP / "platforms/rss/devices.yaml")
    _, partitions = manifest.read_all(TOP / "partitions/manifest_list.yaml", devices, 2, ())
    numbers = {s["name"]: (p["pid"], s["sid"], manifest.static_handle(s)) for p in partitions for s in p["services"]}
    assert numbers["CRYPTO"] == (259, 0x80, 0x40000100) and numbers["PLATFORM"] == (260, 0x40, 0x40000105)
