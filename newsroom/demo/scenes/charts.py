"""Drawings that explain: a tide curve, a chart of the estuary, a section of the barrage."""

from __future__ import annotations

import math

from newsroom.demo.press import BONE, BRICK, CREAM, HEIGHT, NAVY, SEA, STRAW, WIDTH, Point, Sheet

# Points are set in rows, as they are drawn.
# fmt: off


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
    "tide-curve": tide_curve,
    "estuary-chart": estuary_chart,
    "barrage-section": barrage_section,
}
