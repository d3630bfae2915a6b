# SPDX-License-Identifier: MIT
"""Validates all tracks of the source tree against data/track.schema.json, and sees that it refuses
what bbplay warns about."""

import copy
import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema

SOURCE = pathlib.Path(sys.argv.pop(1))
BBPLAY = sys.argv.pop(1)
SCHEMA = json.loads((SOURCE / "data/track.schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

GOOD = {
    "global": {"sample_rate": 44100, "crossfade_duration": 4},
    "progression": [
        {
            "duration": 60,
            "voices": [
                {
                    "synth_function_name": "binaural_beat",
                    "params": {"baseFreq": 200, "panType": "linear", "flangeEnable": True},
                },
                {
                    "synth_function_name": "rhythmic_waveshaping_transition",
                    "is_transition": True,
                    "params": {"startCarrierFreq": 200, "transition_curve": "alpha**2"},
                },
            ],
        }
    ],
    "background_noise": {"file": "rain.noise", "gain": 0.1},
    "overlay_clips": [{"path": "bell.wav", "start_time": 10}],
}
STEP = ("progression", 0)
VOICE = (*STEP, "voices", 0)

# Golden tracks that are about what bbplay warns of: unknown keys, curves, types, values out of range, keys of moving
# voices in still ones.
WARNED = {
    "env_flat_variants",
    "function_selection",
    "noise_type_only",
    "v2_layout_44k1",
    "xfade_overlap_clamped",
    "xfade_unknown_curve",
}

# With keys that only editors write (older ones of scenes, versions, renderers that are not played), and an unknown word.
NOT_LISTED = {"combined_44k1", "legacy_voice_keys", "legacy_keys_and_scene", "mod_undefined", "neutral_renderer_keys"}

# Where, what is put there.
BROKEN = {
    "no steps": (("progression",), None),
    "steps are no list": (("progression",), {}),
    "unknown key of the track": (("progresion",), []),
    "sample rate in words": (("global", "sample_rate"), "fast"),
    "sample rate too low": (("global", "sample_rate"), 10),
    "unknown curve": (("global", "crossfade_curve"), "cosine"),
    "unknown setting": (("global", "samplerate"), 44100),
    "a step is a number": (STEP, 60),
    "negative duration": ((*STEP, "duration"), -1),
    "duration in words": ((*STEP, "duration"), "an hour"),
    "unknown key of a step": ((*STEP, "voces"), []),
    "voices are no list": ((*STEP, "voices"), {}),
    "a voice is a text": (VOICE, "binaural_beat"),
    "unknown function": ((*VOICE, "synth_function_name"), "binaural_baet"),
    "unknown voice type": ((*VOICE, "voice_type"), "Noise"),
    "params are a list": ((*VOICE, "params"), [200]),
    "unknown parameter": ((*VOICE, "params", "basefreq"), 200),
    "parameter of another function": ((*VOICE, "params", "shapeAmount"), 5),
    "parameter out of range": ((*VOICE, "params", "baseFreq"), 99999),
    "parameter is a list": ((*VOICE, "params", "baseFreq"), [200]),
    "unknown choice": ((*VOICE, "params", "panType"), "inwards"),
    "flanger parameter in words": ((*VOICE, "params", "flangeDelayMs"), "short"),
    "unknown envelope": ((*VOICE, "volume_envelope"), {"type": "gauss"}),
    "unknown key of a clip": (("overlay_clips", 0, "volume"), 1),
    "a clip is a path": (("overlay_clips", 0), "bell.wav"),
    "start key of a still voice": ((*VOICE, "params", "startBaseFreq"), 100),
    "number in words among the stages": ((*VOICE, "volume_envelope"), {"type": "adsr", "params": {"attack": "slow"}}),
    "stage beside the params": ((*VOICE, "volume_envelope"), {"type": "adsr", "attack": 1}),
    "misspelt member of a colour": (
        VOICE,
        {"synth_function_name": "noise_generator", "params": {"noise_parameters": {"exponnent": 1}}},
    ),
    "noise is a path": (("background_noise",), "rain.noise"),
}


def with_change(path, value):
    """GOOD with `value` at `path`, or without that member for None."""
    track = copy.deepcopy(GOOD)
    parent = track
    for key in path[:-1]:
        parent = parent[key]
    if value is None:
        del parent[path[-1]]
    else:
        parent[path[-1]] = value
    return track


def problems(track):
    return [f"/{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in VALIDATOR.iter_errors(track)]


class TrackSchema(unittest.TestCase):
    def test_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)

    def test_accepts_every_track_of_the_tree(self):
        tracks = sorted((SOURCE / "data/tracks").glob("*.json"))
        for family in ("tracks", "sam-scenes"):
            golden = sorted((SOURCE / "tests/golden" / family).glob("*.json"))
            tracks += [path for path in golden if path.name != "cases.json"]
        self.assertGreater(len(tracks), 40)
        for path in tracks:
            if path.stem not in WARNED | NOT_LISTED:
                with self.subTest(path.name):
                    self.assertEqual(problems(json.loads(path.read_text())), [])

    def test_refuses_what_the_program_warns_of(self):
        for name in WARNED:
            path = SOURCE / "tests/golden/tracks" / f"{name}.json"
            with self.subTest(name):
                self.assertNotEqual(problems(json.loads(path.read_text())), [])
                strict = subprocess.run([BBPLAY, "--check", "--strict", path], capture_output=True)
                self.assertEqual(strict.returncode, 65)

    def test_accepts_both_layouts(self):
        self.assertEqual(problems(GOOD), [])
        older = {
            "global_settings": GOOD["global"],
            "steps": GOOD["progression"],
            "clips": GOOD["overlay_clips"],
        }
        self.assertEqual(problems(older), [])

    def test_accepts_its_own_name(self):
        self.assertEqual(problems({"$schema": "/usr/share/bbplay/track.schema.json", **GOOD}), [])

    def test_refuses_what_is_wrong(self):
        for name, (path, value) in BROKEN.items():
            with self.subTest(name):
                self.assertNotEqual(problems(with_change(path, value)), [])


if __name__ == "__main__":
    unittest.main()
