"""Scenes on stages: the concert hall, the picture house."""

from __future__ import annotations

import math

from newsroom.demo.press import BRICK, CREAM, HEIGHT, MUSTARD, NIGHT, PLUM, STRAW, WIDTH, Sheet

# Points are set in rows, as they are drawn.
# fmt: off


def concert_hall(key: str) -> Sheet:
    s = Sheet(key, CREAM, gold=MUSTARD, red=BRICK, dark=PLUM)
    s.rect("dark", 0, 0, WIDTH, HEIGHT, 200)
    s.rect("red", 0, 0, WIDTH, HEIGHT, 60)
    # Ceiling: hung reflectors over the platform.
    for row, (y, many, k) in enumerate(((70, 6, 1.15), (150, 5, 0.95), (214, 4, 0.78))):
        for n in range(many):
            x = 800 + (n - (many - 1) / 2) * 262 * k
            shape = [
                (x - 116 * k, y + 12 * k), (x, y - 22 * k), (x + 116 * k, y + 12 * k),
                (x + 92 * k, y + 32 * k), (x, y + 6 * k), (x - 92 * k, y + 32 * k),
            ]
            s.line("dark", [(x, -5), (x, y)], 3, 255)
            s.carve(shape)
            s.poly("gold", shape, 210 - row * 30)
            s.poly("dark", [shape[3], shape[4], shape[5], shape[0], (x, y - 4 * k), shape[2]], 90)
    back = [(430, 250), (1170, 250), (1210, 640), (390, 640)]
    s.carve(back)
    s.poly("gold", back, 170)
    s.poly("red", back, 90)
    for n in range(26):
        x = 440 + n * 29
        s.line("dark", [(x, 250), (x - (800 - x) * 0.05, 640)], 3, 130)
    # Organ pipes, tallest at the outside of each tower.
    for n in range(31):
        x = 514 + n * 19
        tall = 130 + 92 * abs(math.cos(n / 30 * math.pi * 2)) + 26 * math.cos(n / 30 * math.pi * 4)
        s.carve([(x, 470), (x, 470 - tall), (x + 8, 462 - tall), (x + 16, 470 - tall), (x + 16, 470)])
        s.poly(
            "gold", [(x, 470), (x, 470 - tall), (x + 8, 462 - tall), (x + 16, 470 - tall), (x + 16, 470)], 70
        )
        s.rect("dark", x + 11, 470 - tall, x + 16, 470, 150)
        s.poly("dark", [(x + 3, 440), (x + 8, 426), (x + 13, 440)])
    s.rect("dark", 490, 468, 1120, 500)
    for side in (-1, 1):
        for tier in range(3):
            y = 250 + tier * 112
            edge = [
                (800 + side * 372, y + 30), (800 + side * 560, y - 10), (800 + side * 830, y - 96),
                (800 + side * 830, y - 22), (800 + side * 560, y + 48), (800 + side * 380, y + 76),
            ]
            s.carve(edge)
            s.poly("gold", edge, 235)
            s.poly("red", edge, 150)
            s.line("dark", [*edge, edge[0]], 5)
            for n in range(16):
                t = n / 15
                x = 800 + side * (392 + 430 * t)
                top = y + 26 - 36 * t - 84 * max(0, t - 0.4) * 1.1
                for ink in ("gold", "red", "dark"):
                    s.oval(ink, x, top - 14 - 12 * t, 8 + 9 * t, 10 + 10 * t, tone=0)
                s.oval("dark", x, top - 14 - 12 * t, 8 + 9 * t, 10 + 10 * t, tone=255)
                s.oval(
                    "gold", x, top - 16 - 12 * t, 5 + 6 * t, 6 + 6 * t, tone=s.random.choice((0, 120, 200))
                )
            for n in range(6):
                t = n / 5
                s.oval("dark", 800 + side * (420 + 380 * t), y + 50 - 70 * t, 6 + 4 * t, tone=0)
                s.glow("dark", 800 + side * (420 + 380 * t), y + 60 - 70 * t, 34, 120)
    platform = [(390, 640), (1210, 640), (1370, 792), (230, 792)]
    s.carve(platform)
    s.poly("gold", platform, 255)
    for n in range(15):
        t = n / 14
        s.line("dark", [(390 + 820 * t, 640), (230 + 1140 * t, 792)], 2, 140)
    s.carve([(230, 792), (1370, 792), (1364, 826), (236, 826)])
    s.rect("red", 234, 792, 1366, 826)
    s.rect("dark", 234, 792, 1366, 826, 130)
    for rank, (y, many, reach) in enumerate(((664, 15, 350), (700, 13, 400), (742, 11, 440))):
        for n in range(many):
            x = 800 + (n - (many - 1) / 2) * reach * 2 / many
            if rank == 2 and abs(x - 800) < 60:
                continue
            k = 0.7 + rank * 0.16
            s.poly(
                "dark", [(x - 17 * k, y + 34 * k), (x - 13 * k, y), (x + 13 * k, y), (x + 17 * k, y + 34 * k)]
            )
            s.oval("dark", x, y - 11 * k, 9 * k, 11 * k)
            s.line("dark", [(x - 20 * k, y + 22 * k), (x + 22 * k, y - 10 * k)], 3)
            s.rect("red", x - 11 * k, y + 32 * k, x + 11 * k, y + 50 * k, 200)
    s.poly("dark", [(786, 790), (790, 728), (810, 728), (814, 790)])
    s.oval("dark", 800, 714, 12, 14)
    s.line("dark", [(792, 738), (758, 708)], 6)
    s.line("dark", [(808, 738), (846, 700), (872, 680)], 5)
    s.rect("dark", 770, 790, 830, 800)
    for row in range(6):
        y, k = 868 + row * 46 + row * row * 3, 0.8 + row * 0.16
        x = -40.0 + (row % 2) * 30
        while x < WIDTH + 60:
            bend = 16 * ((x - 800) / 800) ** 2
            seat = [
                (x - 30 * k, y + 70 * k - bend), (x - 26 * k, y - 4 * k - bend), (x, y - 16 * k - bend),
                (x + 26 * k, y - 4 * k - bend), (x + 30 * k, y + 70 * k - bend),
            ]
            s.carve(seat)
            s.poly("red", seat, 255)
            s.poly("dark", seat, 110 + row * 18)
            s.line("dark", seat, 4)
            if s.random.random() < 0.62:
                s.oval("red", x, y - 26 * k - bend, 19 * k, 23 * k, tone=0)
                s.oval("dark", x, y - 26 * k - bend, 19 * k, 23 * k, tone=250)
                s.poly(
                    "dark",
                    [
                        (x - 26 * k, y + 10 * k - bend), (x - 18 * k, y - 6 * k - bend),
                        (x + 18 * k, y - 6 * k - bend), (x + 26 * k, y + 10 * k - bend),
                    ],
                )
            x += 68 * k
    return s


