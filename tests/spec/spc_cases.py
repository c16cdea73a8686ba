"""Worked cases of SPC, table by table; the tests and the manual are made from these rows."""

from __future__ import annotations

from typing import NamedTuple


class CauseCase(NamedTuple):
    """Values in date order, and the cause that each rule set shows at `point` (counted from 1)."""

    name: str
    values: tuple[float, ...]
    better: str
    point: int
    nhsr: str
    mdc: str
    why: str


class WordsCase(NamedTuple):
    """A series from April 2018 read under NHSR-0.2.2, and the sentences that the page says."""

    name: str
    values: tuple[float | None, ...]
    better: str
    target: float | None
    sentences: tuple[str, ...]


FLAT = (10.0, 12.0) * 7

LIMITS = (
    # name, values, rule set, mean, lower, upper; ranges worked by hand
    ("steady", FLAT, "NHSR-0.2.2", 11.0, 11 - 2.66 * 2, 11 + 2.66 * 2),
    ("steady", FLAT, "MDC-2023-11", 11.0, 11 - 2.66 * 2, 11 + 2.66 * 2),
    # One jump to 51 and back: 12 ranges of 2, ranges of 39 and 41; their mean 104/14 = 7.43; 39 and 41 exceed 24.3.
    ("one jump, screened", (*FLAT, 51.0), "NHSR-0.2.2", (154 + 51) / 15, 205 / 15 - 2.66 * 2, 205 / 15 + 2.66 * 2),
    ("one jump, kept", (*FLAT, 51.0), "MDC-2023-11", 205 / 15, 205 / 15 - 2.66 * 65 / 14, 205 / 15 + 2.66 * 65 / 14),
    # The bound itself: a range of 7.955 is 3.28 times the mean of 33.955/14, and goes; 7.9 is 3.2625 times, and stays.
    ("just screened", (*FLAT, 19.955), "NHSR-0.2.2", 173.955 / 15, 173.955 / 15 - 5.32, 173.955 / 15 + 5.32),
    (
        "just kept",
        (*FLAT, 19.9),
        "NHSR-0.2.2",
        173.9 / 15,
        173.9 / 15 - 2.66 * 33.9 / 14,
        173.9 / 15 + 2.66 * 33.9 / 14,
    ),
    ("under 13 points", (10.0, 12.0) * 6, "NHSR-0.2.2", 11.0, 11 - 2.66 * 2, 11 + 2.66 * 2),
    ("under 13 points", (10.0, 12.0) * 6, "MDC-2023-11", None, None, None),
)

CAUSES = (
    CauseCase("steady", FLAT, "decrease", 14, "common", "common", "ten, twelve, ten, twelve: chance"),
    CauseCase(
        "far out",
        (*FLAT, 40.0),
        "decrease",
        15,
        "above-upper-limit",
        "above-upper-limit",
        "40 lies beyond either upper limit",
    ),
    CauseCase(
        "six of a rise, then a fall",
        (*FLAT, 10.5, 10.8, 11.1, 11.4, 11.7, 11.0),
        "increase",
        19,
        "common",
        "common",
        "a trend takes seven points: from 10.5 to 11.7 are five, and the fall from 12 before them is no rise",
    ),
    CauseCase(
        "seven rising",
        (*FLAT, 9.0, 9.5, 10.0, 10.5, 11.0, 11.5, 12.0),
        "increase",
        21,
        "trend-up",
        "trend-up",
        "seven points from 9 to 12, each above the one before",
    ),
    CauseCase(
        "two in three with one outside",
        (*FLAT, *FLAT, *FLAT, 18.0, 16.5, 12.5),
        "increase",
        44,
        "common",
        "two-in-three-high",
        "mean 11.31, mean range 2.125: near from 15.08, upper limit 16.96. 18 is outside, 16.5 near: NHSR-0.2.2"
        " does not count the outside point",
    ),
    CauseCase(
        "third point of two in three",
        (*FLAT, 15.0, 15.0, 12.5),
        "increase",
        17,
        "common",
        "common",
        "12.5 shares the side but is not near the limit itself: neither rule set flags it",
    ),
    CauseCase(
        "both better and worse",
        (*FLAT, *FLAT, 22.0, 21.5, 21.0, 20.5, 20.0, 19.5, 19.0),
        "decrease",
        35,
        "above-upper-limit",
        "trend-down",
        "19 is above the upper limit, a concern, and the seventh of a fall, an improvement: MDC shows the improvement",
    ),
    CauseCase(
        "seven on one side",
        (*FLAT, 9.0, 10.0, 9.0, 10.0, 9.0, 10.0, 9.0),
        "decrease",
        21,
        "shift-low",
        "shift-low",
        "seven below the mean of 10.5, none near a limit",
    ),
)

WORDS = (
    WordsCase(
        "nothing new, target out of reach",
        FLAT,
        "decrease",
        3.0,
        (
            "People delayed per day stood at 12.0 in May 2019.",
            "That is within its usual range, between 5.7 and 16.3, around an average of 11.0: no change that chance"
            " would not explain.",
            "The target of 3.0 cannot be expected to be met unless something changes.",
        ),
    ),
    WordsCase(
        "an improvement, and since when",
        (*FLAT, 9.0, 10.0, 9.0, 10.0, 9.0, 10.0, 9.0),
        "decrease",
        9.4,
        (
            "People delayed per day stood at 9.0 in December 2019.",
            "That is part of a run below the average of 10.5: an improvement that is more than chance, since June 2019"
            " (7 months).",
            "The target of 9.4 lies within the usual range: it will be met in some months and missed in others, by"
            " chance.",
        ),
    ),
    WordsCase(
        "a concern in the latest month alone",
        (*FLAT, 40.0),
        "decrease",
        None,
        (
            "People delayed per day stood at 40.0 in June 2019.",
            "That is above the upper limit of 18.3: a cause for concern that is more than chance, in this month alone.",
        ),
    ),
    WordsCase(
        "target safe, a month missing",
        (10.0, 12.0, None, *FLAT),
        "decrease",
        25.0,
        (
            "People delayed per day stood at 12.0 in August 2019.",
            "That is within its usual range, between 5.7 and 16.3, around an average of 11.0: no change that chance"
            " would not explain.",
            "The target of 25.0 can be expected to be met every month if nothing changes.",
            "No value for June 2018: left out of every rule.",
        ),
    ),
    WordsCase(
        "too few months for icons",
        (10.0, 12.0) * 6,
        "decrease",
        9.4,
        (
            "People delayed per day stood at 12.0 in March 2019.",
            "Icons are withheld: the series has 12 months and at least 13 are needed.",
        ),
    ),
    WordsCase("no values", (), "decrease", 9.4, ("People delayed per day: there are no values to read.",)),
)
