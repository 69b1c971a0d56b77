"""Scenes on the Sorve: its barrage, its bridge, its quay."""

from __future__ import annotations

import math
from itertools import pairwise

from newsroom.demo.press import BONE, BRICK, CORAL, CREAM, HEIGHT, MIST, NAVY, RUST, SEA, STRAW, WIDTH, Sheet
from newsroom.demo.scenes.sea import gull

# Points are set in rows, as they are drawn.
# fmt: off


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
    gull(s, "stone", 1180, 330, 0.9)
    gull(s, "stone", 1260, 300, 0.6)
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


SCENES = {
    "barrage-gates": barrage_gates,
    "sorve-bridge": sorve_bridge,
    "quay-wall": quay_wall,
}
