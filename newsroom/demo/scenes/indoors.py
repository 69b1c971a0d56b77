"""Scenes under a roof: the library, the concert hall, the polling place, the picture house."""

from __future__ import annotations

import math

from newsroom.demo.press import (
    BONE,
    BRICK,
    CREAM,
    HEIGHT,
    MIST,
    MUSTARD,
    NAVY,
    NIGHT,
    PLUM,
    RUST,
    SEA,
    STRAW,
    WIDTH,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


def library_stair(key: str) -> Sheet:
    s = Sheet(key, CREAM, wood=MUSTARD, brick=RUST, dark=NIGHT)
    s.rect("dark", 0, 0, WIDTH, HEIGHT, 235)
    # Looking down the well: each turn of the stair is smaller and nearer the middle.
    cx, cy = 830.0, 560.0
    per_turn, turns = 30, 3.6
    steps = round(per_turn * turns)

    def at(step: float, edge: float) -> tuple[float, float]:
        a = step / per_turn * 2 * math.pi
        shrink = 0.56 ** (step / per_turn)
        r = (1010 if edge else 610) * shrink if edge in (0, 1) else edge * shrink
        return cx + r * math.cos(a) * 1.06, cy + r * math.sin(a) * 0.94

    for step in range(-8, steps):
        tread = [
            at(step, 0),
            at(step + 0.5, 0),
            at(step + 1, 0),
            at(step + 1, 1),
            at(step + 0.5, 1),
            at(step, 1),
        ]
        s.carve(tread)
        light = 0.5 + 0.5 * math.cos(step / per_turn * 2 * math.pi + 2.4)
        s.poly("wood", tread, round(90 + 165 * (1 - light)))
        s.poly("dark", tread, round(150 * (1 - light)) + min(60, step))
        s.poly("brick", tread, 60 if step % 2 else 110)
        nose = [at(step, 0), at(step, 1), at(step + 0.16, 1), at(step + 0.16, 0)]
        s.poly("dark", nose, 250)
        string = [at(step, 0), at(step + 1, 0), at(step + 1, 575), at(step, 575)]
        s.carve(string)
        s.poly("brick", string, 255)
        s.poly("dark", string, 70)
        outer = [at(step, 1), at(step + 1, 1), at(step + 1, 1060), at(step, 1060)]
        s.poly("brick", outer, 255)
        s.poly("dark", outer, 120)
    for step in range(-8, steps):
        k = 0.56 ** (step / per_turn)
        foot, top = at(step + 0.5, 592), at(step + 0.5, 500)
        s.line("dark", [foot, top], max(2, 9 * k))
        s.oval("dark", *at(step + 0.5, 545), 12 * k)
    rail = [at(n / 3, 500) for n in range(-24, steps * 3)]
    for n in range(len(rail) - 1):
        k = 0.56 ** ((n - 24) / 3 / per_turn)
        for ink in ("wood", "dark"):
            s.line(ink, [rail[n], rail[n + 1]], max(3, 30 * k), 0)
        s.line("wood", [rail[n], rail[n + 1]], max(3, 30 * k))
        s.line(
            "dark",
            [(rail[n][0] + 8 * k, rail[n][1] + 9 * k), (rail[n + 1][0] + 8 * k, rail[n + 1][1] + 9 * k)],
            max(2, 8 * k),
        )
    for r, tone in ((64, 255), (46, 0)):
        for ink in ("wood", "brick", "dark"):
            s.oval(ink, cx, cy, r, r * 0.9, tone=0)
        s.oval("dark", cx, cy, r, r * 0.9, tone=tone)
    s.oval("wood", cx, cy, 46, 41, tone=120)
    for n in range(8):
        a = n / 8 * 6.283
        s.poly(
            "dark",
            [
                (cx, cy), (cx + 44 * math.cos(a), cy + 40 * math.sin(a)),
                (cx + 44 * math.cos(a + 0.39), cy + 40 * math.sin(a + 0.39)),
            ],
            235,
        )
    for stood, edge in ((3.0, 790), (15.0, 800), (31.5, 810)):
        k = 0.56 ** (stood / per_turn)
        x, y = at(stood, edge)
        s.oval("dark", x + 24 * k, y + 30 * k, 84 * k, 58 * k, tone=255)
        s.oval("brick", x, y, 78 * k, 50 * k, tone=0)
        for ink in ("wood", "dark"):
            s.oval(ink, x, y, 78 * k, 50 * k, tone=0)
        s.oval("brick", x, y, 78 * k, 50 * k, tone=230 if stood != 15 else 40)
        s.oval("dark", x, y, 34 * k, 34 * k)
        book = [
            (x + 54 * k, y - 60 * k), (x + 112 * k, y - 44 * k), (x + 98 * k, y + 10 * k),
            (x + 40 * k, y - 8 * k),
        ]
        s.carve(book)
        s.line("dark", [*book, book[0]], max(2, 5 * k))
        s.line(
            "dark",
            [
                ((book[0][0] + book[1][0]) / 2, (book[0][1] + book[1][1]) / 2),
                ((book[2][0] + book[3][0]) / 2, (book[2][1] + book[3][1]) / 2),
            ],
            max(2, 4 * k),
        )
    return s


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


def ballot_box(key: str) -> Sheet:
    s = Sheet(key, BONE, blue=SEA, red=BRICK, dark=NAVY)
    s.rect("blue", 0, 0, WIDTH, HEIGHT, 120)
    for n in range(10):
        x = n * 190 - 120
        curtain = [(x, 0), (x + 92, 0), (x + 70, 690), (x - 12, 690)]
        s.poly("blue", curtain, 190)
        s.hatch("blue", curtain, 30, 4, 4, 230)
    for booth in (0, 1, 2):
        x = 60 + booth * 560
        s.rect("dark", x, 0, x + 22, 700)
        s.rect("dark", x, 120, x + 560, 138)
    s.rect("dark", 0, 690, WIDTH, HEIGHT, 210)
    s.rect("red", 0, 690, WIDTH, HEIGHT, 90)
    s.hatch("dark", [(0, 690), (WIDTH, 690), (WIDTH, HEIGHT), (0, HEIGHT)], 34, 3, 0.02, 255)
    s.oval("dark", 830, 952, 470, 56, tone=255)
    front = [(430, 470), (1110, 470), (1086, 940), (454, 940)]
    side = [(1110, 470), (1260, 410), (1226, 866), (1086, 940)]
    lid = [(404, 470), (590, 392), (1286, 392), (1136, 470)]
    rim = [(404, 470), (1136, 470), (1136, 512), (404, 512)]
    edge = [(1136, 470), (1286, 392), (1286, 432), (1136, 512)]
    for shape in (front, side, lid, rim, edge):
        s.carve(shape)
    s.poly("red", front)
    s.poly("red", side)
    s.poly("dark", side, 150)
    s.poly("red", lid, 215)
    s.poly("red", rim)
    s.poly("dark", rim, 60)
    s.poly("red", edge)
    s.poly("dark", edge, 190)
    slot = [(690, 440), (716, 424), (1010, 424), (990, 440)]
    s.carve(slot)
    s.poly("dark", slot)
    for shape in (front, side, lid, rim, edge):
        s.line("dark", [*shape, shape[0]], 6)
    s.hatch("dark", front, 23, 2, 0, 60)
    for x in (470, 1060):
        for y in (560, 740, 900):
            s.oval("dark", x, y, 9)
    seal = [(700, 600), (840, 600), (840, 760), (700, 760)]
    s.carve(seal)
    s.line("dark", [*seal, seal[0]], 5)
    s.line("dark", [(724, 690), (758, 728), (820, 636)], 17)
    s.oval("dark", 1120, 540, 26, 32)
    s.arc("dark", 1120, 516, 17, 24, 180, 360, 8)
    s.oval("dark", 1120, 540, 6, tone=0)
    paper = [(704, 150), (980, 106), (1002, 430), (712, 432)]
    s.poly("dark", [(x + 26, y + 18) for x, y in paper], 130)
    s.carve(paper)
    s.carve([(690, 432), (1010, 432), (1010, 436), (690, 436)])
    s.line("dark", [paper[3], paper[0], paper[1], paper[2]], 6)
    fold = [(704, 150), (842, 128), (856, 432), (712, 432)]
    s.poly("blue", fold, 60)
    s.line("dark", [(842, 128), (856, 432)], 4, 200)
    for row in range(4):
        y = 196 + row * 56
        s.line("dark", [(880, y - 4 + row), (962, y - 17 + row)], 6, 190)
        box = [(732, y + 14), (764, y + 9), (767, y + 40), (735, y + 45)]
        s.line("dark", [*box, box[0]], 5)
        s.line("dark", [(784, y + 26), (832, y + 18)], 6, 190)
        if row == 1:
            s.line("red", [(728, y + 6), (772, y + 50)], 9)
            s.line("red", [(774, y + 2), (730, y + 52)], 9)
    return s


def rain_window(key: str) -> Sheet:
    x: float
    y: float
    s = Sheet(key, MIST, lamp=MUSTARD, blue=SEA, dark=NIGHT)
    s.rect("blue", 0, 0, WIDTH, HEIGHT, 170)
    s.fade("dark", 0, 0, WIDTH, 760, 190, 90)
    for n in range(8):
        x = n * 220 - 60
        high = s.random.uniform(240, 480)
        s.poly(
            "dark",
            [(x, 700 - high), (x + 90, 660 - high), (x + 190, 700 - high), (x + 190, 780), (x, 780)],
            170,
        )
        for _ in range(10):
            wx, wy = x + s.random.uniform(14, 160), 720 - s.random.uniform(30, high)
            for ink in ("blue", "dark"):
                s.oval(ink, wx, wy, 13, 17, tone=40)
            s.oval("lamp", wx, wy, 13, 17, tone=210)
    for x, y, r in ((260, 330, 120), (1330, 270, 150), (760, 420, 90), (1040, 500, 70), (480, 520, 64)):
        s.glow("dark", x, y, r * 2, 200)
        s.glow("blue", x, y, r * 1.5, 170)
        for ink in ("dark", "blue"):
            s.oval(ink, x, y, r * 0.42, tone=0)
        s.oval("lamp", x, y, r * 0.42, tone=230)
        s.oval("lamp", x, y, r * 0.3, tone=120)
    for _ in range(330):
        x, y = s.random.uniform(0, WIDTH), s.random.uniform(0, 770)
        r = s.random.choice((4, 5, 6, 8, 11, 15))
        s.oval("dark", x, y, r, r * 1.15, tone=200)
        for ink in ("dark", "blue", "lamp"):
            s.oval(ink, x + r * 0.1, y + r * 0.28, r * 0.66, r * 0.74, tone=0)
        s.oval("dark", x - r * 0.3, y - r * 0.4, r * 0.2, tone=0)
    for _ in range(26):
        x, y = s.random.uniform(0, WIDTH), s.random.uniform(-60, 420)
        trail = [(x, y)]
        while y < 760 and len(trail) < 14:
            y += s.random.uniform(18, 46)
            x += s.random.uniform(-7, 7)
            trail.append((x, y))
        for ink in ("dark", "blue"):
            s.line(ink, trail, 6, 0)
        s.line("dark", [(px + 6, py) for px, py in trail], 3, 170)
        for ink in ("dark", "blue", "lamp"):
            s.oval(ink, *trail[-1], 10, 14, tone=0)
        s.arc("dark", *trail[-1], 11, 15, 0, 360, 4)
    for x in (-30, 505, 1065, 1590):
        s.carve([(x, 0), (x + 44, 0), (x + 44, 790), (x, 790)])
        s.rect("dark", x, 0, x + 44, 790, 60)
        s.rect("dark", x + 30, 0, x + 44, 790, 210)
        s.line("dark", [(x, 0), (x, 790)], 5)
    for y in (-20, 380):
        s.carve([(0, y), (WIDTH, y), (WIDTH, y + 36), (0, y + 36)])
        s.rect("dark", 0, y, WIDTH, y + 36, 60)
        s.rect("dark", 0, y + 24, WIDTH, y + 36, 210)
    sill = [(-5, 780), (WIDTH + 5, 780), (WIDTH + 5, HEIGHT + 5), (-5, HEIGHT + 5)]
    s.carve(sill)
    s.rect("lamp", 0, 780, WIDTH, HEIGHT, 150)
    s.rect("dark", 0, 780, WIDTH, 806)
    s.fade("dark", 0, 806, WIDTH, HEIGHT, 110, 30)
    for _ in range(40):
        s.stroke(
            "dark",
            s.random.uniform(0, WIDTH),
            s.random.uniform(824, HEIGHT),
            s.random.uniform(160, 520),
            4,
            120,
            s.random.uniform(-3, 3),
        )
    left = [(420, 900), (560, 866), (745, 900), (745, 1010), (560, 976), (400, 1012)]
    right = [(1090, 900), (940, 866), (745, 900), (745, 1010), (940, 976), (1110, 1012)]
    s.poly("dark", [(390, 1024), (745, 1026), (1130, 1026), (1120, 1050), (400, 1050)], 200)
    for page in (left, right):
        s.carve(page)
        s.line("dark", [*page, page[0]], 6)
    s.poly("dark", [(745, 900), (800, 888), (800, 1000), (745, 1010)], 90)
    for row in range(8):
        y = 906 + row * 11
        s.line("dark", [(450 - row * 2, y + 4), (560, y - 18), (710, y + 6)], 3, 160)
        s.line("dark", [(790, y + 2), (940, y - 18), (1062 + row * 2, y + 6)], 3, 160)
    cup = [(1250, 850), (1262, 968), (1300, 1000), (1390, 1000), (1428, 968), (1440, 850)]
    s.oval("dark", 1352, 1006, 150, 26, tone=220)
    s.carve(cup)
    s.poly("blue", cup, 255)
    s.poly("dark", [(1370, 850), (1440, 850), (1428, 968), (1390, 1000), (1356, 1000)], 130)
    s.arc("dark", 1446, 912, 44, 44, -90, 110, 15)
    for ink in ("blue", "dark"):
        s.oval(ink, 1345, 850, 95, 22, tone=0)
    s.oval("dark", 1345, 852, 84, 16, tone=230)
    s.arc("dark", 1345, 850, 95, 22, 0, 360, 5)
    for n in (-1, 0, 1):
        steam = [(1345 + n * 36 + 12 * math.sin(k / 2.2 + n), 826 - k * 13) for k in range(12)]
        for ink in ("blue", "dark"):
            s.line(ink, steam, 7, 0)
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
    "library-stair": library_stair,
    "concert-hall": concert_hall,
    "ballot-box": ballot_box,
    "rain-window": rain_window,
    "picture-house": picture_house,
}
