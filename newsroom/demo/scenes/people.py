"""The reporters, as profiles cut from dark paper: one head for all, and what tells them apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from newsroom.demo.press import (
    CREAM,
    HEIGHT,
    INK,
    MOSS,
    MUSTARD,
    NAVY,
    NIGHT,
    PINE,
    PLUM,
    ROSE,
    SEA,
    SKY,
    STONE,
    STRAW,
    WIDTH,
    Colour,
    Point,
    Sheet,
)

Line = Sequence[Point]

X, Y, SIZE = 790.0, 610.0, 1.28  # the middle of the head on the sheet, and how much larger than its points


@dataclass(frozen=True)
class Face:
    """How far a profile goes out from the one that is everybody's: more than 1 is further."""

    nose: float = 1
    chin: float = 1
    brow: float = 1


@dataclass(frozen=True)
class Figure:
    ground: Colour
    ink: Colour
    face: Face = field(default_factory=Face)
    hair: Sequence[Line] = ()
    cuts: Sequence[Line] = ()
    """What the knife has taken out again: strands, a collar, the rim of a hat."""
    looks_left: bool = False


# Points are set in rows, as they are drawn: a head of some 460, looking to the right.
# fmt: off


def profile(face: Face) -> Line:
    n, c, b = face.nose, face.chin, face.brow
    return (
        (60, -232), (112, -196), (138, -142), (144 + 6 * b, -92), (140, -62), (148, -34), (160 + 10 * n, 0),
        (166 + 20 * n, 26), (164 + 21 * n, 40), (152 + 14 * n, 50), (146, 58), (146, 70), (160, 84), (158, 96),
        (149, 103), (158, 114), (154, 128), (142, 140), (144, 156), (146 + 10 * c, 182), (130 + 10 * c, 208),
        (94, 222), (54, 230), (28, 250), (18, 280), (34, 318), (116, 356), (222, 394), (310, 462), (350, 640),
    )


BACK: Line = (
    (-420, 640), (-388, 486), (-312, 414), (-208, 374), (-146, 334), (-116, 284), (-120, 226), (-146, 164),
    (-172, 88), (-180, 0), (-166, -92), (-128, -170), (-62, -222), (0, -238), (60, -232),
)
COLLAR: Line = ((-150, 344), (-84, 386), (0, 398), (74, 376), (36, 322))
SHIRT: Line = ((-128, 318), (-70, 400), (-10, 440), (40, 390), (24, 306))

SHORT: Line = (
    (128, -170), (96, -232), (26, -262), (-66, -250), (-146, -196), (-190, -106), (-196, 0), (-176, 70),
    (-140, 100), (-96, 84), (-70, 40), (-58, -10), (-30, -40), (0, -80), (60, -130), (128, -170),
)
QUIFF: Line = (
    (120, -150), (168, -206), (150, -262), (70, -288), (-40, -270), (-132, -214), (-188, -120), (-194, -10),
    (-178, 60), (-120, 40), (-60, -40), (20, -110), (120, -150),
)
BUN: Line = (
    (-150, -196), (-214, -232), (-286, -214), (-318, -150), (-300, -84), (-240, -52), (-186, -70), (-150, -120),
    (-150, -196),
)
SWEPT: Line = (
    (122, -176), (80, -244), (0, -266), (-90, -242), (-170, -178), (-204, -90), (-196, 10), (-160, 96), (-118, 130),
    (-60, 60), (10, -60), (122, -176),
)
BOB: Line = (
    (126, -160), (84, -246), (-10, -274), (-120, -246), (-202, -160), (-234, -40), (-232, 90), (-222, 206),
    (-150, 240), (-70, 226), (-34, 196), (-30, 90), (-4, -20), (50, -96), (126, -160),
)
LONG: Line = (
    (124, -166), (80, -246), (-20, -272), (-130, -238), (-206, -146), (-232, -20), (-238, 130), (-262, 260),
    (-300, 400), (-200, 440), (-96, 420), (-64, 300), (-40, 180), (-20, 40), (40, -80), (124, -166),
)
CURLS: Line = (
    (120, -150), (168, -190), (150, -236), (118, -248), (110, -288), (60, -306), (24, -290), (-16, -318), (-70, -308),
    (-92, -274), (-142, -272), (-180, -236), (-184, -196), (-224, -170), (-240, -120), (-222, -80), (-248, -40),
    (-244, 20), (-214, 44), (-220, 90), (-190, 128), (-146, 126), (-110, 90), (-60, 20), (20, -80), (120, -150),
)
BEARD: Line = (
    (128, 60), (152, 92), (150, 108), (158, 128), (166, 176), (160, 226), (128, 262), (76, 274), (30, 254), (-4, 210),
    (-30, 120), (-40, 40), (10, 60), (70, 110), (128, 60),
)
CAP: Line = (
    (-194, -104), (-202, -182), (-156, -250), (-60, -290), (50, -284), (128, -236), (156, -176), (222, -158),
    (262, -130), (240, -118), (150, -124), (0, -120), (-120, -108), (-194, -104),
)
HAT: Line = (
    (-290, -150), (-190, -176), (-168, -260), (-110, -318), (-20, -304), (60, -318), (120, -262), (134, -180),
    (250, -166), (284, -140), (160, -132), (0, -136), (-160, -132), (-290, -150),
)
PONYTAIL: Line = (
    (-140, -190), (-210, -200), (-268, -140), (-290, -30), (-282, 90), (-300, 190), (-250, 150), (-226, 40),
    (-210, -50), (-160, -90), (-140, -190),
)

