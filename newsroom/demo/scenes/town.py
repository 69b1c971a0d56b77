"""Scenes in the streets of the city: mills, trams, roofs, market halls, the stadium, the bridge."""

from __future__ import annotations

import math

from newsroom.demo.press import (
    BONE,
    BRICK,
    CORAL,
    CREAM,
    HEIGHT,
    INK,
    MIST,
    MUSTARD,
    NAVY,
    NIGHT,
    PINE,
    PLUM,
    ROSE,
    RUST,
    SEA,
    SKY,
    STRAW,
    WIDTH,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


def spindles_mills(key: str) -> Sheet:
    s = Sheet(key, CREAM, sky=SKY, brick=BRICK, dark=INK)
    s.fade("sky", 0, 0, WIDTH, 620, 230, 40)
    for x, y, k in ((330, 150, 1.2), (1080, 110, 1.5), (760, 260, 0.8)):
        for n in range(9):
            s.oval(
                "sky",
                x + (n - 4) * 52 * k,
                y + s.random.uniform(-14, 14) * k,
                62 * k,
                (34 - abs(n - 4) * 5) * k,
                tone=0,
            )
    for x, top, wide in ((1330, 130, 58), (210, 250, 44)):
        stack = [(x - wide * 0.62, top), (x + wide * 0.62, top), (x + wide, 640), (x - wide, 640)]
        s.carve(stack)
        s.poly("brick", stack, 225)
        s.poly("dark", [(x + 6, top), (x + wide * 0.62, top), (x + wide, 640), (x + 16, 640)], 120)
        s.hatch("dark", stack, 17, 2, 0, 120)
        s.rect("dark", x - wide * 0.74, top - 16, x + wide * 0.74, top + 12)
        s.rect("dark", x - wide * 0.7, top + 44, x + wide * 0.7, top + 54, 200)
    _sheds(s, 500, 590, 9, 0.62, 160)
    s.rect("dark", 0, 588, WIDTH, 720, 190)
    _sheds(s, 570, 720, 6, 1.0, 255)
    wall = [(0, 718), (WIDTH, 718), (WIDTH, 985), (0, 985)]
    s.carve(wall)
    s.poly("brick", wall, 245)
    s.hatch("dark", wall, 21, 2, 0, 70)
    s.rect("dark", 0, 712, WIDTH, 730)
    s.rect("dark", 0, 968, WIDTH, 990)
    for bay in range(8):
        x = 48 + bay * 196
        arch = [
            (x, 950), (x, 826), (x + 14, 796), (x + 46, 776), (x + 84, 776), (x + 116, 796), (x + 130, 826),
            (x + 130, 950),
        ]
        s.carve(arch)
        lit = bay in (1, 2, 5)
        s.poly("dark", arch, 30 if lit else 215)
        if lit:
            s.poly("brick", arch, 60)
        else:
            s.poly("sky", arch, 120)
        for n in range(1, 4):
            s.line("dark", [(x + n * 32.5, 778), (x + n * 32.5, 950)], 5)
        for y in (826, 868, 910):
            s.line("dark", [(x, y), (x + 130, y)], 5)
        s.line("dark", [*arch, arch[0]], 6)
        if bay == 2:
            _easel(s, x + 66, 950)
    s.fade("dark", 0, 990, WIDTH, HEIGHT, 60, 160)
    s.rect("sky", 0, 990, WIDTH, HEIGHT, 150)
    for x in range(-40, WIDTH, 74):
        s.line("dark", [(x, 1032), (x + s.random.uniform(30, 60), 1032)], 4, 200)
        s.line("dark", [(x + 30, 1056), (x + 80, 1056)], 4, 200)
    _bicycle(s, "dark", 1180, 1014, 1.0)
    _bicycle(s, "dark", 590, 1014, 1.0)
    return s


def _sheds(s: Sheet, top: float, base: float, many: int, k: float, tone: int) -> None:
    """North-light roofs: a steep glazed face and a long slated slope, over and over."""
    wide = WIDTH / many
    for n in range(many + 1):
        x = n * wide - 30 * k
        slope = [(x + 46 * k, top), (x + wide + 4, base), (x + 46 * k, base)]
        glass = [(x, base), (x + 46 * k, top), (x + 60 * k, top + 16 * k), (x + 60 * k, base)]
        s.carve([(x, base), (x + 46 * k, top), (x + wide + 4, base)])
        s.poly("dark", slope, tone)
        s.hatch("dark", slope, 15 * k, 2, -(base - top) / wide * 0.9, tone // 3)
        s.poly("sky", glass, 120)
        for pane in range(1, 5):
            y = base - (base - top) * pane / 5
            s.line("dark", [(x + 46 * k * pane / 5, y), (x + 60 * k, y)], 3, tone)
        s.line("dark", [(x, base), (x + 46 * k, top), (x + wide + 4, base)], 7 * k, 255)


def _easel(s: Sheet, x: float, y: float) -> None:
    for foot in (-38, 38):
        s.line("dark", [(x + foot, y), (x, y - 124)], 5)
    s.carve([(x - 34, y - 104), (x + 34, y - 104), (x + 34, y - 44), (x - 34, y - 44)])
    s.rect("brick", x - 34, y - 104, x + 34, y - 44)
    s.oval("brick", x + 6, y - 76, 15, tone=0)


def _bicycle(s: Sheet, ink: str, x: float, y: float, k: float) -> None:
    for wheel in (-42, 42):
        s.arc(ink, x + wheel * k, y - 32 * k, 32 * k, 32 * k, 0, 360, 4)
    s.line(
        ink,
        [
            (x - 42 * k, y - 32 * k), (x - 20 * k, y - 74 * k), (x + 30 * k, y - 74 * k),
            (x - 4 * k, y - 32 * k), (x - 42 * k, y - 32 * k),
        ],
        4,
    )
    s.line(ink, [(x + 42 * k, y - 32 * k), (x + 28 * k, y - 88 * k), (x + 44 * k, y - 92 * k)], 4)
    s.line(ink, [(x - 4 * k, y - 32 * k), (x - 24 * k, y - 84 * k)], 4)
    s.line(ink, [(x - 36 * k, y - 86 * k), (x - 12 * k, y - 86 * k)], 6)


def stadium_lights(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, BONE, lamp=STRAW, grass=PINE, night=NIGHT)
    s.fade("night", 0, 0, WIDTH, 560, 255, 190)
    for x, y in ((150, 120), (560, 205), (1040, 205), (1450, 120)):
        s.poly("night", [(x, y), (x + (800 - x) * 0.2 - 330, 640), (x + (800 - x) * 0.9 + 300, 640)], 150)
        s.glow("night", x, y, 230, 170)
        s.shade("lamp", x, y, 210, 190)
    crowd = [(-5, 400), (480, 452), (1120, 452), (WIDTH + 5, 400), (WIDTH + 5, 640), (-5, 640)]
    s.poly("night", crowd, 235)
    s.poly(
        "night",
        [
            (-5, 330), (500, 404), (1100, 404), (WIDTH + 5, 330), (WIDTH + 5, 372), (1110, 430), (490, 430),
            (-5, 372),
        ],
        255,
    )
    for n in range(11):
        x = n * 160
        s.line("night", [(x, 340 if n in (0, 10) else 400), (x, 600)], 5)
    for _ in range(2600):
        x = s.random.uniform(0, WIDTH)
        bend = abs(x - 800) / 800
        y = s.random.uniform(462 - 48 * bend**2, 628)
        s.oval("night", x, y, 4.5, 5, tone=s.random.choice((0, 60, 120)))
        if s.random.random() < 0.28:
            s.oval("lamp", x, y, 4.5, 5)
    s.carve([(-5, 632), (WIDTH + 5, 632), (WIDTH + 5, 662), (-5, 662)])
    s.rect("night", -5, 632, WIDTH + 5, 662, 90)
    for n in range(20):
        s.rect("lamp", n * 82 + 4, 637, n * 82 + 66, 658, s.random.choice((0, 255, 120)))
    s.carve([(-5, 664), (WIDTH + 5, 664), (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5)])
    s.rect("grass", 0, 664, WIDTH, HEIGHT, 215)
    vanish = (800, 300)
    for n in range(-9, 9, 2):
        edges = []
        for stripe in (n, n + 1):
            near = 800 + stripe * 190
            edges.append((near + (vanish[0] - near) * (HEIGHT - 664) / (HEIGHT - vanish[1] + 130), near))
        s.poly(
            "grass",
            [
                (edges[0][0], 664), (edges[1][0], 664), (edges[1][1], HEIGHT + 130),
                (edges[0][1], HEIGHT + 130),
            ],
            255,
        )
        s.poly(
            "night",
            [
                (edges[0][0], 664), (edges[1][0], 664), (edges[1][1], HEIGHT + 130),
                (edges[0][1], HEIGHT + 130),
            ],
            70,
        )
    for ink in ("grass", "night"):
        s.line(ink, [(-5, 694), (WIDTH + 5, 694)], 5, 0)
        s.line(ink, [(800, 694), (800, HEIGHT)], 7, 0)
        s.arc(ink, 800, 880, 330, 108, 0, 360, 7, 0)
        s.oval(ink, 800, 880, 10, 5, tone=0)
        s.line(ink, [(210, 694), (120, 800), (-5, 800)], 6, 0)
        s.line(ink, [(1390, 694), (1480, 800), (WIDTH + 5, 800)], 6, 0)
    for x, y in ((150, 120), (560, 205), (1040, 205), (1450, 120)):
        k = 1.0 if y < 200 else 0.66
        s.line("night", [(x, y), (x, 640)], 12 * k)
        for step in range(8):
            ys = y + 50 + step * 44 * k
            s.line("night", [(x - 14 * k, ys), (x + 14 * k, ys + 40 * k)], 3)
        s.rect("night", x - 84 * k, y - 46 * k, x + 84 * k, y + 46 * k)
        for row in range(3):
            for lamp in range(5):
                for ink in ("night", "lamp"):
                    s.oval(ink, x - 64 * k + lamp * 32 * k, y - 28 * k + row * 28 * k, 12 * k, tone=0)
    team = (
        (420, 790, 1.0, 0), (620, 740, 0.75, 1), (700, 960, 1.5, 0), (900, 900, 1.25, 1),
        (1060, 770, 0.9, 0), (1210, 850, 1.1, 1), (1330, 735, 0.75, 0), (260, 900, 1.3, 1),
        (980, 720, 0.68, 1),
    )
    for x, y, k, side in team:
        _player(s, x, y, k, side, s.random.choice((-1, 1)))
    for ink in ("grass", "night"):
        s.oval(ink, 796, 946, 13, tone=0)
    s.arc("night", 796, 946, 13, 13, 0, 360, 3)
    return s


def _player(s: Sheet, x: float, y: float, k: float, side: int, face: int) -> None:
    for angle in (-34, 40):
        s.poly("night", [(x, y), (x + angle * 3.4 * k, y + 7 * k), (x + angle * 3.2 * k, y + 11 * k)], 190)
    for ink in ("grass", "night"):
        s.line(
            ink, [(x - 2 * k, y - 44 * k), (x - 15 * face * k, y - 22 * k), (x - 24 * face * k, y)], 9 * k, 0
        )
        s.line(
            ink, [(x + 2 * k, y - 44 * k), (x + 16 * face * k, y - 26 * k), (x + 12 * face * k, y)], 9 * k, 0
        )
        s.poly(
            ink,
            [
                (x - 13 * k, y - 88 * k), (x + 13 * k, y - 88 * k), (x + 12 * k, y - 38 * k),
                (x - 12 * k, y - 38 * k),
            ],
            0,
        )
        s.line(ink, [(x - 12 * k, y - 84 * k), (x - 26 * k, y - 62 * k)], 7 * k, 0)
        s.line(ink, [(x + 12 * k, y - 84 * k), (x + 28 * k, y - 66 * k)], 7 * k, 0)
        s.oval(ink, x, y - 100 * k, 9 * k, 11 * k, tone=0)
    shirt = [
        (x - 13 * k, y - 88 * k), (x + 13 * k, y - 88 * k), (x + 12 * k, y - 52 * k),
        (x - 12 * k, y - 52 * k),
    ]
    if side:
        s.poly("lamp", shirt)
        s.poly("lamp", shirt)
    else:
        s.poly("night", shirt, 255)
    s.oval("night", x, y - 103 * k, 9 * k, 8 * k, tone=200)


def tram_night(key: str) -> Sheet:
    s = Sheet(key, CREAM, lamp=MUSTARD, red=BRICK, night=NIGHT)
    s.fade("night", 0, 0, WIDTH, 620, 250, 140)
    vanish_y = 560
    for side in (-1, 1):
        for block in range(6):
            near, far = 1 - block * 0.155, 1 - (block + 1) * 0.155
            x0, x1 = 800 + side * (830 * near), 800 + side * (830 * far)
            high0 = (470 + s.random.uniform(-40, 110)) * near
            high1 = high0 * far / near
            face = [
                (x0, vanish_y - high0), (x1, vanish_y - high1), (x1, vanish_y + 260 * far),
                (x0, vanish_y + 260 * near),
            ]
            s.carve(face)
            s.poly("night", face, 235 - block * 14)
            if block % 2:
                s.poly("red", face, 110)
            for floor in range(6):
                for col in range(4):
                    t0, t1 = (col + 0.22) / 4, (col + 0.72) / 4
                    if s.random.random() < 0.45:
                        continue
                    quad = []
                    for t, f in (
                        (t0, floor + 0.25), (t1, floor + 0.25), (t1, floor + 0.78), (t0, floor + 0.78),
                    ):
                        x = x0 + (x1 - x0) * t
                        high = high0 + (high1 - high0) * t
                        quad.append((x, vanish_y - high * (1 - (f / 6))))
                    s.carve(quad, "night", "red")
                    s.poly("lamp", quad, s.random.choice((120, 200, 255)))
            s.line("night", [face[0], face[1]], 6)
    ground = [
        (-5, vanish_y + 254), (800 - 58, vanish_y + 18), (858, vanish_y + 18), (WIDTH + 5, vanish_y + 254),
        (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5),
    ]
    s.carve(ground)
    s.fade_poly("night", ground, 170, 225)
    s.fade_poly("lamp", ground, 140, 20)
    for n in range(26):
        y = vanish_y + 40 + n * n * 0.82
        for _ in range(9):
            s.stroke("night", s.random.uniform(-60, WIDTH + 60), y, 20 + n * 7, 2 + n * 0.2, 255)
    for foot in (300, 560, 1040, 1300):
        s.line("night", [(foot, HEIGHT + 5), (800 + (foot - 800) * 0.09, vanish_y + 24)], 13)
        s.line("night", [(foot + 4, HEIGHT + 5), (801 + (foot - 800) * 0.09, vanish_y + 24)], 4, 0)
    for n in range(15):
        s.stroke("lamp", 980 + s.random.uniform(-30, 30), 910 + n * 12, 330 - n * 8, 7, 255)
        s.stroke("night", 980 + s.random.uniform(-30, 30), 912 + n * 12, 250 - n * 9, 6, 30)
    for wire in (-250, -90, 90, 250):
        s.line("night", [(800 + wire * 2.6, -5), (800 + wire * 0.08, vanish_y - 30)], 3)
    for n in range(5):
        k = 0.82**n
        y = vanish_y - 440 * k
        s.line("night", [(800 - 640 * k, y), (800, y + 26 * k), (800 + 640 * k, y)], 3)
        for side in (-1, 1):
            x = 800 + side * 640 * k
            s.line("night", [(x, y - 10 * k), (x, vanish_y + 200 * k)], 9 * k)
            s.glow("night", x - side * 46 * k, y + 54 * k, 90 * k, 170)
            s.oval("night", x - side * 46 * k, y + 54 * k, 17 * k, tone=0)
            s.oval("lamp", x - side * 46 * k, y + 54 * k, 17 * k, tone=120)
            s.line("night", [(x, y + 30 * k), (x - side * 46 * k, y + 34 * k)], 6 * k)
    # The tram, coming towards us on the right-hand track.
    x, y = 980, 900
    back = [(x - 196, 350), (x - 210, y - 30), (x - 330, 790), (x - 318, 420)]
    s.carve(back)
    s.poly("red", back)
    s.poly("night", back, 130)
    for n in range(3):
        t0, t1 = n / 3 + 0.06, n / 3 + 0.28
        quad = [
            (x - 200 - 118 * t0, 430 + 26 * t0), (x - 200 - 118 * t1, 430 + 26 * t1),
            (x - 202 - 120 * t1, 600 - 10 * t1), (x - 202 - 120 * t0, 600 - 10 * t0),
        ]
        s.carve(quad, "night", "red")
        s.poly("lamp", quad, 230)
    body = [
        (x - 190, 366), (x - 168, 330), (x + 168, 330), (x + 190, 366), (x + 206, y - 40), (x + 186, y - 8),
        (x - 186, y - 8), (x - 206, y - 40),
    ]
    s.carve(body)
    s.poly("red", body)
    s.rect("night", x - 150, 346, x + 150, 400)
    s.rect("night", x - 134, 354, x + 134, 392, 40)
    s.rect("lamp", x - 134, 354, x + 134, 392)
    for dot in range(11):
        s.rect("night", x - 112 + dot * 21, 364, x - 102 + dot * 21, 383)
    screen = [(x - 172, 420), (x + 172, 420), (x + 184, 640), (x - 184, 640)]
    s.poly("red", screen, 0)
    s.poly("lamp", screen, 200)
    s.fade_poly("night", screen, 30, 110)
    s.line("night", [*screen, screen[0]], 9)
    s.line("night", [(x, 420), (x, 640)], 6)
    s.poly("night", [(x - 120, 640), (x - 112, 560), (x - 84, 540), (x - 56, 560), (x - 48, 640)])
    s.oval("night", x - 84, 522, 23, 27)
    for seat in range(3):
        s.poly(
            "night",
            [
                (x + 24 + seat * 48, 640), (x + 28 + seat * 48, 596), (x + 58 + seat * 48, 596),
                (x + 62 + seat * 48, 640),
            ],
            200,
        )
        s.oval("night", x + 43 + seat * 48, 580, 15, 18, tone=200)
    s.line("night", [(x - 60, 636), (x + 60, 560)], 5)
    s.poly("night", [(x - 198, 700), (x + 198, 700), (x + 201, 726), (x - 201, 726)], 0)
    s.poly("red", [(x - 198, 700), (x + 198, 700), (x + 201, 726), (x - 201, 726)], 0)
    for side in (-1, 1):
        s.glow("night", x + side * 136, 790, 120, 150)
        for ink in ("red", "night", "lamp"):
            s.oval(ink, x + side * 136, 790, 31, tone=0)
        s.oval("lamp", x + side * 136, 790, 31, tone=90)
        s.arc("night", x + side * 136, 790, 36, 36, 0, 360, 6)
    s.oval("night", x, 782, 30)
    s.oval("night", x, 782, 18, tone=0)
    s.rect("night", x - 60, y - 40, x + 60, y - 14)
    s.poly("night", [(x - 220, y - 8), (x + 220, y - 8), (x + 190, y + 22), (x - 190, y + 22)])
    s.line("night", [(x - 40, 330), (x - 96, 256), (x, 196)], 6)
    s.line("night", [(x - 60, 194), (x + 60, 194)], 6)
    return s


def terraces_dusk(key: str) -> Sheet:
    s = Sheet(key, CREAM, wall=ROSE, lamp=MUSTARD, dusk=PLUM)
    s.fade("dusk", 0, 0, WIDTH, 520, 215, 40)
    s.fade("wall", 0, 120, WIDTH, 520, 0, 220)
    s.oval("wall", 1290, 170, 58, tone=0)
    s.oval("dusk", 1290, 170, 58, tone=0)
    s.oval("dusk", 1268, 160, 54, tone=150)
    s.poly("dusk", s.land(s.ridge(430, 60, seed=6.3), 640), 110)
    rows = (
        (452, 0.55, 24), (530, 0.68, 19), (620, 0.85, 15), (730, 1.05, 12), (866, 1.3, 10), (1030, 1.6, 8),
    )
    for row, (y, k, many) in enumerate(rows):
        x = -60.0 - s.random.uniform(0, 60)
        while x < WIDTH + 60:
            wide = WIDTH / many * s.random.uniform(0.72, 1.12)
            lift = 34 * k * math.sin(x / 290 + row * 1.7)
            _house(s, x, y - lift, wide, k * s.random.uniform(0.86, 1.25), row)
            x += wide + s.random.choice((0, 0, 0, 12 * k))
        for _ in range(5):
            tx = s.random.uniform(0, WIDTH)
            _cypress(s, tx, y + 14 * k - 34 * k * math.sin(tx / 290 + row * 1.7), k)
    return s


def _house(s: Sheet, x: float, y: float, wide: float, k: float, row: int) -> None:
    top = y - 118 * k
    wall = [(x, top), (x + wide, top), (x + wide, y + 160), (x, y + 160)]
    gable = s.random.random() < 0.6
    roof = (
        [(x - 6 * k, top), (x + wide / 2, top - 58 * k), (x + wide + 6 * k, top)]
        if gable
        else [
            (x - 5 * k, top), (x + 14 * k, top - 40 * k), (x + wide - 14 * k, top - 40 * k),
            (x + wide + 5 * k, top),
        ]
    )
    for shape in (wall, roof):
        s.carve(shape)
    paint = s.random.choice(("wall", "wall", "paper", "shade", "lamp"))
    if paint == "wall":
        s.poly("wall", wall, s.random.choice((140, 220, 255)))
    elif paint == "lamp":
        s.poly("lamp", wall, 90)
    elif paint == "shade":
        s.poly("wall", wall, 200)
        s.poly("dusk", wall, 120)
    s.poly(
        "dusk",
        [(x + wide * 0.7, top), (x + wide, top), (x + wide, y + 160), (x + wide * 0.7, y + 160)],
        90 if paint != "shade" else 170,
    )
    s.poly("dusk", roof, 235)
    s.hatch("dusk", roof, 11 * k, 2, 0, 90)
    if s.random.random() < 0.7:
        cx = x + wide * s.random.choice((0.24, 0.74))
        s.carve(
            [
                (cx, top - 66 * k), (cx + 17 * k, top - 66 * k), (cx + 17 * k, top - 14 * k),
                (cx, top - 14 * k),
            ],
            "wall",
            "lamp",
        )
        s.rect("dusk", cx, top - 66 * k, cx + 17 * k, top - 14 * k)
    many = max(1, round(wide / (46 * k)))
    for floor in range(2):
        for n in range(many):
            wx, wy = x + (n + 0.5) * wide / many - 9 * k, top + (18 + floor * 50) * k
            s.carve([(wx, wy), (wx + 18 * k, wy), (wx + 18 * k, wy + 28 * k), (wx, wy + 28 * k)])
            if s.random.random() < 0.34:
                s.rect("lamp", wx, wy, wx + 18 * k, wy + 28 * k)
            else:
                s.rect("dusk", wx, wy, wx + 18 * k, wy + 28 * k, 215)
            s.line("dusk", [(wx + 9 * k, wy), (wx + 9 * k, wy + 28 * k)], 2)
            if row > 2:
                s.line("dusk", [(wx - 3 * k, wy + 31 * k), (wx + 21 * k, wy + 31 * k)], 4 * k)


def _cypress(s: Sheet, x: float, y: float, k: float) -> None:
    s.poly(
        "dusk",
        [
            (x, y - 170 * k), (x + 20 * k, y - 80 * k), (x + 17 * k, y - 10 * k), (x - 17 * k, y - 10 * k),
            (x - 20 * k, y - 80 * k),
        ],
    )
    for n in range(5):
        s.stroke("dusk", x - 7 * k, y - (40 + n * 22) * k, 14 * k, 3 * k, 80)


def solar_roofs(key: str) -> Sheet:
    s = Sheet(key, CREAM, sun=MUSTARD, roof=BRICK, panel=NAVY)
    s.fade("sun", 0, 0, WIDTH, 460, 30, 150)
    s.oval("sun", 1240, 190, 104)
    for ray in range(28):
        a = ray / 28 * 2 * math.pi
        s.poly(
            "sun",
            [
                (1240 + math.cos(a - 0.035) * 132, 190 + math.sin(a - 0.035) * 132),
                (1240 + math.cos(a) * (190 + 40 * (ray % 2)), 190 + math.sin(a) * (190 + 40 * (ray % 2))),
                (1240 + math.cos(a + 0.035) * 132, 190 + math.sin(a + 0.035) * 132),
            ],
        )
    s.poly("panel", s.land(s.ridge(400, 40, seed=2.2), 500), 90)
    x = 0.0
    while x < WIDTH:
        wide, high = s.random.uniform(34, 110), s.random.uniform(30, 110)
        s.poly(
            "roof",
            [
                (x, 480 - high), (x + wide / 2, 480 - high - s.random.choice((0, 22))),
                (x + wide, 480 - high), (x + wide, 520), (x, 520),
            ],
            s.random.choice((90, 130, 160)),
        )
        s.rect("panel", x, 480 - high, x + wide, 520, s.random.choice((0, 50, 80)))
        x += wide
    for top, base, k in ((512, 590, 0.42), (596, 724, 0.62), (730, 920, 0.95), (926, 1190, 1.4)):
        lean = 150 * k
        roof = [(-300, top), (WIDTH + 300, top), (WIDTH + 300, base), (-300, base)]
        s.carve(roof)
        s.poly("roof", roof, 250)
        s.hatch("panel", roof, 15 * k, 2, 0, 90)
        x = -300.0
        while x < WIDTH + 300:
            s.line("panel", [(x + lean, top), (x, base)], 2, 70)
            x += 46 * k
        x = -280.0 * s.random.uniform(0.6, 1.2)
        while x < WIDTH + 200:
            columns = s.random.choice((4, 5, 6))
            for row in range(3):
                for col in range(columns):
                    quad = []
                    for c, r in ((col, row), (col + 0.93, row), (col + 0.93, row + 0.9), (col, row + 0.9)):
                        t = 0.1 + r * 0.265
                        quad.append((x + c * 104 * k + lean * (1 - t), top + (base - top) * t))
                    s.carve(quad)
                    s.poly("panel", quad)
                    for cut in (1 / 3, 2 / 3):
                        s.line(
                            "panel",
                            [
                                (quad[0][0] + (quad[1][0] - quad[0][0]) * cut, quad[0][1]),
                                (quad[3][0] + (quad[2][0] - quad[3][0]) * cut, quad[3][1]),
                            ],
                            2,
                            120,
                        )
                    s.line(
                        "panel",
                        [
                            ((quad[0][0] + quad[3][0]) / 2, (quad[0][1] + quad[3][1]) / 2),
                            ((quad[1][0] + quad[2][0]) / 2, (quad[1][1] + quad[2][1]) / 2),
                        ],
                        2,
                        120,
                    )
                    if s.random.random() < 0.5:
                        s.poly("panel", [quad[0], ((quad[0][0] + quad[1][0]) / 2, quad[0][1]), quad[3]], 165)
            x += (columns * 104 + 70) * k
            if s.random.random() < 0.6:
                stack = [
                    (x - 50 * k, top - 70 * k), (x - 8 * k, top - 70 * k), (x - 8 * k, top + 50 * k),
                    (x - 50 * k, top + 62 * k),
                ]
                s.carve(stack)
                s.poly("roof", stack, 150)
                s.poly(
                    "panel", [stack[1], stack[2], (x - 22 * k, top + 54 * k), (x - 22 * k, top - 70 * k)], 200
                )
                s.rect("panel", x - 56 * k, top - 80 * k, x - 2 * k, top - 68 * k)
                x += 60 * k
        s.rect("panel", 0, base - 7 * k, WIDTH, base + 9 * k)
        s.rect("roof", 0, top - 6 * k, WIDTH, top + 4 * k)
        s.rect("panel", 0, top - 9 * k, WIDTH, top - 3 * k)
    return s


def sorve_bridge(key: str) -> Sheet:
    x: float
    s = Sheet(key, BONE, sky=SEA, warm=CORAL, dark=NAVY)
    s.fade("sky", 0, 0, WIDTH, 640, 210, 30)
    s.fade("warm", 0, 330, WIDTH, 640, 0, 150)
    for x, y, long in ((260, 140, 420), (900, 210, 620), (1380, 110, 380)):
        for part in range(4):
            s.stroke("sky", x + part * 36, y + part * 12, long * (1 - part * 0.17), 16 - part * 2, 0)
    s.poly("sky", s.land(s.ridge(600, 40, seed=8.1), 660), 190)
    x = 0.0
    while x < WIDTH:
        wide, high = s.random.uniform(24, 70), s.random.uniform(16, 90)
        s.rect("dark", x, 652 - high, x + wide, 660, s.random.choice((110, 150, 190)))
        for _ in range(3):
            s.rect(
                "dark",
                x + s.random.uniform(4, wide - 8),
                652 - s.random.uniform(8, high),
                x + s.random.uniform(4, wide - 4),
                652 - 6,
                60,
            )
        x += wide
    s.rect("sky", 0, 660, WIDTH, HEIGHT, 170)
    s.fade("dark", 0, 660, WIDTH, HEIGHT, 40, 200)
    s.fade("warm", 0, 660, WIDTH, 860, 140, 0)
    s.water("dark", 668, HEIGHT, 235, density=0.6)
    s.water("sky", 668, HEIGHT, 0, density=0.35)
    s.water("dark", 760, HEIGHT, 0, density=0.3)
    deck = 530
    for left, right in ((-360, 460), (460, 1280), (1280, 2100)):
        mid, half = (left + right) / 2, (right - left) / 2
        for off, width in ((0, 17), (34, 8)):
            arch = [
                (
                    mid + half * math.cos(math.radians(180 - a)),
                    deck + 116 - (330 - off) * math.sin(math.radians(a)),
                )
                for a in range(0, 181, 4)
            ]
            s.line("dark", arch, width)
        for n in range(1, 20):
            x = left + (right - left) * n / 20
            rise = deck + 116 - 330 * math.sqrt(max(0, 1 - ((x - mid) / half) ** 2))
            low = deck + 116 - 296 * math.sqrt(max(0, 1 - ((x - mid) / half) ** 2))
            s.line("dark", [(x, min(rise, deck)), (x, max(deck, low))], 3)
            if n < 19:
                s.line("dark", [(x, rise), (x + (right - left) / 20, low)], 3)
    for pier in (460, 1280):
        s.carve([(pier - 54, 640), (pier + 54, 640), (pier + 70, 800), (pier - 70, 800)])
        s.poly("dark", [(pier - 54, 640), (pier + 54, 640), (pier + 70, 800), (pier - 70, 800)], 120)
        s.poly("dark", [(pier + 6, 640), (pier + 54, 640), (pier + 70, 800), (pier + 14, 800)], 235)
        s.hatch(
            "dark", [(pier - 54, 640), (pier + 54, 640), (pier + 70, 800), (pier - 70, 800)], 24, 2, 0, 200
        )
        s.rect("dark", pier - 66, 626, pier + 66, 644)
        for row in range(9):
            s.stroke("dark", pier + s.random.uniform(-16, 16), 806 + row * 15, 220 - row * 12, 10)
    s.rect("dark", 0, deck, WIDTH, deck + 22)
    s.rect("warm", 0, deck + 5, WIDTH, deck + 12, 255)
    s.line("dark", [(0, deck - 34), (WIDTH, deck - 34)], 3)
    for x in range(10, WIDTH, 22):
        s.line("dark", [(x, deck - 34), (x, deck)], 2)
    for n in range(58):
        x = s.random.uniform(10, WIDTH - 10) if n > 20 else 780 + n * 19 + s.random.uniform(-6, 6)
        _runner(s, x, deck, s.random.uniform(0.9, 1.12), n % 3)
    return s


def _runner(s: Sheet, x: float, y: float, k: float, shirt: int) -> None:
    for ink in ("sky", "warm"):
        s.poly(
            ink,
            [
                (x - 7 * k, y - 54 * k), (x + 9 * k, y - 54 * k), (x + 5 * k, y - 26 * k),
                (x - 7 * k, y - 26 * k),
            ],
            0,
        )
    body = [
        (x - 6 * k, y - 54 * k), (x + 9 * k, y - 54 * k), (x + 4 * k, y - 28 * k), (x - 8 * k, y - 28 * k),
    ]
    s.poly("warm" if shirt == 0 else "dark", body, 255 if shirt < 2 else 120)
    s.oval("dark", x + 5 * k, y - 63 * k, 7 * k, 8 * k)
    s.line("dark", [(x - 3 * k, y - 28 * k), (x + 11 * k, y - 18 * k), (x + 4 * k, y)], 5 * k)
    s.line("dark", [(x - 3 * k, y - 28 * k), (x - 10 * k, y - 12 * k), (x - 22 * k, y - 12 * k)], 5 * k)
    s.line("dark", [(x + 4 * k, y - 50 * k), (x + 15 * k, y - 40 * k), (x + 22 * k, y - 48 * k)], 4 * k)


def quay_wall(key: str) -> Sheet:
    s = Sheet(key, MIST, lamp=STRAW, rust=RUST, night=NAVY)
    s.fade("night", 0, 0, WIDTH, 470, 250, 150)
    x = 0.0
    while x < WIDTH:
        wide, high = s.random.uniform(70, 170), s.random.uniform(60, 190)
        roof = [
            (x, 430 - high), (x + wide / 2, 430 - high - 34), (x + wide, 430 - high), (x + wide, 470),
            (x, 470),
        ]
        s.poly("night", roof, 240)
        for row in range(int(high // 40)):
            for col in range(int(wide // 34)):
                if s.random.random() < 0.3:
                    wx, wy = x + 12 + col * 34, 444 - high + row * 40
                    s.carve([(wx, wy), (wx + 14, wy), (wx + 14, wy + 20), (wx, wy + 20)], "night")
                    s.rect("lamp", wx, wy, wx + 14, wy + 20)
        x += wide
    s.rect("night", 0, 470, WIDTH, HEIGHT, 200)
    s.fade("night", 0, 640, WIDTH, HEIGHT, 190, 255)
    s.carve([(0, 470), (WIDTH, 470), (WIDTH, 640), (0, 640)])
    s.rect("night", 0, 470, WIDTH, 640, 90)
    for course in range(4):
        y = 492 + course * 38
        x = -30.0 if course % 2 else -80.0
        while x < WIDTH:
            wide = s.random.uniform(84, 116)
            if not (course < 3 and 640 + course * 40 < x < 1010 - course * 34):
                s.rect("night", x + 3, y + 3, x + wide - 3, y + 35, s.random.choice((40, 70, 110, 130)))
            x += wide
    s.rect("night", 0, 470, WIDTH, 490, 40)
    breach = [
        (650, 466), (700, 512), (688, 548), (760, 592), (800, 640), (900, 640), (936, 590), (1000, 560),
        (986, 520), (1040, 466),
    ]
    s.carve(breach)
    s.poly("night", breach, 250)
    s.poly(
        "rust",
        [
            (700, 512), (760, 592), (800, 640), (900, 640), (936, 590), (986, 520), (900, 540), (840, 500),
            (770, 540),
        ],
        210,
    )
    for bx, by, turn in (
        (720, 690, 18), (842, 716, -24), (940, 682, 40), (1016, 720, 8), (640, 726, -12), (800, 660, 55),
    ):
        a = math.radians(turn)
        block = [
            (bx + dx * math.cos(a) - dy * math.sin(a), by + dx * math.sin(a) + dy * math.cos(a))
            for dx, dy in ((-54, -22), (54, -22), (54, 22), (-54, 22))
        ]
        s.carve(block)
        s.poly("night", block, 60)
        s.poly(
            "night",
            [block[3], block[2], ((block[2][0] + block[1][0]) / 2, (block[2][1] + block[1][1]) / 2)],
            170,
        )
        s.line("night", [*block, block[0]], 4)
    for rod in range(9):
        x = 690 + rod * 38
        s.line("rust", [(x, 486), (x + s.random.uniform(-20, 20), 470 + s.random.uniform(30, 70))], 5)
    for x in (120, 400, 1230, 1500):
        s.rect("night", x - 22, 432, x + 22, 472)
        s.oval("night", x, 434, 32, 14)
    for post in (610, 1080):
        s.line("night", [(post, 470), (post, 396)], 7)
        s.oval("rust", post, 392, 12)
    for strand in (410, 440):
        for n in range(16):
            x0, x1 = 610 + n * 29.4, 610 + (n + 1) * 29.4
            sag0, sag1 = 20 * math.sin(math.pi * n / 16), 20 * math.sin(math.pi * (n + 1) / 16)
            s.line("night", [(x0, strand + sag0), (x1, strand + sag1)], 9, 0)
            s.line("rust", [(x0, strand + sag0), (x1, strand + sag1)], 9, 255 if n % 2 else 0)
    for x in (250, 1370):
        s.line("night", [(x, 470), (x, 190), (x + 60, 170)], 9)
        s.glow("night", x + 66, 186, 190, 200)
        s.oval("night", x + 66, 182, 20, 12, tone=0)
        s.oval("lamp", x + 66, 182, 20, 12)
        s.shade("lamp", x + 66, 190, 150, 130)
        for row in range(18):
            s.stroke("night", x + 66 + s.random.uniform(-26, 26), 664 + row * 21, 150 - row * 5, 9, 20)
            s.stroke("lamp", x + 66 + s.random.uniform(-26, 26), 664 + row * 21, 150 - row * 5, 9, 255)
    s.water("night", 690, HEIGHT, 255, density=0.7)
    s.water("night", 690, HEIGHT, 60, density=0.3)
    return s


def fish_market(key: str) -> Sheet:
    left: float
    s = Sheet(key, CREAM, red=BRICK, blue=SEA, dark=NAVY)
    s.rect("blue", 0, 0, WIDTH, 520, 90)
    for n in range(9):
        x = n * 200
        s.line("dark", [(x, 0), (x, 470)], 10, 160)
        s.arc("dark", x + 100, 40, 100, 90, 180, 360, 9, 160)
        s.rect("blue", x + 14, 110, x + 186, 300, 30)
        for pane in range(1, 4):
            s.line("dark", [(x + 14 + pane * 43, 110), (x + 14 + pane * 43, 300)], 3, 130)
    for stall in range(4):
        left = -60 + stall * 440
        for stripe in range(8):
            x = left + stripe * 50
            strip = [(x, 196), (x + 50, 196), (x + 50 + (stripe - 3) * 6, 330), (x + (stripe - 4) * 6, 330)]
            s.carve(strip)
            if stripe % 2 == 0:
                s.poly("red" if stall % 2 == 0 else "dark", strip)
            s.oval(
                "red" if stall % 2 == 0 else "dark",
                (strip[2][0] + strip[3][0]) / 2,
                330,
                27,
                20,
                tone=255 if stripe % 2 == 0 else 0,
            )
            if stripe % 2:
                for ink in ("red", "blue", "dark"):
                    s.oval(ink, (strip[2][0] + strip[3][0]) / 2, 330, 27, 20, tone=0)
                s.arc("dark", (strip[2][0] + strip[3][0]) / 2, 330, 27, 20, 0, 180, 4)
        s.line("dark", [(left, 196), (left + 400, 196)], 9)
        for pole in (left + 8, left + 396):
            s.line("dark", [(pole, 196), (pole, 560)], 9)
        s.line("dark", [(left + 200, 330), (left + 200, 366)], 4)
        s.poly("dark", [(left + 170, 392), (left + 186, 364), (left + 214, 364), (left + 230, 392)])
        s.oval("dark", left + 200, 394, 16, 9, tone=0)
    for x, k in ((250, 1.0), (520, 0.94), (930, 1.06), (1320, 1.0)):
        _seller(s, x, 620, k)
    s.carve([(-5, 566), (WIDTH + 5, 566), (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5)])
    s.rect("dark", 0, 566, WIDTH, 590)
    s.rect("blue", 0, 590, WIDTH, HEIGHT, 110)
    for row, (y, k) in enumerate(((612, 0.72), (752, 0.95), (930, 1.25))):
        wide = 390 * k
        many = int(WIDTH // wide) + 2
        for n in range(many):
            left = n * wide - (wide * 0.45 if row % 2 else wide * 0.1)
            crate = [
                (left + 8, y), (left + wide - 12, y), (left + wide + 2, y + 150 * k),
                (left - 6, y + 150 * k),
            ]
            s.carve(crate)
            s.poly("blue", crate, 40)
            for _ in range(60):
                px, py = s.random.uniform(left + 14, left + wide - 18), s.random.uniform(y + 6, y + 138 * k)
                s.poly(
                    "blue",
                    [(px, py), (px + 16 * k, py + 4), (px + 10 * k, py + 14 * k), (px - 6 * k, py + 10 * k)],
                    s.random.choice((0, 110, 160)),
                )
            kind = s.random.choice((0, 0, 1, 2))
            for fish in range(4):
                _fish(
                    s,
                    left + wide * 0.5 + s.random.uniform(-12, 12) * k,
                    y + (26 + fish * 32) * k,
                    k * 1.08,
                    kind,
                    s.random.choice((-1, 1)),
                )
            s.line("dark", [*crate, crate[0]], 8 * k)
            front = [
                (left - 6, y + 126 * k), (left + wide + 2, y + 126 * k), (left + wide + 2, y + 160 * k),
                (left - 6, y + 160 * k),
            ]
            s.carve(front)
            s.poly("red", front, 235)
            s.line("dark", [*front, front[0]], 6 * k)
            s.rect("dark", left + wide * 0.4, y + 136 * k, left + wide * 0.6, y + 149 * k)
    return s


def _seller(s: Sheet, x: float, y: float, k: float) -> None:
    body = [
        (x - 74 * k, y), (x - 66 * k, y - 128 * k), (x - 30 * k, y - 152 * k), (x + 30 * k, y - 152 * k),
        (x + 66 * k, y - 128 * k), (x + 74 * k, y),
    ]
    s.carve(body)
    s.poly("dark", body, 235)
    apron = [(x - 36 * k, y), (x - 30 * k, y - 118 * k), (x + 30 * k, y - 118 * k), (x + 36 * k, y)]
    s.carve(apron)
    s.poly("blue", apron, 60)
    s.line("dark", [(x - 30 * k, y - 118 * k), (x - 20 * k, y - 152 * k)], 5)
    s.line("dark", [(x + 30 * k, y - 118 * k), (x + 20 * k, y - 152 * k)], 5)
    for ink in ("red", "blue", "dark"):
        s.oval(ink, x, y - 184 * k, 28 * k, 34 * k, tone=0)
    s.oval("red", x, y - 184 * k, 28 * k, 34 * k, tone=110)
    s.poly(
        "dark",
        [
            (x - 32 * k, y - 190 * k), (x - 28 * k, y - 222 * k), (x + 28 * k, y - 222 * k),
            (x + 32 * k, y - 190 * k),
        ],
    )


def _fish(s: Sheet, x: float, y: float, k: float, kind: int, face: int) -> None:
    long, thick = ((132, 15), (112, 22), (140, 11))[kind]

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + face * dx * k, y + dy * k

    body = [
        at(
            long * math.cos(math.radians(a)),
            thick * math.sin(math.radians(a)) * (1.1 if abs(a - 180) > 90 else 0.9),
        )
        for a in range(0, 360, 12)
    ]
    tail = [at(-long * 0.94, 0), at(-long - 34, -20), at(-long - 22, 0), at(-long - 34, 20)]
    for shape in (body, tail):
        s.carve(shape)
    s.poly("blue", body, (150, 0, 200)[kind])
    if kind == 1:
        s.poly("red", body, 190)
    back = [
        at(long * math.cos(math.radians(a)), -thick * math.sin(math.radians(a))) for a in range(0, 181, 12)
    ]
    s.poly(
        "dark",
        [*back, at(-long * 0.9, -thick * 0.1), at(long * 0.7, -thick * 0.25)],
        210 if kind != 1 else 110,
    )
    s.poly("dark", tail)
    s.line("dark", [*body, body[0]], 3 * k)
    s.oval("dark", *at(long * 0.78, -thick * 0.1), 5.5 * k, tone=0)
    s.oval("dark", *at(long * 0.78, -thick * 0.1), 3 * k)
    s.line(
        "dark",
        [at(long * 0.6, -thick * 0.7), at(long * 0.55, thick * 0.1), at(long * 0.6, thick * 0.7)],
        3 * k,
    )
    for scale in range(5):
        px = long * (0.36 - scale * 0.22)
        s.line("dark", [at(px, -thick * 0.1), at(px - 8, thick * 0.3), at(px, thick * 0.62)], 2 * k, 150)


SCENES = {
    "spindles-mills": spindles_mills,
    "stadium-lights": stadium_lights,
    "tram-night": tram_night,
    "terraces-dusk": terraces_dusk,
    "solar-roofs": solar_roofs,
    "sorve-bridge": sorve_bridge,
    "quay-wall": quay_wall,
    "fish-market": fish_market,
}