def picture_house(key: str) -> Sheet:
    x: float
    s = Sheet(key, CREAM, beam=STRAW, red=BRICK, dark=NIGHT)
    s.rect("dark", 0, 0, WIDTH, HEIGHT, 245)
    for rib in range(9):
        x = 800 + (rib - 4) * 250
        s.line("dark", [(800 + (rib - 4) * 118, 210), (x, -10)], 13, 150)
    for row in range(7):
        s.line("dark", [(0, 20 + row * 24), (WIDTH, 20 + row * 24)], 3, 190)
    screen = [(420, 190), (1180, 190), (1180, 560), (420, 560)]
    s.carve([(396, 166), (1204, 166), (1204, 584), (396, 584)], "dark")
    s.rect("dark", 396, 166, 1204, 584)
    s.carve(screen)
    s.fade("beam", 420, 190, 1180, 440, 40, 170)
    s.fade("red", 420, 260, 1180, 440, 0, 150)
    s.oval("beam", 700, 380, 74, tone=0)
    s.oval("red", 700, 380, 74, tone=0)
    s.rect("dark", 420, 430, 1181, 560, 170)
    for row in range(9):
        s.stroke("dark", 700 + s.random.uniform(-9, 9), 440 + row * 13, 140 + row * 11, 6, 0)
    s.water("dark", 440, 556, 255, density=0.7, left=480, right=1130, size=0.4)
    s.poly("dark", [(900, 470), (920, 494), (1080, 494), (1120, 462), (1010, 472)])
    s.line("dark", [(990, 474), (990, 330)], 6)
    s.poly("dark", [(996, 336), (1090, 460), (996, 460)])
    s.poly("dark", [(984, 350), (984, 460), (926, 460)])
    for side in (-1, 1):
        for fold in range(9):
            x = 800 + side * (420 + fold * 46)
            s.rect("red", min(x, x + side * 46), 130, max(x, x + side * 46), 640, 255)
            s.rect("dark", min(x, x + side * 46), 130, max(x, x + side * 46), 640, 120 if fold % 2 else 200)
        s.rect("red", 380 if side < 0 else 1200, 120, 400 if side < 0 else 1220, 640)
    for n in range(21):
        x = n * 80
        s.poly("red", [(x, 96), (x + 80, 96), (x + 74, 150), (x + 40, 172), (x + 6, 150)])
        s.poly(
            "dark", [(x, 96), (x + 80, 96), (x + 74, 150), (x + 40, 172), (x + 6, 150)], 110 if n % 2 else 60
        )
    source = (1530.0, 1010.0)
    cone = [source, screen[0], screen[1], screen[2]]
    for shape, cut in ((cone, 62), ([source, screen[1], (800, 190), (1000, 560), screen[2]], 44)):
        s.lighten("dark", shape, cut)
    for _ in range(150):
        t = s.random.random()
        x = source[0] + (s.random.uniform(430, 1170) - source[0]) * t
        y = source[1] + (s.random.uniform(200, 550) - source[1]) * t
        s.oval("dark", x, y, s.random.choice((1.5, 2.5, 3)), tone=0)
    for row in range(5):
        y, k = 690 + row * 84, 0.8 + row * 0.24
        x = -30.0 + (row % 2) * 44 * k
        while x < WIDTH + 60:
            seat = [
                (x - 46 * k, y + 130 * k), (x - 42 * k, y + 6 * k), (x - 24 * k, y - 8 * k),
                (x + 24 * k, y - 8 * k), (x + 42 * k, y + 6 * k), (x + 46 * k, y + 130 * k),
            ]
            s.carve(seat)
            s.poly("red", seat, 255)
            s.poly("dark", seat, 130 + row * 10)
            s.line("dark", seat, 5)
            if s.random.random() < 0.72:
                hair = s.random.choice((1.0, 1.16))
                for ink in ("red", "beam"):
                    s.oval(ink, x, y - 34 * k, 27 * k * hair, 32 * k, tone=0)
                s.oval("dark", x, y - 34 * k, 27 * k * hair, 32 * k, tone=255)
                s.poly(
                    "dark",
                    [
                        (x - 40 * k, y + 14 * k), (x - 24 * k, y - 12 * k), (x + 24 * k, y - 12 * k),
                        (x + 40 * k, y + 14 * k),
                    ],
                )
                s.arc("dark", x, y - 34 * k, 27 * k * hair, 32 * k, 200, 330, 5, 60)
            x += 104 * k
    return s


SCENES = {
    "concert-hall": concert_hall,
    "picture-house": picture_house,
}
