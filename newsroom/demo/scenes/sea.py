"""Scenes on the water: the harbour, the ferries, the barrage, the coast."""

from __future__ import annotations

import math
from itertools import pairwise

from newsroom.demo.press import (
    BONE,
    BRICK,
    CORAL,
    CREAM,
    HEIGHT,
    MIST,
    MUSTARD,
    NAVY,
    NIGHT,
    PINE,
    ROSE,
    SEA,
    SKY,
    STONE,
    STRAW,
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
        _gull(s, "blue", x, y, k)
    return s


def _gull(s: Sheet, ink: str, x: float, y: float, k: float, tone: int = 255) -> None:
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
    _gull(s, "dark", 430, 250, 1.1)
    _gull(s, "dark", 1220, 330, 0.8)
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


def lighthouse(key: str) -> Sheet:
    s = Sheet(key, CREAM, lamp=MUSTARD, brick=BRICK, night=NAVY)
    s.fade("night", 0, 0, WIDTH, 700, 255, 130)
    for _ in range(120):
        s.oval(
            "night",
            s.random.uniform(0, WIDTH),
            s.random.uniform(0, 520),
            s.random.choice((1.5, 2, 3)),
            tone=0,
        )
    lamp = (1122.0, 262.0)
    for beam in ([lamp, (-40, 60), (-40, 330)], [lamp, (WIDTH + 40, 220), (WIDTH + 40, 330)]):
        s.poly("night", beam, 60)
        s.poly("lamp", beam, 190)
    s.glow("night", *lamp, 250, 200)
    s.poly("night", s.land(s.ridge(690, 14, seed=5.5), 720), 255)
    s.fade("night", 0, 715, WIDTH, HEIGHT, 170, 255)
    s.poly("lamp", [(0, 715), (760, 715), (520, 860), (0, 800)], 90)
    s.water("night", 722, HEIGHT, 0, density=0.35)
    s.water("night", 722, HEIGHT, 255, density=0.8)
    rock = [
        (760, HEIGHT + 9), (800, 930), (850, 900), (880, 800), (950, 770), (985, 716), (1050, 700),
        (1240, 694), (1310, 740), (1390, 752), (1440, 830), (1520, 850), (WIDTH + 9, 900),
        (WIDTH + 9, HEIGHT + 9),
    ]
    s.carve(rock)
    s.poly("night", rock)
    s.poly("brick", rock, 120)
    for _ in range(420):
        x, y = s.random.uniform(800, WIDTH), s.random.uniform(706, HEIGHT)
        if y < 716 + abs(x - 1150) * 0.42:
            continue
        long, thick = s.random.uniform(14, 74), s.random.uniform(3, 8)
        lean = 0.62 if x > 1150 else -0.5
        s.poly(
            "night",
            [
                (x, y), (x + long * 0.5, y + long * lean * 0.5 - thick), (x + long, y + long * lean),
                (x + long * 0.5, y + long * lean * 0.5 + thick),
            ],
            0 if s.random.random() < 0.75 else 255,
        )
    for _ in range(60):
        x, y = s.random.uniform(790, WIDTH), s.random.uniform(780, HEIGHT)
        s.stroke(
            "brick", x, y, s.random.uniform(30, 90), s.random.uniform(5, 12), s.random.choice((0, 220)), 6
        )
    for _ in range(46):
        x = s.random.uniform(700, 830)
        s.oval(
            "night",
            x,
            HEIGHT - (x - 690) * s.random.uniform(0.1, 0.9),
            s.random.uniform(4, 16),
            s.random.uniform(3, 8),
            tone=0,
        )
    tower = [(1062, 704), (1084, 330), (1160, 330), (1182, 704)]
    s.carve(tower)
    for band in range(5):
        top, bottom = 330 + band * 75, 330 + (band + 1) * 75
        edge = [(1084 - (y - 330) * 0.0588, 1160 + (y - 330) * 0.0588, y) for y in (top, min(bottom, 704))]
        if band % 2 == 0:
            s.poly(
                "brick",
                [
                    (edge[0][0], edge[0][2]), (edge[0][1], edge[0][2]), (edge[1][1], edge[1][2]),
                    (edge[1][0], edge[1][2]),
                ],
            )
    s.poly("night", [(1128, 330), (1160, 330), (1182, 704), (1136, 704)], 120)
    for y in (400, 490, 580):
        s.rect("night", 1104, y, 1116, y + 26)
    s.rect("night", 1062, 316, 1182, 332)
    s.carve([(1094, 316), (1094, 222), (1150, 222), (1150, 316)])
    s.rect("lamp", 1094, 222, 1150, 316)
    for x in (1094, 1113, 1131, 1150):
        s.line("night", [(x, 222), (x, 316)], 5)
    s.poly("night", [(1080, 224), (1122, 172), (1164, 224)])
    s.line("night", [(1122, 176), (1122, 140)], 4)
    for x in range(1064, 1186, 15):
        s.line("night", [(x, 316), (x, 292)], 3)
    s.line("night", [(1062, 292), (1182, 292)], 4)
    s.carve([(1230, 700), (1230, 640), (1268, 600), (1306, 640), (1306, 742)])
    s.poly("night", [(1222, 644), (1268, 596), (1314, 644)])
    s.poly("night", [(1268, 640), (1306, 640), (1306, 742), (1268, 720)], 140)
    s.rect("lamp", 1242, 660, 1258, 684)
    return s


def barrage_gates(key: str) -> Sheet:
    k: float
    x: float
    y: float
    s = Sheet(key, CREAM, sky=STRAW, gate=BRICK, stone=NAVY)
    s.fade("sky", 0, 0, WIDTH, 560, 60, 255)
    s.fade("gate", 0, 260, WIDTH, 560, 0, 110)
    for x, y, long in ((300, 130, 520), (980, 90, 700), (1330, 190, 420), (620, 230, 380)):
        for part in range(3):
            s.stroke("sky", x + part * 40, y + part * 13, long * (1 - part * 0.2), 17 - part * 3, 0)
            s.stroke("stone", x + part * 40, y + part * 13 + 9, long * (0.9 - part * 0.2), 6, 90)
    s.poly("stone", s.land(s.ridge(540, 30, seed=1.4), 600), 120)
    s.poly("stone", s.land(s.ridge(570, 16, seed=7.7), 600), 190)
    s.rect("stone", 0, 598, WIDTH, HEIGHT, 90)
    s.fade("sky", 0, 598, WIDTH, 800, 190, 0)
    s.fade("stone", 0, 598, WIDTH, HEIGHT, 100, 215)
    s.water("stone", 600, 820, 220, density=0.7)
    # Seven bays seen at a slant, the nearest on the left.
    x, k, open_bays = -130.0, 1.42, {1, 2}
    piers = []
    for _ in range(8):
        piers.append((x, k))
        x += 335 * k
        k *= 0.83
    for bay, ((x, k), (after, small)) in reversed(list(enumerate(pairwise(piers)))):
        foot, next_foot = 640 + 190 * k, 640 + 190 * small
        head, next_head = 640 - 165 * k, 640 - 165 * small
        left, right = x + 62 * k, after
        lift = 0.55 if bay in open_bays else 0.0
        gate = [
            (left, foot - (270 + lift * 130) * k), (right, next_foot - (270 + lift * 130) * small),
            (right, next_foot - (8 + lift * 210) * small), (left, foot - (8 + lift * 210) * k),
        ]
        s.carve([(left, head), (right, next_head), (right, next_foot), (left, foot)], "stone", "sky", "gate")
        s.poly("stone", [(left, head), (right, next_head), (right, next_foot), (left, foot)], 215)
        s.carve(gate)
        s.poly("gate", gate)
        s.fade_poly("stone", gate, 0, 110)
        for rib in range(1, 7):
            t = rib / 7
            s.line(
                "stone",
                [
                    (left + (right - left) * t, gate[0][1] + (gate[1][1] - gate[0][1]) * t),
                    (left + (right - left) * t, gate[3][1] + (gate[2][1] - gate[3][1]) * t),
                ],
                4 * small + 1,
                190,
            )
        for rib in range(1, 4):
            t = rib / 4
            s.line(
                "stone",
                [
                    (left, gate[0][1] + (gate[3][1] - gate[0][1]) * t),
                    (right, gate[1][1] + (gate[2][1] - gate[1][1]) * t),
                ],
                5 * small + 1,
                190,
            )
        if lift:
            fall = [gate[3], gate[2], (right, next_foot + 20 * small), (left, foot + 20 * k)]
            s.carve(fall)
            s.poly("stone", fall, 40)
            for _ in range(46):
                t = s.random.random()
                fx, top = left + (right - left) * t, gate[3][1] + (gate[2][1] - gate[3][1]) * t
                low = foot + (next_foot - foot) * t
                s.line(
                    "stone",
                    [(fx, top + s.random.uniform(0, 40) * k), (fx, low - s.random.uniform(-14, 50) * k)],
                    s.random.choice((2, 3, 5)),
                    200,
                )
            for _ in range(70):
                t = s.random.random()
                fx, low = left + (right - left) * t, foot + (next_foot - foot) * t
                s.oval(
                    "stone",
                    fx,
                    low + s.random.uniform(-24, 40) * k,
                    s.random.uniform(8, 26) * k,
                    s.random.uniform(4, 12) * k,
                    tone=0,
                )
            for _ in range(18):
                t = s.random.random()
                s.stroke(
                    "stone",
                    left + (right - left) * t,
                    foot + s.random.uniform(20, 150) * k,
                    s.random.uniform(90, 260) * k,
                    9 * k,
                    0,
                )
    for x, k in reversed(piers):
        foot, head = 640 + 196 * k, 640 - 176 * k
        side = [(x, head), (x + 62 * k, head + 4 * k), (x + 62 * k, foot), (x, foot + 18 * k)]
        face = [(x - 46 * k, head - 6 * k), (x, head), (x, foot + 18 * k), (x - 46 * k, foot - 8 * k)]
        for shape in (side, face):
            s.carve(shape)
        s.poly("stone", side, 45)
        s.poly("sky", side, 110)
        s.poly("stone", face, 225)
        for joint in range(1, 7):
            y = head + (foot - head) * joint / 7
            s.line("stone", [(x, y), (x + 62 * k, y)], 2, 130)
        house = [
            (x - 52 * k, head - 92 * k), (x + 70 * k, head - 84 * k), (x + 70 * k, head),
            (x - 52 * k, head - 6 * k),
        ]
        s.carve(house)
        s.poly("stone", house, 235)
        s.poly(
            "stone",
            [(x - 60 * k, head - 92 * k), (x + 4 * k, head - 132 * k), (x + 78 * k, head - 84 * k)],
            255,
        )
        for window in range(3):
            s.rect(
                "stone",
                x + (6 + window * 21) * k,
                head - 64 * k,
                x + (18 + window * 21) * k,
                head - 34 * k,
                0,
            )
            s.rect(
                "sky",
                x + (6 + window * 21) * k,
                head - 64 * k,
                x + (18 + window * 21) * k,
                head - 34 * k,
                255,
            )
    for (x, k), (after, small) in pairwise(piers):
        deck = [
            (x + 62 * k, 640 - 172 * k), (after - 40 * small, 640 - 176 * small),
            (after - 40 * small, 640 - 150 * small), (x + 62 * k, 640 - 142 * k),
        ]
        s.carve(deck)
        s.poly("stone", deck, 245)
        for post in range(12):
            t = post / 11
            px, py = deck[0][0] + (deck[1][0] - deck[0][0]) * t, deck[0][1] + (deck[1][1] - deck[0][1]) * t
            s.line("stone", [(px, py), (px, py - 26 * (k + (small - k) * t))], 2)
        s.line("stone", [(deck[0][0], deck[0][1] - 26 * k), (deck[1][0], deck[1][1] - 26 * small)], 3)
    s.water("stone", 900, HEIGHT, 0, density=0.5)
    s.water("stone", 880, HEIGHT, 255, density=0.8)
    _gull(s, "stone", 1180, 330, 0.9)
    _gull(s, "stone", 1260, 300, 0.6)
    return s


def mudflats(key: str) -> Sheet:
    s = Sheet(key, BONE, rose=ROSE, mud=STONE, dark=NAVY)
    s.fade("rose", 0, 0, WIDTH, 430, 60, 240)
    s.oval("rose", 1130, 330, 74, tone=0)
    s.poly("dark", s.land(s.ridge(408, 22, seed=3.3), 436), 130)
    for bay in range(9):
        s.rect("dark", 90 + bay * 46, 378, 104 + bay * 46, 432, 220)
    s.rect("dark", 60, 384, 520, 392, 220)
    s.rect("mud", 0, 430, WIDTH, HEIGHT, 150)
    s.fade("mud", 0, 430, WIDTH, HEIGHT, 90, 250)
    s.fade("rose", 0, 430, WIDTH, 700, 150, 0)
    # The creek swings towards the reader, growing as it comes.
    left, right = [], []
    for n in range(121):
        t = n / 120
        y = 436 + (HEIGHT - 420) * t**1.7
        centre = _creek(t)
        wide = 9 + 200 * t**1.6
        left.append((centre - wide + s.random.uniform(-4, 4) * t, y))
        right.append((centre + wide + s.random.uniform(-4, 4) * t, y))
    creek = [*left, *reversed(right)]
    s.carve(creek)
    s.fade_poly("rose", creek, 210, 40)
    s.fade_poly("dark", creek, 10, 130)
    s.line("dark", left, 9, 200)
    s.line("dark", right, 5, 150)
    for _ in range(160):
        t = s.random.random()
        y = 450 + (HEIGHT - 440) * t**1.6
        x = s.random.uniform(0, WIDTH)
        s.stroke("dark", x, y, 30 + 130 * t, 2 + 6 * t, 0)
        s.stroke(
            "mud",
            x + s.random.uniform(-60, 60),
            y + 8 + 12 * t,
            40 + 150 * t,
            2 + 7 * t,
            s.random.choice((0, 255)),
            3 * t,
        )
    for side in (-1, 1):
        for branch in range(5):
            t = 0.3 + branch * 0.15
            y = 436 + (HEIGHT - 420) * t**1.7
            x = _creek(t) + side * (9 + 190 * t**1.6)
            points = [
                (x + side * 60 * n * t + s.random.uniform(-10, 10), y - n * 9 * t + math.sin(n * 1.3) * 9 * t)
                for n in range(7)
            ]
            s.line("mud", points, 9 * t + 3, 0)
            s.line("dark", [(px, py + 5) for px, py in points], 4 * t + 1, 160)
    for x, y, k in (
        (330, 830, 1.25), (450, 770, 0.9), (240, 740, 0.75), (1360, 700, 0.8), (1440, 820, 1.1),
        (1290, 640, 0.5), (640, 610, 0.45),
    ):
        _wader(s, "dark", x, y, k, s.random.choice((-1, 1)))
    return s


def _creek(t: float) -> float:
    """Where the middle of the creek runs, from the horizon (0) to the reader (1)."""
    return 1060 + math.sin(3.2 + 13.5 * t**0.62) * (26 + 330 * t) - 240 * t


def _wader(s: Sheet, ink: str, x: float, y: float, k: float, face: int) -> None:
    """A long-billed bird at the water's edge."""
    s.oval(ink, x, y - 78 * k, 40 * k, 21 * k)
    s.poly(
        ink,
        [(x - face * 30 * k, y - 84 * k), (x - face * 66 * k, y - 62 * k), (x - face * 20 * k, y - 64 * k)],
    )
    s.line(ink, [(x + face * 28 * k, y - 86 * k), (x + face * 44 * k, y - 122 * k)], 11 * k)
    s.oval(ink, x + face * 46 * k, y - 126 * k, 13 * k, 11 * k)
    s.line(
        ink,
        [
            (x + face * 54 * k, y - 126 * k), (x + face * 92 * k, y - 112 * k),
            (x + face * 112 * k, y - 92 * k),
        ],
        max(2, 4 * k),
    )
    for leg in (-9, 8):
        s.line(
            ink,
            [(x + leg * k, y - 62 * k), (x + (leg + 4 * face) * k, y - 30 * k), (x + leg * k, y)],
            max(2, 4 * k),
        )
    for n in range(4):
        s.stroke(ink, x, y + (6 + n * 9) * k, (70 - n * 14) * k, 4 * k, 130)


def rowing_eight(key: str) -> Sheet:
    s = Sheet(key, CREAM, boat=MUSTARD, water=TEAL, dark=NAVY)
    s.rect("water", 0, 0, WIDTH, HEIGHT, 215)
    s.fade("dark", 0, 0, WIDTH, HEIGHT, 20, 150)
    for _ in range(330):
        x, y = s.random.uniform(-60, WIDTH + 60), s.random.uniform(0, HEIGHT)
        s.stroke(
            "water",
            x,
            y,
            s.random.uniform(50, 210),
            s.random.uniform(3, 9),
            s.random.choice((90, 255, 255)),
            s.random.uniform(-9, 9),
        )
    heading = math.radians(-24)
    along, across = (math.cos(heading), math.sin(heading)), (-math.sin(heading), math.cos(heading))

    def at(u: float, v: float) -> tuple[float, float]:
        return 790 + along[0] * u + across[0] * v, 545 + along[1] * u + across[1] * v

    for side in (-1, 1):
        for band in range(3):
            wake = [
                at(560 - 44 * n, side * (8 + n * (4.4 + band * 2.3) + math.sin(n * 0.9 + band) * 6))
                for n in range(32)
            ]
            s.line("water", wake, 7 - band * 2, 0)
            s.line("dark", wake, 7 - band * 2, 0)
    hull = [
        at(700, 0),
        at(560, -13),
        at(250, -25),
        at(-350, -25),
        at(-600, -13),
        at(-720, 0),
        at(-600, 13),
        at(-350, 25),
        at(250, 25),
        at(560, 13),
    ]
    s.poly("dark", [(x + 16, y + 26) for x, y in hull], 255)
    for seat in range(8):
        u, side = 330 - seat * 92, 1 if seat % 2 == 0 else -1
        blade, handle = at(u - 128, side * 292), at(u + 26, side * -6)
        s.line("dark", [(handle[0] + 10, handle[1] + 20), (blade[0] + 10, blade[1] + 24)], 6, 200)
        for ink in ("water", "dark"):
            for ring in (44, 30):
                s.arc(ink, blade[0] - 18, blade[1] + 6, ring * 1.25, ring * 0.8, 0, 360, 5, 0)
        s.line("water", [handle, blade], 8, 0)
        s.line("dark", [handle, blade], 8, 0)
        tip = [
            at(u - 104, side * 246),
            at(u - 92, side * 252),
            at(u - 116, side * 312),
            at(u - 146, side * 304),
        ]
        s.carve(tip)
        s.poly("boat", tip)
    s.carve(hull)
    s.poly("boat", hull)
    s.poly("dark", [at(380, -14), at(380, 14), at(-470, 15), at(-470, -15)], 235)
    for seat in range(8):
        u = 330 - seat * 92
        body = [
            at(u + 24, -24),
            at(u + 8, -31),
            at(u - 22, -24),
            at(u - 28, 0),
            at(u - 22, 24),
            at(u + 8, 31),
            at(u + 24, 24),
        ]
        s.carve(body)
        s.poly("dark", body, 60)
        s.line("dark", [*body, body[0]], 4)
        for arm in (-26, 26):
            elbow, hand = at(u + 30, arm * 1.1), at(u + 34, arm * 0.3)
            s.line("boat", [at(u + 6, arm), elbow, hand], 11, 160)
            s.line("dark", [at(u + 6, arm), elbow, hand], 3, 200)
        head = at(u - 6, 0)
        s.oval("dark", *head, 17)
        s.oval("dark", head[0] + 4, head[1] - 4, 11, tone=120)
    cox = at(-452, 0)
    s.oval("boat", *cox, 24)
    s.oval("dark", *cox, 24, tone=60)
    s.oval("dark", *cox, 13)
    return s


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


def net_floats(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, BONE, float=BRICK, green=SEA, dark=NAVY)
    s.rect("green", 0, 0, WIDTH, HEIGHT, 90)
    for plank in range(7):
        y = plank * 156 - 20
        s.rect("green", 0, y, WIDTH, y + 148, s.random.choice((70, 95, 120)))
        s.line("dark", [(0, y + 151), (WIDTH, y + 151 + s.random.uniform(-4, 4))], 5, 180)
        for _ in range(16):
            s.stroke(
                "green",
                s.random.uniform(0, WIDTH),
                y + s.random.uniform(16, 140),
                s.random.uniform(120, 420),
                4,
                175,
                s.random.uniform(-3, 3),
            )
        for nail in (130, 1450):
            s.oval("dark", nail, y + 74, 6)

    def fall(u: float, v: float) -> tuple[float, float]:
        """Where the mesh lies: it hangs from the head rope and bunches to the lower right."""
        x = -80 + u * 62 + math.sin(v * 0.42 + u * 0.13) * 26 + v * 5
        rope = 330 + math.sin(u * 0.24) * 70 + u * 5
        return x, rope + v * (40 + 5 * math.sin(u * 0.5)) + math.sin(u * 0.55 + v * 0.2) * 20

    for shift, tone, width in (((9, 13), 120, 5), ((0, 0), 255, 5)):
        for u in range(-4, 32):
            for v in range(20):
                a, b, c = fall(u, v), fall(u + 0.5, v + 0.5), fall(u + 1, v)
                d = fall(u + 0.5, v + 0.5)
                e, f = fall(u, v + 1), fall(u + 1, v + 1)
                for start, end in ((a, b), (c, d), (b, e), (d, f)):
                    s.line(
                        "dark",
                        [(start[0] + shift[0], start[1] + shift[1]), (end[0] + shift[0], end[1] + shift[1])],
                        width,
                        tone,
                    )
                if not shift[0]:
                    s.oval("dark", *b, 6)
    rope = [fall(n / 4, 0) for n in range(-20, 130)]
    s.line("dark", [(x + 10, y + 14) for x, y in rope], 16, 150)
    s.line("dark", rope, 18)
    s.line("green", rope, 18, 0)
    for n in range(len(rope) - 1):
        (x, y) = rope[n]
        s.line("dark", [(x - 7, y - 7), (x + 7, y + 7)], 3, 0)
    for u in range(0, 28, 3):
        x, y = fall(u + 0.5, -0.15)
        s.oval("dark", x + 12, y + 20, 64, 44, tone=170)
        for ink in ("green", "dark", "float"):
            s.oval(ink, x, y, 64, 44, tone=0)
        s.oval("float", x, y, 64, 44)
        s.oval("dark", x, y + 6, 60, 38, tone=110)
        s.oval("dark", x - 6, y - 7, 56, 35, tone=0)
        s.arc("dark", x, y, 64, 44, 0, 360, 5)
        s.arc("float", x - 8, y - 8, 40, 24, 190, 265, 6, 0)
        for knot in (-58, 58):
            s.oval("dark", x + knot, y, 9, 13)
    return s


SCENES = {
    "harbour-cranes": harbour_cranes,
    "ferry-dawn": ferry_dawn,
    "storm-sea": storm_sea,
    "fog-boats": fog_boats,
    "lighthouse": lighthouse,
    "barrage-gates": barrage_gates,
    "mudflats": mudflats,
    "rowing-eight": rowing_eight,
    "freighter": freighter,
    "net-floats": net_floats,
}
