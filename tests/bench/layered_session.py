#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a session of the kind that people save: for hours, a dozen or more still binaural beats at once, from bass to
treble, most of them with vibrato and some with tremolo, and one isochronic pulse. The same seed writes the same track.

    layered_session.py SEED [--hours H] [--steps N] [--voices N] > track.json
"""
import argparse
import json
import random


def carrier_hz(rng):
    """Mostly bass and voice range, some treble, some at the edge of hearing."""
    band = rng.choices(("low", "middle", "top"), weights=(60, 15, 25))[0]
    if band == "low":
        return round(rng.uniform(8, 600), 2)
    if band == "middle":
        return round(rng.uniform(600, 5000), 1)
    return round(rng.choice((8100, 12000, 15600)) + rng.uniform(0, 150), 1)


def beat(rng):
    level = rng.choice((0.2, 0.4, 0.8, 1.0))
    params = {
        "ampL": level,
        "ampR": level if rng.random() < 0.8 else round(0.8 * level, 3),
        "baseFreq": carrier_hz(rng),
        "beatFreq": rng.choice((0.0, 0.25, 1.0, 1.5, 3.95, 4.05, 7.25)),
    }
    has_vibrato, has_tremolo = rng.random() < 0.7, rng.random() < 0.3
    for ear, slower in (("L", 1.0), ("R", 2 / 3)):
        if has_vibrato:
            params["freqOscRange" + ear] = round(rng.uniform(0.1, 3), 2)
            params["freqOscFreq" + ear] = round(slower * rng.uniform(0.05, 4), 4)
        if has_tremolo:
            params["ampOscDepth" + ear] = round(rng.uniform(0.1, 1), 2)
            params["ampOscFreq" + ear] = round(slower * rng.uniform(0.02, 8), 4)
    return {"synth_function_name": "binaural_beat", "params": params}


def pulse(rng):
    return {
        "synth_function_name": "isochronic_tone",
        "params": {"ampL": 0.3, "ampR": 0.3, "baseFreq": round(rng.uniform(60, 560), 1), "beatFreq": 4.0,
                   "rampPercent": 0.2, "gapPercent": 0.15},
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seed", type=int)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--steps", type=int, default=1)
    parser.add_argument("--voices", type=int, default=0, help="per step; 0: 13 to 26")
    args = parser.parse_args()
    rng = random.Random(args.seed)
    steps = []
    for _ in range(args.steps):
        voices = args.voices or rng.randint(13, 26)
        steps.append({"duration": round(3600 * args.hours / args.steps, 3),
                      "voices": [beat(rng) for _ in range(voices - 1)] + [pulse(rng)]})
    print(json.dumps({"global_settings": {"sample_rate": 44100, "crossfade_duration": 3}, "steps": steps}, indent=1))


main()