EAR: Line = ((-36, -24), (-14, -44), (6, -24), (-4, 10), (-24, 30))
STRANDS: Sequence[Line] = (
    ((96, -196), (20, -232), (-70, -214), (-138, -140), (-160, -50)),
    ((84, -164), (14, -196), (-60, -180), (-116, -112), (-134, -30)),
)
LONG_STRANDS: Sequence[Line] = (
    ((90, -196), (0, -234), (-100, -200), (-172, -110), (-196, 20), (-196, 160)),
    ((70, -160), (0, -192), (-76, -164), (-128, -80), (-150, 40), (-154, 180)),
)
SWIRLS: Sequence[Line] = (
    ((96, -206), (72, -250), (30, -246), (28, -212)),
    ((-20, -262), (-70, -258), (-78, -216), (-44, -204)),
    ((-140, -220), (-176, -184), (-152, -146), (-120, -160)),
    ((-190, -80), (-204, -36), (-172, -12), (-148, -40)),
    ((-60, -150), (-100, -130), (-88, -92), (-54, -98)),
    ((-190, 30), (-188, 76), (-152, 82), (-142, 50)),
)
BAND: Sequence[Line] = (((-178, -142), (-40, -156), (132, -160)),)
GLASSES: Sequence[Line] = (
    ((70, -66), (96, -92), (132, -84), (142, -52), (120, -26), (86, -30), (70, -66)),
    ((68, -62), (0, -52), (-40, -48)),
)
WHISKERS: Sequence[Line] = (
    ((-8, 110), (20, 190), (66, 242)), ((30, 120), (54, 186), (96, 234)), ((70, 130), (92, 184), (126, 220)),
)

# fmt: on

PEOPLE = {
    "portrait-ines-maravel": Figure(ROSE, NIGHT, Face(0.9, 0.9), (SWEPT, BUN), (*STRANDS, COLLAR)),
    "portrait-yuna-terrasse": Figure(
        STRAW, PLUM, Face(0.5, 0.9, 0.6), (BOB,), (*LONG_STRANDS, SHIRT), looks_left=True
    ),
    "portrait-tomasz-verhey": Figure(
        SEA, NAVY, Face(1.5, 1.1, 1.3), (SHORT, BEARD, CAP), (*BAND, *WHISKERS, COLLAR)
    ),
    "portrait-adaeze-kolt": Figure(
        MUSTARD, INK, Face(0.7, 1, 0.8), (CURLS,), (*SWIRLS, SHIRT), looks_left=True
    ),
    "portrait-lucjan-ferro": Figure(MOSS, PINE, Face(1.3, 0.8), (QUIFF,), (*STRANDS, *GLASSES, SHIRT)),
    "portrait-mirela-brandt": Figure(
        ROSE, PLUM, Face(1.1, 0.9), (LONG,), (*LONG_STRANDS, COLLAR), looks_left=True
    ),
    "portrait-bastien-oduya": Figure(SKY, NIGHT, Face(0.9, 1.3, 1.2), (SHORT,), (*STRANDS, EAR, COLLAR)),
    "portrait-signe-almada": Figure(STONE, NAVY, Face(0.8, 1), (SWEPT, PONYTAIL), (*STRANDS, SHIRT)),
    "portrait-dorothea-lind": Figure(
        STRAW, PINE, Face(1.2, 0.8), (SWEPT, HAT), (*BAND, COLLAR), looks_left=True
    ),
    "portrait-gerrit-saldanha": Figure(
        MOSS, NIGHT, Face(1.6, 1.2, 1.4), (SHORT, BEARD), (*WHISKERS, EAR, SHIRT)
    ),
}


def portrait(person: Figure, key: str) -> Sheet:
    s = Sheet(key, CREAM, ground=person.ground, ink=person.ink)
    s.fade("ground", 0, 0, WIDTH, HEIGHT, 90, 200)
    s.glow("ground", WIDTH / 2, 420, 700, 120)
    side = -1 if person.looks_left else 1

    def placed(line: Line) -> list[Point]:
        middle = WIDTH / 2 + side * (X - WIDTH / 2)
        return [(middle + side * x * SIZE, Y + y * SIZE) for x, y in line]

    s.poly("ink", placed([*curve(profile(person.face)), *curve(BACK)]))
    for shape in person.hair:
        s.poly("ink", placed(curve(shape)))
    for cut in person.cuts:
        s.line("ink", placed(curve(cut)), 5, 90)
    return s


def curve(points: Line, steps: int = 12) -> list[Point]:
    """A smooth line through all the points (Catmull and Rom's)."""
    whole = [points[0], *points, points[-1]]
    return [
        *(
            (between(t, *(p[0] for p in four)), between(t, *(p[1] for p in four)))
            for four in zip(whole, whole[1:], whole[2:], whole[3:], strict=False)
            for t in (step / steps for step in range(steps))
        ),
        points[-1],
    ]


def between(t: float, a: float, b: float, c: float, d: float) -> float:
    return (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3) / 2


SCENES: dict[str, Callable[[str], Sheet]] = {key: partial(portrait, person) for key, person in PEOPLE.items()}
