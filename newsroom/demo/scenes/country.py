"""Scenes inland: fields, orchards, the pass."""

from __future__ import annotations

import math
from itertools import pairwise

from newsroom.demo.press import (
    BONE,
    CORAL,
    CREAM,
    HEIGHT,
    MOSS,
    MUSTARD,
    NAVY,
    PINE,
    PLUM,
    RUST,
    SKY,
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


SCENES = {
    "millet-field": millet_field,
    "orchard": orchard,
    "mountain-pass": mountain_pass,
}
