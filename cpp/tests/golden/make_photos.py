#!/usr/bin/python3
"""Small files of every kind that the decoder meets, with the pixels that Pillow (libjpeg, zlib) gives.

usage: make_photos.py   writes photo/*.jpg, *.png and *.rgb beside itself   needs: python3-pil python3-numpy
The fuzzer starts from them, too.
"""
import pathlib
import numpy as np
from PIL import Image, ImageCms

folder = pathlib.Path(__file__).parent / "photo"
width, height = 20, 12
y, x = np.mgrid[0:height, 0:width]
pixels = np.stack([x * 12, y * 20, 255 - x * 6 - y * 10], -1).astype(np.uint8)
picture = Image.fromarray(pixels)


def write_jpeg(name, image, **options):
    path = folder / f"{name}.jpg"
    image.save(path, quality=95, subsampling=0, **options)
    decoded = Image.open(path)
    if image.mode == "CMYK":
        # Without a profile: each ink darkens what the black ink leaves. Adobe stores the inks inverted, as light.
        light = 255 - np.asarray(decoded).astype(np.int64)
        rgb = np.round(light[..., :3] * light[..., 3:] / 255).astype(np.uint8)
    else:
        rgb = np.asarray(decoded.convert("RGB"))
    (folder / f"{name}.rgb").write_bytes(rgb.tobytes())


def write_png(name, image):
    image.save(folder / f"{name}.png", optimize=True)
    # 16 bits are cut to their upper 8; alpha lets white through.
    if image.mode.startswith("I"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    rgba = np.asarray(image.convert("RGBA")).astype(np.int64)
    alpha = rgba[..., 3:]
    rgb = ((rgba[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255).astype(np.uint8)
    (folder / f"{name}.rgb").write_bytes(rgb.tobytes())


orientation = Image.Exif()
orientation[0x0112] = 6
upright = Image.Exif()
upright[0x0112] = 1
srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
srgb = srgb[:24] + bytes(12) + srgb[36:]  # without today's date, so that the files are the same each time
# The same with Adobe RGB (1998)'s green: a profile that changes what is seen.
entry = srgb.index(b"gXYZ")
green = int.from_bytes(srgb[entry + 4 : entry + 8], "big") + 8
adobe_green = b"".join(round(v * 65536).to_bytes(4, "big") for v in (0.2053, 0.6257, 0.0609))
adobe_rgb = srgb[:green] + adobe_green + srgb[green + 12 :]

write_jpeg("baseline", picture)
write_jpeg("progressive", picture, progressive=True)
write_jpeg("grey", picture.convert("L"))
write_jpeg("cmyk", picture.convert("CMYK"))
write_jpeg("oriented", picture, exif=orientation.tobytes())
write_jpeg("upright", picture, exif=upright.tobytes())
write_jpeg("srgb_profile", picture, icc_profile=srgb)
write_jpeg("adobe_rgb", picture, icc_profile=adobe_rgb)

alpha = (x * y).clip(0, 255).astype(np.uint8)
palette = picture.quantize(13)
palette.info["transparency"] = 3
write_png("rgb", picture)
write_png("rgba", Image.fromarray(np.dstack([pixels, alpha])))
write_png("palette", palette)
write_png("grey16", Image.fromarray((x * 3000 + y * 17).astype(np.uint16)))
