"""Scenes of the city in the evening: the stadium, the night tram."""

from __future__ import annotations

from newsroom.demo.press import BONE, BRICK, CREAM, HEIGHT, MUSTARD, NIGHT, PINE, STRAW, WIDTH, Sheet

# Points are set in rows, as they are drawn.
# fmt: off


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


SCENES = {
    "stadium-lights": stadium_lights,
    "tram-night": tram_night,
}
