# SPDX-License-Identifier: BSD-3-Clause
"""docs/design/spm.md, "Adding a partition", followed to the letter in a copy of the tree: its texts are the files, the runtime is built and boots."""
import re
import subprocess
import textwrap

import images
from scenario import Scenario

PAGE = "docs/design/spm.md"
LIST, SOURCES = "partitions/manifest_list.yaml", "spm/CMakeLists.txt"
BUILD_SECONDS = 600                     # only ever reached by a build that hangs


def texts(page):
    """Code of the section: (what comes before it, language, text)"""
    section = page.split("## Adding a partition")[1].split("\n## ")[0]
    return [(before, kind, textwrap.dedent(text)) for before, kind, text in re.findall(r"([^`]*(?:`[^`\n]+`[^`]*)*)```(\w+)\n(.*?)   ```", section, re.S)]


def follow(tree):
    """The page's steps; what step 3 and 4 add for hello is added for greeter too."""
    done = []
    for before, kind, text in texts((tree / PAGE).read_text()):
        named = re.findall(r"`(\w+/[\w/]+\.\w+)`", before)
        file = named[-1]
        if file == LIST:
            path, copies = tree / file, [text, text.replace("hello", "greeter").replace("2000", "2001")]
            path.write_text(path.read_text() + "".join("  " + copy.lstrip() for copy in copies))
        elif file == SOURCES:
            path, copies = tree / file, [text, text.replace("hello", "greeter")]
            function = path.read_text().split("function(rss_runtime name)")
            function[1] = function[1].replace("        SOURCES ", "        SOURCES " + "".join(copies), 1)
            path.write_text("function(rss_runtime name)".join(function))
        else:
            (tree / file).parent.mkdir(exist_ok=True)
            (tree / file).write_text(text)
        done.append(file)
    return done


def build_runtime(tree, folder):
    for command in (["cmake", "-S", tree, "-B", folder, "-G", "Ninja"], ["cmake", "--build", folder, "--target", "tfm_s_signed.bin"]):
        result = subprocess.run(command, capture_output=True, text=True, timeout=BUILD_SECONDS)
        assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-2000:]
    return (folder / "tfm_s_signed.bin").read_bytes()


def test_page_is_followed(runner, tmp_path):
    tree = tmp_path / "tree"
    files = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=images.TOP, capture_output=True, check=True)
    for name in files.stdout.decode().split("\0")[:-1]:
        source = images.TOP / name
        if source.is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            (tree / name).write_bytes(source.read_bytes())
            (tree / name).chmod(source.stat().st_mode)
    assert follow(tree) == [*(f"partitions/hello/hello.{kind}" for kind in ("yaml", "c")), LIST, SOURCES,
                            *(f"partitions/greeter/greeter.{kind}" for kind in ("yaml", "c"))]
    runtime = build_runtime(tree, tmp_path / "build")

    def change(flash):
        for slot in (0, 1):
            images.write_slot(flash, images.S, slot, runtime)
    scenario = Scenario("new-partition", None, flash=change)
    with runner.machine(runner.prepare(scenario)) as machine:
        machine.wait_for(r"\[INF\] the partition says hello$", console="rss")
    runner.forget(scenario)
