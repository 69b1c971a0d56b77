"""Scenes on the water: the harbour, ferries, trawlers, a freighter."""

from __future__ import annotations

import math
from itertools import pairwise

from newsroom.demo.press import (
    CORAL,
    CREAM,
    HEIGHT,
    MIST,
    MUSTARD,
    NAVY,
    NIGHT,
    PINE,
    SEA,
    SKY,
    TEAL,
    WIDTH,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


def harbour_cranes(key: str) -> Sheet:
    s = Sheet(key, CREAM, warm=CORAL, cool=SEA, dark=NAVY)
    s.fade("warm", 0, 0, WIDTH, 660, 40, 200)
    s.oval("warm", 1080, 400, 178, tone=0)
    for y, thick in ((372, 9), (418, 14), (470, 20), (528, 26)):
        s.stroke("warm", 1080, y, 520, thick, 170)
    s.poly("cool", s.land(s.ridge(615, 26), 700), 130)
    x = 0.0
    while x < WIDTH:
        wide, high = s.random.uniform(26, 80), s.random.uniform(20, 76)
        s.rect("cool", x, 672 - high, x + wide, 690)
        x += wide + s.random.choice((0, 0, 8, 30))
    s.fade("cool", 0, 690, WIDTH, HEIGHT, 150, 255)
    s.fade("warm", 0, 690, WIDTH, HEIGHT, 120, 0)
    for row in range(13):
        y = 706 + row * 17
        s.stroke("cool", 1080 + s.random.uniform(-26, 26), y, 330 - row * 14, 9, 0)
        s.stroke("warm", 1080 + s.random.uniform(-26, 26), y, 300 - row * 14, 8, 0)
    s.water("dark", 700, 900, 190, density=0.8)
    _gantry(s, "dark", 250, 850, 1.0)
    _gantry(s, "dark", 640, 850, 0.94)
    _gantry(s, "dark", 1420, 850, 0.62)
    s.rect("dark", -5, 850, WIDTH, 878)
    for x in range(20, WIDTH, 64):
        s.rect("dark", x, 870, x + 18, 930)
    s.fade("dark", 0, 930, WIDTH, HEIGHT, 90, 230)
    s.water("dark", 936, HEIGHT, 0, density=0.9, size=0.9)
    colours = ("warm", "cool", "dark", "both")
    for column, tall in enumerate((2, 3, 3, 1, 0, 2, 4, 4, 3, 2)):
        for level in range(tall):
            left, top = 700 + column * 66, 850 - 34 * (level + 1)
            ink = s.random.choice(colours)
            s.carve([(left, top), (left + 64, top), (left + 64, top + 33), (left, top + 33)])
            for plate in ("warm", "dark") if ink == "both" else (ink,):
                s.rect(plate, left, top, left + 63, top + 32)
                for rib in range(8, 64, 9):
                    s.line(plate, [(left + rib, top + 5), (left + rib, top + 27)], 2, 120)
    return s


def _gantry(s: Sheet, ink: str, x: float, base: float, k: float) -> None:
    """A ship-to-shore crane, its boom reaching to the right."""

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * k, base - dy * k

    for foot in (-95, 95):
        s.poly(
            ink, [at(foot - 12, 0), at(foot * 0.82 - 11, 430), at(foot * 0.82 + 11, 430), at(foot + 12, 0)]
        )
        s.rect(ink, x + (foot - 30) * k, base - 16 * k, x + (foot + 30) * k, base)
    s.line(ink, [at(-92, 120), at(92, 120)], 14 * k)
    s.line(ink, [at(-90, 130), at(84, 400)], 8 * k)
    s.rect(ink, x - 190 * k, base - 470 * k, x + 420 * k, base - 430 * k)
    for bay in range(-180, 400, 44):
        s.poly(ink, [at(bay + 8, 438), at(bay + 22, 461), at(bay + 36, 438)], 0)
    s.poly(ink, [at(-8, 470), at(36, 620), at(52, 620), at(44, 470)])
    s.line(ink, [at(44, 616), at(400, 468)], 6 * k)
    s.line(ink, [at(44, 616), at(210, 468)], 5 * k)
    s.line(ink, [at(44, 616), at(-180, 468)], 6 * k)
    s.rect(ink, x - 170 * k, base - 520 * k, x - 90 * k, base - 470 * k)
    s.rect(ink, x + 250 * k, base - 430 * k, x + 292 * k, base - 396 * k)
    s.line(ink, [at(262, 396), at(262, 240)], 3 * k)
    s.line(ink, [at(280, 396), at(280, 240)], 3 * k)
    s.rect(ink, x + 236 * k, base - 240 * k, x + 306 * k, base - 206 * k)


def _ferry(s: Sheet, hull: str, trim: str, x: float, y: float, k: float) -> None:
    """A double-ended estuary ferry seen from the side, on its waterline."""

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * k, y - dy * k

    body = [at(-330, 62), at(-300, 6), at(-270, 0), at(270, 0), at(300, 6), at(330, 62)]
    cabin = [at(-236, 62), at(-226, 132), at(226, 132), at(236, 62)]
    upper = [at(-140, 132), at(-132, 186), at(132, 186), at(140, 132)]
    for shape in (body, cabin, upper):
        s.carve(shape)
    s.poly(hull, body)
    s.poly(trim, [at(-326, 54), at(-318, 40), at(318, 40), at(326, 54)])
    s.poly(hull, [at(-318, 40), at(-316, 36), at(316, 36), at(318, 40)], 0)
    for deck, top, low, reach in ((cabin, 132, 62, 226), (upper, 186, 132, 126)):
        s.line(hull, [*deck, deck[0]], 5 * k)
        window = -reach + 22
        while window < reach - 20:
            s.rect(hull, x + window * k, y - (top - 16) * k, x + (window + 26) * k, y - (low + 24) * k)
            window += 38
    house = [at(-46, 186), at(-36, 232), at(36, 232), at(46, 186)]
    s.carve(house)
    s.poly(hull, house)
    s.rect(hull, x - 30 * k, y - 224 * k, x + 30 * k, y - 206 * k, 0)
    s.poly(trim, [at(-120, 186), at(-112, 246), at(-76, 246), at(-72, 186)])
    s.rect(hull, x - 114 * k, y - 246 * k, x - 74 * k, y - 234 * k)
    s.line(hull, [at(0, 232), at(0, 316)], 5 * k)
    s.line(hull, [at(-18, 282), at(18, 282)], 4 * k)
    s.line(hull, [at(-322, 62), at(-322, 92), at(-236, 92)], 3 * k)
    s.line(hull, [at(322, 62), at(322, 92), at(236, 92)], 3 * k)


def ferry_dawn(key: str) -> Sheet:
    s = Sheet(key, CREAM, glow=MUSTARD, rose=CORAL, blue=NAVY)
    s.fade("rose", 0, 0, WIDTH, 600, 60, 190)
    s.fade("glow", 0, 160, WIDTH, 600, 0, 230)
    s.fade("blue", 0, 0, WIDTH, 300, 110, 0)
    for y, x, long in ((150, 420, 620), (205, 980, 760), (262, 520, 500), (318, 1240, 560), (92, 1260, 480)):
        for part in range(4):
            s.stroke("blue", x + part * 46 - 60, y + part * 9, long * (1 - part * 0.16), 15 - part * 2, 130)
    s.poly("rose", s.land(s.ridge(560, 34, seed=4.0), 620))
    s.poly("blue", s.land(s.ridge(590, 18, seed=9.2), 620), 150)
    s.oval("glow", 400, 566, 92, tone=255)
    s.oval("rose", 400, 566, 92, tone=0)
    s.poly("blue", s.land(s.ridge(600, 12, seed=2.1, left=560), 622))
    s.poly("blue", [(-5, 604), (560, 612), (560, 622), (-5, 622)])
    s.fade("rose", 0, 620, WIDTH, 900, 160, 0)
    s.fade("glow", 0, 620, WIDTH, 860, 200, 0)
    s.fade("blue", 0, 620, WIDTH, HEIGHT, 60, 240)
    for row in range(20):
        y = 634 + row * 20
        s.stroke("blue", 400 + s.random.uniform(-40, 40), y, 130 + row * 13, 10, 0)
        s.stroke("rose", 400 + s.random.uniform(-40, 40), y, 120 + row * 9, 9, 0)
    s.water("blue", 640, HEIGHT, 255, density=0.75)
    s.water("blue", 700, HEIGHT, 0, density=0.25)
    _ferry(s, "blue", "rose", 980, 776, 1.26)
    for row in range(9):
        y = 786 + row * 15
        s.stroke("blue", 980 + s.random.uniform(-30, 30), y, 860 - row * 70, 12, 255)
    s.stroke("blue", 1450, 784, 220, 9, 0)
    s.stroke("blue", 1500, 800, 260, 8, 0)
    s.stroke("blue", 520, 782, 150, 8, 0)
    for x, y, k in ((520, 420, 1.0), (600, 380, 0.8), (690, 440, 0.7), (250, 330, 0.6), (1180, 430, 0.6)):
        gull(s, "blue", x, y, k)
    return s


def gull(s: Sheet, ink: str, x: float, y: float, k: float, tone: int = 255) -> None:
    s.poly(
        ink,
        [
            (x - 40 * k, y - 14 * k), (x - 16 * k, y - 16 * k), (x, y), (x + 18 * k, y - 18 * k),
            (x + 44 * k, y - 12 * k), (x + 20 * k, y - 10 * k), (x + 2 * k, y + 9 * k),
            (x - 16 * k, y - 8 * k),
        ],
        tone,
    )


def storm_sea(key: str) -> Sheet:
    s = Sheet(key, MIST, grey=SKY, green=TEAL, dark=NIGHT)
    s.fade("grey", 0, 0, WIDTH, 620, 255, 90)
    s.fade("dark", 0, 0, WIDTH, 520, 200, 0)
    for _ in range(42):
        x, y = s.random.uniform(-100, WIDTH + 100), s.random.uniform(-30, 300)
        r = s.random.uniform(50, 150)
        s.shade("dark", x, y, r * 1.7, 110)
    for _ in range(250):
        x, y = s.random.uniform(-100, WIDTH + 200), s.random.uniform(60, 620)
        long = s.random.uniform(50, 150)
        s.line("dark", [(x, y), (x - long * 0.45, y + long)], 2.5, 150)
    for layer in range(7):
        if layer == 3:
            _trawler(s, "dark", "green", 1010, 716, 0.95)
        y = 540 + layer * 88
        crest: list[tuple[float, float]] = []
        x, swing = -240.0 + s.random.uniform(-90, 90), 34 + layer * 17
        while x < WIDTH + 300:
            wide = (150 + layer * 62) * s.random.uniform(0.7, 1.35)
            for part in range(18):
                t = part / 18
                # Flat troughs and sharp tops, each leaning the way the wind blows.
                lift = swing * ((1 + math.cos(2 * math.pi * (t - 0.6))) / 2) ** 1.9
                crest.append((x + wide * t + lift * 0.75, y - lift + s.random.uniform(-2, 2)))
            x += wide
        shape = s.land(crest)
        s.carve(shape)
        s.poly("green", shape, 100 + layer * 24)
        s.fade_poly("dark", shape, 30 + layer * 20, 210)
        s.line("dark", [(px + 4, py + 18 + layer * 4) for px, py in crest], 4 + layer, 255)
        s.line("green", crest, 8 + layer * 2, 0)
        s.line("dark", crest, 8 + layer * 2, 0)
        for (px, py), (_, after) in pairwise(crest):
            if py < y - swing * 0.86 and after > py:
                for _ in range(5 + layer):
                    r = s.random.uniform(1.2, 2.4 + layer * 0.7)
                    dx, dy = (
                        s.random.uniform(-20, 90) * (0.6 + layer * 0.12),
                        s.random.uniform(-24, 30) * (0.6 + layer * 0.12),
                    )
                    for ink in ("green", "dark"):
                        s.oval(ink, px + dx, py + dy, r * 1.4, r, tone=0)
        for px, py in crest[3::18]:
            for cut in range(3):
                s.stroke(
                    "dark",
                    px + 20,
                    py + 40 + cut * 22 + layer * 6,
                    90 + layer * 22 - cut * 18,
                    5 + layer * 0.8,
                    0,
                    5,
                )
    gull(s, "dark", 430, 250, 1.1)
    gull(s, "dark", 1220, 330, 0.8)
    return s


def _trawler(s: Sheet, dark: str, trim: str, x: float, y: float, k: float) -> None:
    """A small fishing boat climbing to the right."""

    def at(dx: float, dy: float) -> tuple[float, float]:
        tilt = 0.2
        return x + (dx * math.cos(tilt) - dy * math.sin(tilt)) * k, y - (
            dy * math.cos(tilt) + dx * math.sin(tilt)
        ) * k

    hull = [at(-150, 58), at(-140, -10), at(110, -10), at(176, 86), at(120, 62), at(-60, 44)]
    house = [at(-90, 46), at(-84, 120), at(-2, 120), at(10, 50)]
    for shape in (hull, house):
        s.carve(shape)
    s.poly(dark, hull)
    s.poly(trim, hull)
    s.poly(dark, house, 40)
    s.line(dark, [*house, house[0]], 5 * k)
    for window in (-74, -46, -20):
        s.poly(dark, [at(window, 86), at(window + 1, 108), at(window + 18, 108), at(window + 18, 86)])
    s.line(dark, [at(-40, 120), at(-44, 220)], 6 * k)
    s.line(dark, [at(-44, 214), at(168, 88)], 3 * k)
    s.line(dark, [at(-44, 214), at(-150, 60)], 3 * k)
    s.line(dark, [at(60, 60), at(64, 150)], 5 * k)
    s.line(dark, [at(64, 146), at(120, 66)], 3 * k)


def fog_boats(key: str) -> Sheet:
    s = Sheet(key, MIST, grey=SKY, deep=PINE)
    s.fade("grey", 0, 0, WIDTH, HEIGHT, 130, 40)
    s.fade("grey", 0, 560, WIDTH, HEIGHT, 60, 190)
    s.oval("grey", 1190, 270, 96, tone=20)
    ranks = ((470, 0.5, 34, 9), (560, 0.72, 62, 7), (680, 1.05, 110, 5), (850, 1.7, 235, 3))
    for rank, (y, k, tone, many) in enumerate(ranks):
        if rank < 2:
            s.poly("grey", s.land(s.ridge(y - 74 * k, 9 * k, seed=rank * 3.1), y - 6), tone + 40)
        for n in range(many):
            x = (n + 0.5) * WIDTH / many + s.random.uniform(-60, 60) * k - (0 if rank < 3 else 60)
            _moored(s, "deep", x, y + s.random.uniform(-8, 8) * k, k * s.random.uniform(0.85, 1.1), tone)
        for _ in range(26):
            s.stroke(
                "grey",
                s.random.uniform(0, WIDTH),
                y + s.random.uniform(6, 80) * k,
                s.random.uniform(80, 380) * k,
                5 * k,
                0,
            )
    s.water("deep", 880, HEIGHT, 120, density=0.4)
    s.water("grey", 760, HEIGHT, 0, density=0.5)
    return s


def _moored(s: Sheet, ink: str, x: float, y: float, k: float, tone: int) -> None:
    """An open fishing boat with a mast, at its mooring, with its reflection."""
    s.poly(
        ink,
        [
            (x - 92 * k, y - 34 * k), (x - 70 * k, y), (x + 66 * k, y), (x + 98 * k, y - 42 * k),
            (x + 30 * k, y - 27 * k),
        ],
        tone,
    )
    s.poly(
        ink,
        [
            (x - 40 * k, y - 30 * k), (x - 36 * k, y - 64 * k), (x + 4 * k, y - 64 * k),
            (x + 10 * k, y - 30 * k),
        ],
        tone,
    )
    mast = s.random.uniform(130, 200)
    s.line(ink, [(x + 22 * k, y - 28 * k), (x + 20 * k, y - mast * k)], max(2, 5 * k), tone)
    s.line(ink, [(x + 20 * k, y - mast * k), (x + 96 * k, y - 42 * k)], max(1, 2 * k), tone)
    s.line(ink, [(x + 20 * k, y - mast * k), (x - 88 * k, y - 34 * k)], max(1, 2 * k), tone)
    s.line(ink, [(x + 21 * k, y - mast * 0.42 * k), (x - 60 * k, y - mast * 0.5 * k)], max(2, 4 * k), tone)
    for n in range(7):
        s.stroke(
            ink,
            x + s.random.uniform(-8, 8) * k,
            y + (8 + n * 10) * k,
            (150 - n * 17) * k,
            6 * k,
            max(20, tone * 2 // 3),
        )
    for n in range(6):
        s.stroke(
            ink,
            x + 21 * k + s.random.uniform(-5, 5) * k,
            y + (78 + n * 11) * k,
            16 * k,
            5 * k,
            max(20, tone // 2),
        )


def freighter(key: str) -> Sheet:
    s = Sheet(key, CREAM, sun=CORAL, sea=TEAL, dark=NIGHT)
    s.fade("sun", 0, 0, WIDTH, 610, 20, 160)
    s.oval("sun", 560, 420, 230)
    for y, cut in ((470, 10), (512, 14), (556, 20)):
        s.stroke("sun", 560, y, 640, cut, 30)
    island = [
        (1020, 612), (1120, 560), (1220, 500), (1300, 440), (1350, 452), (1430, 520), (1540, 556),
        (WIDTH + 9, 580), (WIDTH + 9, 612),
    ]
    s.poly("sea", island, 150)
    s.hatch("sea", island, 13, 4, 0.35, 255)
    s.rect("sea", 0, 610, WIDTH, HEIGHT, 190)
    s.fade("dark", 0, 610, WIDTH, HEIGHT, 0, 190)
    for row in range(22):
        y = 622 + row * 20
        s.stroke("sea", 560 + s.random.uniform(-50, 50), y, 470 - row * 13, 9, 0)
        s.stroke("sun", 560 + s.random.uniform(-50, 50), y, 440 - row * 12, 8, 220)
    s.water("sea", 622, HEIGHT, 255, density=0.8)
    s.water("dark", 660, HEIGHT, 220, density=0.4)
    hull = [
        (250, 560), (270, 690), (1290, 690), (1392, 540), (1300, 552), (1290, 570), (470, 570), (466, 560),
    ]
    s.carve(hull)
    s.poly("dark", hull)
    s.poly("sun", [(266, 662), (270, 690), (1290, 690), (1310, 662)])
    x = 486.0
    while x < 1270:
        tall = s.random.choice((2, 3, 3, 4, 4))
        for level in range(tall):
            top = 568 - (level + 1) * 34
            s.carve([(x, top), (x + 54, top), (x + 54, top + 33), (x, top + 33)])
            ink = s.random.choice(("dark", "sea", "sun"))
            s.rect(ink, x, top, x + 53, top + 32)
            if ink != "dark":
                s.rect("dark", x, top, x + 53, top + 32, s.random.choice((0, 50, 90)))
        x += 56
    bridge = [(286, 560), (286, 356), (440, 356), (440, 560)]
    s.carve(bridge)
    s.line("dark", [*bridge, bridge[0]], 6)
    for floor in range(6):
        for window in range(5):
            s.rect("dark", 300 + window * 28, 374 + floor * 31, 316 + window * 28, 388 + floor * 31)
    s.rect("dark", 262, 340, 464, 360)
    s.rect("dark", 206, 430, 262, 560)
    s.rect("sun", 214, 400, 256, 452)
    s.rect("dark", 214, 400, 256, 416)
    s.line("dark", [(364, 340), (364, 256)], 6)
    s.line("dark", [(336, 292), (392, 292)], 5)
    for puff in range(7):
        s.oval("dark", 230 - puff * 34, 376 - puff * 24, 20 + puff * 9, 14 + puff * 6, tone=110 - puff * 12)
    s.stroke("dark", 1420, 690, 190, 12, 0)
    s.stroke("sea", 1420, 690, 190, 12, 0)
    for row in range(8):
        s.stroke("dark", 800 + s.random.uniform(-40, 40), 702 + row * 15, 1120 - row * 110, 11)
    return s


SCENES = {
    "harbour-cranes": harbour_cranes,
    "ferry-dawn": ferry_dawn,
    "storm-sea": storm_sea,
    "fog-boats": fog_boats,
    "freighter": freighter,
}
