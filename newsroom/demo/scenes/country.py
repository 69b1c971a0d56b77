"""Scenes inland and on paper: fields, orchards, the pass, and the desk's maps and diagrams."""

from __future__ import annotations

import math
from itertools import pairwise

from newsroom.demo.press import (
    BONE,
    BRICK,
    CORAL,
    CREAM,
    HEIGHT,
    MOSS,
    MUSTARD,
    NAVY,
    PINE,
    PLUM,
    RUST,
    SEA,
    SKY,
    STRAW,
    WIDTH,
    Point,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


def millet_field(key: str) -> Sheet:
    k: float
    x: float
    y: float
    s = Sheet(key, CREAM, gold=MUSTARD, rust=RUST, dark=PLUM)
    s.fade("gold", 0, 0, WIDTH, 520, 20, 170)
    s.oval("rust", 470, 330, 150, tone=210)
    for y, cut in ((360, 8), (396, 12), (436, 16)):
        s.stroke("rust", 470, y, 420, cut, 0)
    s.poly("dark", s.land(s.ridge(505, 16, seed=2.0), 560), 120)
    for x, k in ((180, 0.8), (1210, 1.2), (1330, 0.9), (860, 0.6)):
        s.line("dark", [(x, 520), (x + 6 * k, 430 * 1 + 40 * (1 - k))], 11 * k, 200)
        for n in range(9):
            s.oval(
                "dark",
                x + (n - 4) * 28 * k,
                430 + 40 * (1 - k) + abs(n - 4) * 6 * k - 10,
                36 * k,
                17 * k,
                tone=200,
            )
    s.rect("gold", 0, 520, WIDTH, HEIGHT, 235)
    s.fade("rust", 0, 520, WIDTH, HEIGHT, 60, 190)
    for rank in range(9):
        y, k = 540 + rank * rank * 5.6, 0.16 + rank * 0.12
        x = -40.0
        while x < WIDTH + 40:
            _millet(s, x, y + 150 * k, k * s.random.uniform(0.85, 1.2), rank)
            x += (40 + 34 * s.random.random()) * k * 1.9 + 3
    return s


def _millet(s: Sheet, x: float, y: float, k: float, rank: int) -> None:
    """One plant: stalk, two leaves and a long ear."""
    lean = s.random.uniform(-30, 50) * k
    top = y - 250 * k
    s.line("dark", [(x, y + 200 * k), (x + lean * 0.3, y - 40 * k), (x + lean, top)], max(2, 6 * k), 210)
    if rank > 2:
        for side in (-1, 1):
            base = y - s.random.uniform(0, 90) * k
            leaf = [
                (x, base), (x + side * 70 * k, base - 70 * k), (x + side * 150 * k, base - 26 * k),
                (x + side * 72 * k, base - 50 * k),
            ]
            s.carve(leaf, "rust")
            s.poly("dark", leaf, s.random.choice((120, 200)))
    ear = []
    for n in range(-8, 9):
        a = n / 8
        ear.append(
            (
                x + lean + lean * 0.25 * (1 - a) + 17 * k * math.sqrt(max(0, 1 - a * a)),
                top - 62 * k - a * -72 * k,
            )
        )
    for n in range(8, -9, -1):
        a = n / 8
        ear.append(
            (
                x + lean + lean * 0.25 * (1 - a) - 17 * k * math.sqrt(max(0, 1 - a * a)),
                top - 62 * k - a * -72 * k,
            )
        )
    s.carve(ear, "rust", "dark")
    s.poly("gold", ear)
    s.poly("rust", ear, 70 if rank % 2 else 130)
    if k > 0.35:
        for n in range(9):
            py = top - 126 * k + n * 15 * k
            for side in (-8, 2):
                s.oval("dark", x + lean * 1.2 + (side + 3) * k, py, 5 * k, 4 * k, tone=190)


def orchard(key: str) -> Sheet:
    s = Sheet(key, CREAM, leaf=MOSS, fruit=CORAL, dark=PINE)
    s.fade("fruit", 0, 0, WIDTH, 400, 10, 100)
    s.poly("dark", s.land(s.ridge(330, 60, seed=0.7), 470), 90)
    s.poly("leaf", s.land(s.ridge(400, 36, seed=5.0), 520), 150)
    hill = s.land(s.ridge(452, 26, seed=9.0), HEIGHT + 9)
    s.carve(hill)
    s.poly("leaf", hill, 90)
    farm = [(1130, 440), (1130, 380), (1190, 340), (1250, 380), (1250, 448)]
    s.carve(farm)
    s.poly("fruit", [(1118, 384), (1190, 334), (1262, 384)])
    s.poly("dark", [(1190, 380), (1250, 380), (1250, 448), (1190, 448)], 120)
    s.rect("dark", 1150, 400, 1166, 420)
    vanish = (820, 380)
    for n in range(-16, 17):
        near = 820 + n * 330
        s.poly(
            "dark",
            [(vanish[0] + n * 6, vanish[1] + 84), (near - 40, HEIGHT + 200), (near + 40, HEIGHT + 200)],
            60,
        )
        s.poly(
            "leaf",
            [(vanish[0] + n * 6 + 2, vanish[1] + 84), (near + 60, HEIGHT + 200), (near + 170, HEIGHT + 200)],
            200 if n % 2 else 140,
        )
    trees = []
    for n in range(-14, 15):
        for step in range(11):
            t = 0.86**step
            y = vanish[1] + 74 + (HEIGHT + 170 - vanish[1] - 74) * t**1.25
            x = vanish[0] + n * 330 * ((y - vanish[1]) / (HEIGHT + 200 - vanish[1]))
            trees.append((y, x, 0.08 + 1.28 * ((y - vanish[1] - 60) / (HEIGHT - vanish[1]))))
    for y, x, k in sorted(trees):
        if -150 < x < WIDTH + 150 and y < HEIGHT + 230:
            _tree(s, x, y, max(0.1, k))
    return s


def _tree(s: Sheet, x: float, y: float, k: float) -> None:
    s.oval("dark", x + 30 * k, y, 92 * k, 17 * k, tone=150)
    s.line("dark", [(x, y), (x - 3 * k, y - 90 * k)], max(2, 15 * k))
    blobs = [
        (x + dx * k, y - dy * k, r * k)
        for dx, dy, r in ((-46, 104, 50), (44, 108, 50), (0, 150, 60), (0, 104, 56))
    ]
    for bx, by, r in blobs:
        for ink in ("leaf", "fruit"):
            s.oval(ink, bx, by, r, tone=0)
        s.oval("dark", bx, by, r, tone=0)
    for bx, by, r in blobs:
        s.oval("leaf", bx, by, r)
        s.oval("dark", bx + 5 * k, by + 7 * k, r * 0.96, tone=130)
    for bx, by, r in blobs:
        s.oval("dark", bx - 9 * k, by - 10 * k, r * 0.8, tone=0)
    if k > 0.22:
        for _ in range(16):
            a, d = s.random.uniform(0, 6.28), s.random.uniform(0, 80)
            fx, fy = x + math.cos(a) * d * k * 1.05, y - 118 * k + math.sin(a) * d * 0.85 * k
            s.oval("leaf", fx, fy, 9 * k, tone=0)
            s.oval("dark", fx, fy, 9 * k, tone=0)
            s.oval("fruit", fx, fy, 9 * k)
        for _ in range(12):
            a, d = s.random.uniform(0, 6.28), s.random.uniform(0, 84)
            s.stroke(
                "dark",
                x + math.cos(a) * d * k,
                y - 118 * k + math.sin(a) * d * 0.8 * k,
                22 * k,
                5 * k,
                210,
                3 * k,
            )


def mountain_pass(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, BONE, sky=SKY, warm=CORAL, rock=NAVY)
    s.fade("sky", 0, 0, WIDTH, 560, 235, 60)
    s.fade("warm", 0, 200, WIDTH, 560, 0, 110)
    for peaks, low, tone in (
        (((120, 330), (420, 250), (700, 360), (1010, 220), (1330, 330), (1560, 260)), 620, 90),
        (((-60, 420), (300, 190), (640, 440), (1180, 130), (1520, 420)), 760, 215),
    ):
        for x, y in peaks:
            half = (low - y) * 0.95
            left = _crag(s, x, y, x - half, low)
            right = _crag(s, x, y, x + half, low)
            full = [*reversed(left), *right[1:]]
            s.carve(full)
            s.poly("rock", full, tone // 4)
            spine: list[Point] = [(x, y)]
            for n in range(1, 9):
                t = n / 8
                spine.append((x + s.random.uniform(-26, 26) * t + half * 0.12 * t, y + (low - y) * t))
            s.poly("rock", [*spine, *reversed(right)], tone)
            for n in range(6):
                px, py = spine[1 + n]
                s.poly(
                    "rock",
                    [
                        (px, py), (px - half * (0.1 + 0.07 * n), py + 70 + n * 14),
                        (px - half * 0.04, py + 50 + n * 8),
                    ],
                    tone,
                )
                s.poly(
                    "rock",
                    [
                        (px + half * 0.08 * (n + 1), py + 30),
                        (px + half * 0.14 * (n + 1), py + 90 + n * 12),
                        (px + half * 0.09 * (n + 1), py + 84),
                    ],
                    tone // 5,
                )
    slope = [
        (-5, 700), (300, 650), (700, 720), (1000, 660), (1320, 720), (WIDTH + 5, 640),
        (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5),
    ]
    s.carve(slope)
    s.poly("rock", slope, 190)
    s.fade_poly("warm", slope, 90, 160)
    road = []
    turns = ((1240, 676), (900, 716), (1180, 762), (620, 820), (1120, 884), (420, 968), (1000, HEIGHT + 60))
    for n, ((x0, y0), (x1, y1)) in enumerate(pairwise(turns)):
        for step in range(20):
            t = step / 20
            ease = (1 - math.cos(math.pi * t)) / 2
            road.append((x0 + (x1 - x0) * ease, y0 + (y1 - y0) * t, 7 + n * 6 + 6 * t))
    for x, y, w in road:
        for ink in ("rock", "warm"):
            s.oval(ink, x, y, w * 1.7, w * 0.8, tone=0)
    for x, y, w in road[::2]:
        s.line("rock", [(x - w * 1.7, y + w * 0.7), (x + w * 1.7, y + w * 0.9)], max(2, w * 0.2), 255)
    for _ in range(90):
        x, y = s.random.uniform(0, WIDTH), s.random.uniform(720, HEIGHT)
        if all(abs(x - rx) > rw * 3.2 or abs(y - ry) > rw * 2 for rx, ry, rw in road):
            k = (y - 620) / 420
            for tier in range(3):
                s.poly(
                    "rock",
                    [
                        (x, y - (96 - tier * 22) * k), (x + (16 + tier * 9) * k, y - (40 - tier * 20) * k),
                        (x - (16 + tier * 9) * k, y - (40 - tier * 20) * k),
                    ],
                )
    return s


def _crag(s: Sheet, x: float, y: float, to_x: float, to_y: float) -> list[Point]:
    points = [(x, y)]
    for n in range(1, 10):
        t = n / 9
        points.append(
            (
                x + (to_x - x) * t + s.random.uniform(-18, 18),
                y + (to_y - y) * t**1.12 + s.random.uniform(-12, 12),
            )
        )
    return points


def tide_curve(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, CREAM, water=SEA, red=BRICK, dark=NAVY)
    s.rect("water", 0, 0, WIDTH, HEIGHT, 26)
    for x in range(0, WIDTH + 1, 80):
        s.line("water", [(x, 0), (x, HEIGHT)], 2 if x % 400 else 5, 150)
    for y in range(20, HEIGHT, 80):
        s.line("water", [(0, y), (WIDTH, y)], 2 if (y - 20) % 400 else 5, 150)

    def table(x: float) -> float:
        return 520 - 290 * math.sin(x / 236 + 0.4) * (1 - 0.12 * math.sin(x / 700))

    def gauge(x: float) -> float:
        push = 118 * math.exp(-(((x - 1010) / 330) ** 2))
        return table(x - 26 - push * 0.3) - push + 7 * math.sin(x / 21) * math.exp(-(((x - 1010) / 420) ** 2))

    measured = [(x, gauge(x)) for x in range(-10, WIDTH + 12, 6)]
    predicted = [(x, table(x)) for x in range(-10, WIDTH + 12, 6)]
    s.poly("water", s.land(measured), 150)
    s.fade_poly("water", s.land(measured), 110, 255)
    for n in range(9):
        s.line("dark", [(x, y + 60 + n * n * 9) for x, y in measured], 3, 120)
    s.poly(
        "red",
        [*[p for p in measured if 600 < p[0] < 1420], *reversed([p for p in predicted if 600 < p[0] < 1420])],
        90,
    )
    s.line("dark", measured, 13)
    for n in range(0, len(predicted) - 3, 5):
        s.line("red", predicted[n : n + 4], 10)
        s.line("dark", predicted[n : n + 4], 10, 0)
    for x, y in measured[12::26]:
        for ink in ("water", "red", "dark"):
            s.oval(ink, x, y, 15, tone=0)
        s.arc("dark", x, y, 16, 16, 0, 360, 6)
    peak = 1010.0
    s.line("red", [(peak, gauge(peak) - 30), (peak, 190)], 5)
    s.poly("red", [(peak, gauge(peak) - 14), (peak - 15, gauge(peak) - 46), (peak + 15, gauge(peak) - 46)])
    s.oval("red", peak, 180, 20)
    for x in (46, 60):
        s.line("dark", [(x, 20), (x, HEIGHT - 20)], 4)
    for n in range(26):
        y = 30 + n * 40
        s.line("dark", [(60, y), (60 + (46 if n % 5 == 0 else 24), y)], 6 if n % 5 == 0 else 3)
    _gauge_boat(s, 330, table(330) - 8)
    return s


def _gauge_boat(s: Sheet, x: float, y: float) -> None:
    hull = [(x - 70, y - 24), (x - 50, y + 8), (x + 50, y + 8), (x + 76, y - 30)]
    s.carve(hull)
    s.poly("dark", hull)
    s.line("dark", [(x, y - 24), (x, y - 150)], 5)
    sail = [(x + 8, y - 144), (x + 74, y - 40), (x + 8, y - 40)]
    s.carve(sail)
    s.poly("red", sail)
    s.line("dark", [*sail, sail[0]], 4)


def estuary_chart(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, CREAM, water=SEA, land=STRAW, ink=NAVY)
    s.rect("water", 0, 0, WIDTH, HEIGHT, 90)
    north: list[Point] = [(WIDTH + 9, -9), (-9, -9), (-9, 250)]
    south: list[Point] = [(WIDTH + 9, HEIGHT + 9), (-9, HEIGHT + 9), (-9, 880)]
    for n in range(54):
        x = n * 31
        squeeze = 1 / (1 + math.exp((x - 640) / 180))
        north.append(
            (
                x,
                400
                - 190 * squeeze
                + 28 * math.sin(n * 0.55)
                + s.random.uniform(-13, 13)
                + max(0, x - 900) * 0.06,
            )
        )
        south.append(
            (
                x,
                560
                + 330 * squeeze
                + 30 * math.sin(n * 0.42 + 2)
                + s.random.uniform(-13, 13)
                - max(0, x - 1000) * 0.02,
            )
        )
    isle = [
        (
            330 + 118 * math.cos(a / 22 * 6.283) + s.random.uniform(-14, 14),
            560 + 66 * math.sin(a / 22 * 6.283) + s.random.uniform(-9, 9),
        )
        for a in range(22)
    ]
    islet = [
        (
            150 + 52 * math.cos(a / 14 * 6.283) + s.random.uniform(-7, 7),
            700 + 34 * math.sin(a / 14 * 6.283) + s.random.uniform(-6, 6),
        )
        for a in range(14)
    ]
    shoal = [
        (
            690 + 130 * math.cos(a / 20 * 6.283) + s.random.uniform(-10, 10),
            500 + 36 * math.sin(a / 20 * 6.283),
        )
        for a in range(20)
    ]
    for shape in (north, south, isle, islet):
        for width, tone in ((150, 120), (104, 160), (62, 205), (26, 250)):
            s.line("water", [*shape, shape[0]], width, tone)
    s.poly("water", shoal, 215)
    for shape in (north, south, isle, islet):
        s.carve(shape)
        s.poly("land", shape, 215)
        s.line("ink", [*shape, shape[0]], 6)
        s.line("ink", [(x + 4, y + 6) for x, y in [*shape, shape[0]]], 2, 120)
    for n in range(60):
        t = n / 59
        x = 1600 - 1600 * t
        y = 486 + 26 * math.sin(x / 160) * (1 - t) + 60 * t
        if n % 2:
            s.line("ink", [(x, y), (x - 20, 486 + 26 * math.sin((x - 20) / 160) * (1 - t) + 60 * t)], 3)
    for _ in range(120):
        x, y = s.random.uniform(20, 900), s.random.uniform(250, 860)
        if (
            _inside(north, x, y)
            or _inside(south, x, y)
            or _inside(isle, x, y, 24)
            or _inside(islet, x, y, 20)
        ):
            continue
        _sounding(s, x, y, s.random.randrange(10))
    for x, y in (
        (1180, 330), (1230, 360), (1290, 318), (1340, 368), (1400, 330), (1450, 372), (1250, 660),
        (1310, 700), (1370, 650), (1430, 690), (1500, 660),
    ):
        for _ in range(7):
            bx, by = x + s.random.uniform(-34, 34), y + s.random.uniform(-24, 24)
            s.rect(
                "ink",
                bx,
                by,
                bx + s.random.uniform(8, 20),
                by + s.random.uniform(6, 14),
                s.random.choice((160, 220, 255)),
            )
    for n in range(9):
        s.rect("ink", 1096, 440 + n * 15, 1112, 449 + n * 15)
    s.line("ink", [(1104, 420), (1104, 590)], 4)
    for hill in (
        (560, 110), (820, 170), (1100, 120), (420, 960), (760, 900), (1120, 980), (1400, 900), (1450, 120),
    ):
        for ring in range(4):
            points = [
                (
                    hill[0] + (90 - ring * 22) * math.cos(a / 20 * 6.283) * s.random.uniform(0.94, 1.06),
                    hill[1] + (52 - ring * 13) * math.sin(a / 20 * 6.283) * s.random.uniform(0.94, 1.06),
                )
                for a in range(20)
            ]
            s.line("ink", [*points, points[0]], 2, 150)
    cx, cy = 180, 330
    for n in range(32):
        a = n / 32 * 6.283
        long = 108 if n % 8 == 0 else 78 if n % 4 == 0 else 56
        s.line(
            "ink",
            [
                (cx + 40 * math.cos(a), cy + 40 * math.sin(a)),
                (cx + long * math.cos(a), cy + long * math.sin(a)),
            ],
            2,
            190,
        )
    for n in range(8):
        a = n / 8 * 6.283 - math.pi / 2
        long = 118 if n % 2 == 0 else 70
        for side in (-1, 1):
            s.poly(
                "ink",
                [
                    (cx, cy), (cx + 18 * math.cos(a + side * 0.785), cy + 18 * math.sin(a + side * 0.785)),
                    (cx + long * math.cos(a), cy + long * math.sin(a)),
                ],
                255 if side > 0 else 0,
            )
            s.line(
                "ink",
                [
                    (cx, cy), (cx + 18 * math.cos(a + side * 0.785), cy + 18 * math.sin(a + side * 0.785)),
                    (cx + long * math.cos(a), cy + long * math.sin(a)), (cx, cy),
                ],
                2,
            )
    s.arc("ink", cx, cy, 126, 126, 0, 360, 3)
    s.arc("ink", cx, cy, 138, 138, 0, 360, 3)
    for bearing in (0.1, 0.32, 0.62):
        s.line("ink", [(cx, cy), (cx + 1700 * math.cos(bearing), cy + 1700 * math.sin(bearing))], 2, 90)
    for edge in (14, 34):
        s.line(
            "ink",
            [
                (edge, edge), (WIDTH - edge, edge), (WIDTH - edge, HEIGHT - edge), (edge, HEIGHT - edge),
                (edge, edge),
            ],
            4,
        )
    for n in range(0, 79, 2):
        s.rect("ink", 14 + n * 20, 14, 34 + n * 20, 34)
        s.rect("ink", 14 + n * 20, HEIGHT - 34, 34 + n * 20, HEIGHT - 14)
    return s


def _inside(shape: list[Point], x: float, y: float, margin: float = 34) -> bool:
    """Whether a sounding would touch the land."""
    return any(
        _crosses(shape, x + dx, y + dy)
        for dx, dy in ((0, 0), (margin, 0), (-margin, 0), (0, margin), (0, -margin))
    )


def _crosses(shape: list[Point], x: float, y: float) -> bool:
    inside, previous = False, shape[-1]
    for point in shape:
        if (point[1] > y) != (previous[1] > y):
            slope = (previous[0] - point[0]) * (y - point[1]) / (previous[1] - point[1]) + point[0]
            inside ^= x < slope
        previous = point
    return inside


# Seven strokes make a digit, as on a chart engraver's plate: top, upper left, upper right, middle,
# lower left, lower right, foot.
STROKES = (
    "1110111",
    "0010010",
    "1011101",
    "1011011",
    "0111010",
    "1101011",
    "1101111",
    "1010010",
    "1111111",
    "1111011",
)
SEGMENTS = (
    ((0, 0), (1, 0)), ((0, 0), (0, 1)), ((1, 0), (1, 1)), ((0, 1), (1, 1)), ((0, 1), (0, 2)),
    ((1, 1), (1, 2)), ((0, 2), (1, 2)),
)


def _sounding(s: Sheet, x: float, y: float, digit: int) -> None:
    for lit, ((x0, y0), (x1, y1)) in zip(STROKES[digit], SEGMENTS, strict=True):
        if lit == "1":
            s.line("ink", [(x + x0 * 9 - y0 * 1.5, y + y0 * 9), (x + x1 * 9 - y1 * 1.5, y + y1 * 9)], 3)


def barrage_section(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, BONE, water=SEA, steel=BRICK, ink=NAVY)
    s.fade("water", 0, 0, WIDTH, 520, 60, 0)
    # Sea on the left, held river on the right.
    s.fade("water", 0, 560, 820, 900, 140, 255)
    s.fade("water", 780, 400, WIDTH, 900, 110, 225)
    for n in range(9):
        for x0, x1, top in ((0, 690, 560), (880, WIDTH, 400)):
            y = top + 10 + n * 36
            points = [(x, y + 5 * math.sin(x / 38 + n)) for x in range(x0, x1, 10)]
            s.line("ink", points, 3 if n else 8, 255 if not n else 90)
    bed = [
        (-5, 880), (360, 890), (520, 850), (1080, 850), (1220, 880), (WIDTH + 5, 870),
        (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5),
    ]
    s.carve(bed)
    s.poly("ink", bed, 60)
    s.hatch("ink", bed, 19, 5, 0.6, 235)
    for _ in range(90):
        x, y = s.random.uniform(0, WIDTH), s.random.uniform(905, HEIGHT)
        s.oval("ink", x, y, s.random.uniform(6, 20), s.random.uniform(4, 11), tone=0)
    sill = [(560, 860), (600, 800), (1040, 800), (1090, 860), (1090, 930), (560, 930)]
    s.carve(sill)
    s.poly("ink", sill, 130)
    s.line("ink", [*sill, sill[0]], 7)
    for pile in range(9):
        x = 590 + pile * 58
        s.rect("ink", x, 930, x + 18, 1040)
    pier = [(640, 800), (640, 300), (1020, 300), (1020, 800)]
    s.carve(pier)
    s.poly("ink", pier, 45)
    s.line("ink", [*pier, pier[0]], 7)
    s.hatch("ink", pier, 46, 2, 0, 110)
    # The gate is a slice of a drum on two arms, turning on a pin.
    pin = (690.0, 560.0)
    outer = [
        (pin[0] + 236 * math.cos(math.radians(a)), pin[1] + 236 * math.sin(math.radians(a)))
        for a in range(-34, 76, 3)
    ]
    inner = [
        (pin[0] + 206 * math.cos(math.radians(a)), pin[1] + 206 * math.sin(math.radians(a)))
        for a in range(75, -35, -3)
    ]
    s.carve([*outer, *inner])
    s.poly("steel", [*outer, *inner])
    s.line("ink", [*outer, *inner, outer[0]], 6)
    for a in (-22, 18, 58):
        end = (pin[0] + 210 * math.cos(math.radians(a)), pin[1] + 210 * math.sin(math.radians(a)))
        s.line("steel", [pin, end], 21)
        s.line("ink", [pin, end], 4)
    for r in (92, 150):
        s.arc("steel", *pin, r, r, -22, 58, 11)
    s.oval("ink", *pin, 38)
    s.oval("ink", *pin, 24, tone=0)
    s.oval("steel", *pin, 24)
    s.arc("ink", *pin, 282, 282, -84, -42, 8)
    tip = (pin[0] + 282 * math.cos(math.radians(-84)), pin[1] + 282 * math.sin(math.radians(-84)))
    s.poly("ink", [(tip[0] - 26, tip[1] + 4), (tip[0] + 14, tip[1] - 22), (tip[0] + 14, tip[1] + 26)])
    s.rect("ink", 600, 262, 1060, 302)
    s.rect("ink", 600, 274, 1060, 284, 0)
    house = [(700, 262), (700, 130), (830, 76), (960, 130), (960, 262)]
    s.carve(house)
    s.poly("steel", [(686, 134), (830, 66), (974, 134)])
    s.line("ink", [*house, house[0]], 7)
    for wheel, r in (((770, 200), 42), ((868, 206), 34)):
        s.arc("ink", *wheel, r, r, 0, 360, 9)
        for tooth in range(12):
            turn = tooth / 12 * 6.283
            s.line(
                "ink",
                [
                    (wheel[0] + r * math.cos(turn), wheel[1] + r * math.sin(turn)),
                    (wheel[0] + (r + 9) * math.cos(turn), wheel[1] + (r + 9) * math.sin(turn)),
                ],
                8,
            )
        s.oval("ink", *wheel, 9)
    s.line("ink", [(902, 206), (918, 400)], 6)
    for x in (620, 1040):
        s.line("ink", [(x, 262), (x, 150)], 6)
        s.oval("ink", x, 144, 14)
    for row, y in enumerate((470, 560, 650, 740)):
        long = 190 - row * 14
        s.line("ink", [(1420, y), (1420 - long, y)], 9, 0)
        s.poly("ink", [(1420 - long - 30, y), (1420 - long + 6, y - 19), (1420 - long + 6, y + 19)], 0)
        s.line("water", [(1420, y), (1420 - long, y)], 9, 0)
        s.poly("water", [(1420 - long - 30, y), (1420 - long + 6, y - 19), (1420 - long + 6, y + 19)], 0)
    for x, top, low in ((1520, 400, 870), (90, 560, 884)):
        s.line("ink", [(x, top + 12), (x, low - 12)], 4)
        for y, turn in ((top, 1), (low, -1)):
            s.poly("ink", [(x, y + 4 * turn), (x - 13, y + 30 * turn), (x + 13, y + 30 * turn)])
    return s


SCENES = {
    "millet-field": millet_field,
    "orchard": orchard,
    "mountain-pass": mountain_pass,
    "tide-curve": tide_curve,
    "estuary-chart": estuary_chart,
    "barrage-section": barrage_section,
}
