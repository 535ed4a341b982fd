# SPDX-License-Identifier: BSD-3-Clause
"""tools/size.py on small call graphs, and on a program that the compiler has just made."""
import subprocess

import pytest

import size


def node(name, frame, kind="static"):
    return f'node: {{ title: "{name}" label: "{name}\\nx.c:1:1\\n{frame} bytes ({kind})\\n0 dynamic objects" }}\n'


def edge(source, target):
    return f'edge: {{ sourcename: "{source}" targetname: "{target}" label: "x.c:2:2" }}\n'


def worst(text, targets=None, frames=None, entry="stage_main"):
    graph, dynamic = size.read_graph([text])
    return size.worst_stack(graph, dynamic, [entry], targets or {}, frames or {})


def test_deepest_path_wins():
    text = node("stage_main", 8) + node("a", 100) + node("b", 16) + node("x.c:c", 200)
    text += edge("stage_main", "a") + edge("stage_main", "b") + edge("b", "x.c:c")
    total, path, problems = worst(text)
    assert (total, path, dict(problems)) == (224, ["stage_main", "b", "c"], {})


def test_open_points_are_named_not_guessed():
    text = node("stage_main", 8) + node("vla", 24, "dynamic") + edge("stage_main", "memcpy")
    text += edge("stage_main", "__indirect_call") + edge("stage_main", "vla") + edge("vla", "stage_main")
    total, _, problems = worst(text)
    assert total == 32
    assert problems == {"unmeasured": {"memcpy"}, "indirect": {"stage_main"}, "dynamic": {"vla"},
                        "recursive": {"stage_main -> vla -> stage_main"}}


def test_annotations_close_them():
    targets, frames = size.read_annotations("# comment\nstage_main -> handler\nmemcpy = 16  # assembly\n")
    text = node("stage_main", 8) + node("x.c:handler", 40) + edge("x.c:handler", "memcpy") + edge("stage_main", "__indirect_call")
    assert worst(text, targets, frames) == (64, ["stage_main", "handler", "memcpy"], {})


def test_bad_annotation_is_refused():
    with pytest.raises(ValueError, match="line 2"):
        size.read_annotations("a -> b\nnonsense\n")


def test_on_a_real_program(tmp_path):
    """Sections and call graph of what GCC writes: 64 bytes of array on the stack of a callee."""
    source = tmp_path / "x.c"
    source.write_text("void use(char *);\nint table[4] = { 1 };\nint zero[8];\n"
                      "static __attribute__((noinline)) int deep(void) { char a[64]; use(a); return a[3] + table[0]; }\n"
                      "void stage_main(void) { zero[0] = deep(); }\nvoid use(char *p) { __asm__ volatile(\"\" :: \"r\"(p)); }\n")
    flags = ["-mcpu=cortex-m55", "-mthumb", "-mfloat-abi=soft", "-Os", "-ffreestanding", "-fcallgraph-info=su"]
    subprocess.run(["arm-none-eabi-gcc", *flags, "-c", source, "-o", tmp_path / "x.o"], check=True, cwd=tmp_path)
    subprocess.run(["arm-none-eabi-gcc", *flags, "-nostdlib", "-Wl,-e,stage_main", tmp_path / "x.o", "-o",
                    tmp_path / "x.elf"], check=True)
    sizes, functions = size.elf_sizes(tmp_path / "x.elf")
    assert (sizes["data"], sizes["bss"]) == (16, 32) and sizes["image"] > 16
    assert {"stage_main", "deep", "use"} <= functions
    total, path, problems = worst((tmp_path / "x.ci").read_text())
    assert total >= 64 and path[:2] == ["stage_main", "deep"] and not problems


def test_builds_beside_do_not_count(tmp_path):
    """The control of the fault campaign and the variants of the tests are whole builds inside of the build folder."""
    places = [tmp_path / part / "boot/bl1_2/CMakeFiles/bl1_2.dir/main.c.ci" for part in ("", "control", "variants/ec-p256")]
    for place in places:
        place.parent.mkdir(parents=True)
        place.touch()
    assert size.call_graph_files(tmp_path, "bl1_2") == places[:1]
