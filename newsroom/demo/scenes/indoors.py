"""Scenes under a roof: the library, the polling place, a window in the rain, the fish market."""

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
    RUST,
    SEA,
    WIDTH,
    Sheet,
)

# Points are set in rows, as they are drawn.
# fmt: off


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


SCENES = {
    "fish-market": fish_market,
    "library-stair": library_stair,
    "ballot-box": ballot_box,
    "rain-window": rain_window,
}
