#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes a scene in which everything moves: sources around the head, each with stages that take its carrier, its turns,
its way and its level somewhere else, and slow modulators on all of them.

    scene_session.py [--hours H] [--sources N] [--still] > track.json      still: the same voices without a scene
"""
import argparse
import json
import random
import sys


def source(rng, number):
    return {
        "synth_function_name": "spatial_angle_modulation_sam2",
        "sam_source_id": f"source.{number}",
        "params": {
            "amp": 0.08,
            "carrierFreq": round(rng.uniform(90, 420), 1),
            "modFreq": round(rng.uniform(3, 12), 2),
            "arcWidthDeg": rng.choice((45.0, 90.0, 120.0)),
            "directionOffsetDeg": 0.0,
            "spatialScale": 1.0,
        },
    }


def stages(rng, seconds, sources):
    length = 240.0
    for number in range(int(seconds / length)):
        voice = sources[number % len(sources)]
        params = voice["params"]
        aims = {
            "carrierFreq": params["carrierFreq"] * rng.uniform(0.8, 1.25),
            "modFreq": params["modFreq"] * rng.uniform(0.5, 2),
            "arcWidthDeg": rng.uniform(20, 160),
            "directionOffsetDeg": rng.uniform(-60, 60),
            "spatialScale": rng.uniform(0.6, 1.4),
            "amp": rng.uniform(0.5, 1.2),
        }
        yield {
            "id": f"stage.{number}", "startS": number * length, "durationS": 2 * length,
            "transitionInS": 60.0, "transitionOutS": 60.0,
            "parameterOverrides": [
                {"targetId": voice["sam_source_id"], "parameterPath": path, "value": round(value, 3),
                 "curve": rng.choice(("linear", "smooth"))}
                for path, value in aims.items()
            ],
        }


def routes(sources):
    depths = {"carrierFreq": 3.0, "modFreq": 0.5, "arcWidthDeg": 20.0, "directionOffsetDeg": 30.0,
              "spatialScale": 0.2, "amp": -0.3}
    for number, voice in enumerate(sources):
        for place, (path, depth) in enumerate(depths.items()):
            yield {"modulatorId": f"lfo.{(number + place) % 4}", "targetId": voice["sam_source_id"],
                   "parameterPath": path, "depth": depth}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--sources", type=int, default=8)
    parser.add_argument("--still", action="store_true")
    args = parser.parse_args()
    rng = random.Random(8)
    seconds = 3600 * args.hours
    voices = [source(rng, number + 1) for number in range(args.sources)]
    track = {
        "global_settings": {"sample_rate": 44100},
        "steps": [{"duration": seconds, "voices": voices}],
    }
    if not args.still:
        track["sam_scene"] = {
            "schemaVersion": 2,
            "sources": [{"id": voice["sam_source_id"]} for voice in voices],
            "stages": {"stages": list(stages(rng, seconds, voices))},
            "modulators": [{"id": f"lfo.{n}", "rateHz": rate, "phaseDeg": 45.0 * n, "waveform": "sine"}
                           for n, rate in enumerate((0.03, 0.07, 0.11, 0.23))],
            "modulation": {"routes": list(routes(voices))},
        }
    json.dump(track, sys.stdout)


if __name__ == "__main__":
    main()
