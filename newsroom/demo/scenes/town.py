"""Scenes in the streets of the city: mills, terraces, roofs."""

from __future__ import annotations

import math

from newsroom.demo.press import BRICK, CREAM, HEIGHT, INK, MUSTARD, NAVY, PLUM, ROSE, SKY, WIDTH, Sheet

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


SCENES = {
    "spindles-mills": spindles_mills,
    "terraces-dusk": terraces_dusk,
    "solar-roofs": solar_roofs,
}
