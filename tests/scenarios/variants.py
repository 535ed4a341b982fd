# SPDX-License-Identifier: BSD-3-Clause
"""Other configurations of the firmware, built below the build folder, on its machine."""
import images
from scenario import Runner
from signing import call

BOOTS = ("rom.bin", "flash.bin")


def variant_runner(build, name, options, images_too=()):
    """Runner on the variant: ROM, flash, what they need and images_too. It has provisioned a device and booted it to the AP's PASS line."""
    variant = build / "variants" / name
    targets = [f"image_{file.replace('.', '_')}" for file in (*BOOTS, *images_too)]
    call("cmake", "-S", images.TOP, "-B", variant, "-G", "Ninja", "-DTFM_PLATFORM=arm/rss/tc", *options)
    call("cmake", "--build", variant, "--target", *targets)
    (variant / "vp").mkdir(exist_ok=True)
    machine = variant / "vp/qemu-system-aarch64"
    machine.unlink(missing_ok=True)
    machine.symlink_to((build / "vp/qemu-system-aarch64").resolve())
    return Runner(variant)
