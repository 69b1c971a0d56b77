"""Scenes of the coast: the lighthouse, the mudflats, rowers, nets."""

from __future__ import annotations

import math

from newsroom.demo.press import (
    BONE,
    BRICK,
    CREAM,
    HEIGHT,
    MUSTARD,
    NAVY,
    ROSE,
    SEA,
    STONE,
    TEAL,
    WIDTH,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


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
    "lighthouse": lighthouse,
    "mudflats": mudflats,
    "rowing-eight": rowing_eight,
    "net-floats": net_floats,
}
