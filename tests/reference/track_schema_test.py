# SPDX-License-Identifier: MIT
"""Validates all tracks of the source tree against data/track.schema.json, and sees that it refuses
what bbplay warns about."""

import copy
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import wave

import jsonschema

SOURCE = pathlib.Path(sys.argv.pop(1))
BBPLAY = sys.argv[1:]  # below an emulator, its command first
del sys.argv[1:]
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
# Nothing to say about it.
SILENT = {
    "progression": [{"duration": 1, "voices": [{"synth_function_name": "binaural_beat", "params": {}}]}],
    "overlay_clips": [{"path": "bell.wav"}],
    "global": {},
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

MISSING = object()  # the member is taken away

# Where, what is put there.
BROKEN = {
    "no steps": (("progression",), MISSING),
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

SAM2 = "spatial_angle_modulation_sam2"
SETTING = {"targetId": "x", "parameterPath": "amp", "value": 0.5}
ROUTE = {"modulatorId": "m", "targetId": "x", "parameterPath": "amp", "depth": 0.5}


def stage(**members):
    return {"stages": {"stages": [{"id": "a", "durationS": 1, **members}]}}


def setting(**members):
    return stage(parameterOverrides=[{**SETTING, **members}])


def without(members, key):
    return {name: value for name, value in members.items() if name != key}


def route(**members):
    return {"modulators": [{"id": "m"}], "modulation": {"routes": [{**ROUTE, **members}]}}


def modulator(**members):
    return {"modulators": [{"id": "m", **members}]}


def routed(**members):
    return {"routing": {"sources": [{"sourceId": "x", **members}]}}


# Scenes that the program plays, and scenes that it refuses.
SCENES = [None, {}, [], False, 0, "", {"schemaVersion": "2"}, {"stages": None}, {"stages": []}, {"stages": False}]
SCENES += [{"stages": {}}, {"modulators": None}, {"modulation": ""}, {"routing": 0}, {"sources": None}]
SCENES += [stage(), stage(id=7, name="A", notes="n"), stage(startS="1.5"), stage(transitionInS=True)]
SCENES += [setting(), setting(value="0.5"), setting(value=False), setting(targetId=None), setting(curve="hold")]
SCENES += [modulator(), modulator(id=None), modulator(waveform="triangle"), modulator(waveform=None), modulator(depth=1)]
SCENES += [route(), route(polarity=-1), route(polarity="1"), route(enabled=None), route(id=None, curve="smooth")]
SCENES += [routed(), routed(busId=None, muted=None), routed(gainDb="-3", pan="left", sends=[])]
SCENES += [{"routing": {}, "buses": [{"name": "b"}]}, {"sources": [{"id": None}], "assets": {}, "experiment": []}]

SCENES += [{"schemaVersion": version} for version in (2.5, 1.9, True, " 1 ", "+2", "0_1", "01")]
SCENES += [route(polarity=sign) for sign in (True, 1.5, -1.5, "+1", "-1", " 01 ")]
SCENES += [{"buses": "x"}, {"routing": None, "buses": None}, {"routing": {"buses": []}, "buses": [1]}]

# Scenes that it doubts, which strict is an error.
DOUBTED_SCENES = [{"sources": "x"}, {"sources": {}}, {"modulators": {}}, {"modulators": 7}]
DOUBTED_SCENES += [route(enabled=[1]), routed(muted=[]), routed(soloed={})]

NO_SCENES = [1, "x", [1], {"schemaVersion": None}, {"schemaVersion": 3}, {"stages": 1}, {"stages": {"stages": None}}]
NO_SCENES += [{"stages": {"stages": [None]}}, {"modulators": [None]}, {"modulation": {"routes": None}}]
NO_SCENES += [stage(id=None), stage(id=""), {"stages": {"stages": [{"durationS": 1}]}}, stage(startS=None)]
NO_SCENES += [stage(durationS=-1), stage(transitionOutS="soon"), stage(parameterOverrides=None)]
NO_SCENES += [stage(parameterOverrides=[None]), setting(value=None), setting(value="loud"), setting(curve=None)]
NO_SCENES += [setting(curve="smoth"), setting(parameterPath=None), setting(parameterPath="")]
NO_SCENES += [stage(parameterOverrides=[without(SETTING, key)]) for key in ("parameterPath", "value")]
NO_SCENES += [modulator(rateHz=None), modulator(phaseDeg=None), modulator(rateHz=[])]
NO_SCENES += [route(modulatorId=None), route(targetId=None), route(targetId=""), route(parameterPath=None)]
NO_SCENES += [route(depth=None), route(polarity=0), route(polarity=None), route(curve=None)]
NO_SCENES += [{"modulation": {"routes": [without(ROUTE, key)]}} for key in ("modulatorId", "targetId", "parameterPath")]
NO_SCENES += [routed(gainDb=None), routed(gainDb="much"), {"routing": {"sources": None}}, {"routing": {"buses": None}}]
NO_SCENES += [{"routing": {"buses": [None]}}, {"sources": [None]}, {"sources": ["x"]}]
NO_SCENES += [{"schemaVersion": version} for version in (False, 0.5, 3, "1_0", "1e5", "1.5", "-1", "\u0661", "\u00a01", [1])]
NO_SCENES += [route(polarity=sign) for sign in (2, -2, 0.5, False, "1.0", "1__0", "\u0661", [1])]
NO_SCENES += [{"routing": {}, "buses": buses} for buses in (None, "x", {}, [None])]
NO_SCENES += [stage(id=[]), setting(targetId={}), route(modulatorId=[1]), routed(busId=[]), {"sources": [{"id": {}}]}]
NO_SCENES += [setting(value=text) for text in ("\u0661", "\u00a01", "1 000", "1__0", "0x10", "1,5")]

# The older keys of a scene among the parameters of a voice.
OLDER = [{"samStages": empty} for empty in (None, False, 0, "", [], {})]
OLDER += [{"samStages": stage()["stages"], "samModulation": {"routes": []}, "samRouting": {"sources": []}}]
NO_OLDER = [{key: wrong} for key in ("samStages", "samModulation", "samRouting") for wrong in (True, 1, "x", [1])]
NO_OLDER += [{"samStages": {"stages": [{"durationS": 1}]}}, {"samStages": {"stages": None}}]
NO_OLDER += [{"samModulation": {"routes": [without(ROUTE, "modulatorId")]}}, {"samModulation": {"routes": {}}}]
NO_OLDER += [{"samRouting": {"sources": [None]}}, {"samRouting": {"buses": None}}]

# What editors write among the parameters of a function.
EDITORS = [
    (SAM2, {"samSchemaVersion": 2, "hrtfAsset": "a.sofa", "hrtfAssetHash": "1", "hrtfOptions": {"schemaVersion": 1}}),
    (SAM2, {"rendererMode": "abstract_pm", "canonicalTrajectory": [1], "dopplerEnabled": False, "distanceLaw": "x"}),
    (SAM2, {"customPathSmoothingPasses": 2, "customPathSmoothingRatio": 0.2, "endPhaseOffsetL": 1}),
    (SAM2, {"samStages": {}, "samModulation": {}, "samRouting": {}}),
    ("spatial_angle_modulation_monaural_beat", {"pathRadius": 1, "frame_dur_ms": 46, "rotationDirection": "cw"}),
    ("binaural_beat", {"spatialEnable": 0, "spatialUseIld": 1}),
    ("binaural_beat", {"ampOscFreqL": "", "baseFreq": " 2_00. ", "beatFreq": "+.5e1"}),
    ("noise_generator", {"noise_parameters": {"name": "brown"}, "noise_type": "pink"}),
]

# Where, what is put there: nothing is said about it, or it is refused.
NOT_LOOKED_AT = {
    "names that are no text": (("name",), 7),
    "a version of any kind": (("version",), [1, 2]),
    "a setting of the editor": (("global", "parallel_voices"), []),
    "a description of a step": ((*STEP, "description"), [1]),
    "a name of a clip": (("overlay_clips", 0, "name"), 7),
    "another name of the function": ((*VOICE, "synthFunctionName"), None),
    "no envelope": ((*VOICE, "volume_envelope"), 0),
    "an empty envelope": ((*VOICE, "volume_envelope"), ""),
    "no type": ((*VOICE, "voice_type"), ""),
    "a blank path": (("overlay_clips", 0, "file_path"), False),
    "a comment on two lines": (("_a\nb",), 1),
}
REFUSED = {
    "a voice without function": (VOICE, {"params": {}}),
    "a function that is null": (VOICE, {"synth_function_name": None}),
    "steps that are null": (("progression",), None),
    "an id that is a flag": ((*VOICE, "voice_id"), True),
    "a source that is a list": ((*VOICE, "sam_source_id"), [1]),
    "digits of another script": ((*VOICE, "params", "baseFreq"), "\u0662\u0660\u0660"),
    "a blank of another script": ((*VOICE, "params", "baseFreq"), "\u00a0200"),
    "a blank envelope": ((*VOICE, "volume_envelope"), {"type": "adsr", "params": {"attack": "\u0661"}}),
    "a name where a colour's parameters are": (
        VOICE,
        {"synth_function_name": "noise_generator", "params": {"noise_parameters": "pink"}},
    ),
}
DOUBTED = {
    "a flag that is a list": ((*VOICE, "is_transition"), []),
    "a flag that is an object": (("global", "preserve_relative_step_loudness"), {}),
    "a parameter that is a list": ((*VOICE, "params", "leftHigh"), []),
    "a type that is a number": ((*VOICE, "voice_type"), 0),
}


def with_change(path, value, track=GOOD):
    """The track with `value` at `path`."""
    track = copy.deepcopy(track)
    parent = track
    for key in path[:-1]:
        parent = parent[key]
    if value is MISSING:
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
            if path.stem not in WARNED:
                with self.subTest(path.name):
                    self.assertEqual(problems(json.loads(path.read_text())), [])

    def test_refuses_what_the_program_warns_of(self):
        for name in WARNED:
            path = SOURCE / "tests/golden/tracks" / f"{name}.json"
            with self.subTest(name):
                self.assertNotEqual(problems(json.loads(path.read_text())), [])
                strict = subprocess.run([*BBPLAY, "--check", "--strict", path], capture_output=True)
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

    def agree(self, track, is_right, *options):
        """Whether program and schema both take a track, or both refuse it."""
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "track.json"
            path.write_text(json.dumps(track))
            (path.parent / "rain.noise").write_text('{"noise_parameters": {"name": "pink"}}')
            with wave.open(str(path.parent / "bell.wav"), "wb") as sound:
                sound.setparams((1, 2, 8000, 0, "NONE", ""))
                sound.writeframes(bytes(range(200)))
            # What is right may be told of where strict; what is wrong is an error.
            checked = subprocess.run([*BBPLAY, "--check", *options, path], capture_output=True, text=True)
            self.assertEqual(checked.returncode, 0 if is_right else 65, checked.stderr)
        self.assertEqual(problems(track) == [], is_right, problems(track))

    def test_agrees_with_the_program_about_scenes(self):
        voice = {"synth_function_name": SAM2, "sam_source_id": "x"}
        for scenes, is_right in ((SCENES, True), (NO_SCENES, False)):
            for scene in scenes:
                with self.subTest(scene):
                    self.agree({"steps": [{"duration": 1, "voices": [voice]}], "sam_scene": scene}, is_right)

    def test_refuses_scenes_that_the_program_doubts(self):
        voice = {"synth_function_name": SAM2, "sam_source_id": "x"}
        for scene in DOUBTED_SCENES:
            with self.subTest(scene):
                self.agree({"steps": [{"duration": 1, "voices": [voice]}], "sam_scene": scene}, False, "--strict")

    def test_agrees_with_the_program_about_older_scenes(self):
        for scenes, is_right in ((OLDER, True), (NO_OLDER, False)):
            for params in scenes:
                with self.subTest(params):
                    voice = {"synth_function_name": SAM2, "params": params}
                    self.agree({"steps": [{"duration": 1, "voices": [voice]}]}, is_right)

    def test_agrees_with_the_program_about_what_nobody_looks_at(self):
        self.agree(SILENT, True, "--strict")
        for name, (path, value) in NOT_LOOKED_AT.items():
            with self.subTest(name):
                self.agree(with_change(path, value, SILENT), True, "--strict")

    def test_agrees_with_the_program_about_what_is_wrong(self):
        for name, (path, value) in REFUSED.items():
            with self.subTest(name):
                self.agree(with_change(path, value, SILENT), False)
        for name, (path, value) in DOUBTED.items():
            with self.subTest(name):
                self.agree(with_change(path, value, SILENT), False, "--strict")

    def test_accepts_what_editors_write_beside_parameters(self):
        for function, params in EDITORS:
            with self.subTest(function, **params):
                voice = {"synth_function_name": function, "params": params}
                self.agree({"steps": [{"duration": 1, "voices": [voice]}]}, True)

    def test_lists_have_no_null_among_their_entries(self):
        for track in (
            {"steps": [None]},
            {"steps": [{"duration": 1, "voices": [None]}]},
            {"steps": [{"duration": 1}], "clips": [None]},
        ):
            with self.subTest(track):
                self.agree(track, False)

    def test_refuses_what_is_wrong(self):
        for name, (path, value) in BROKEN.items():
            with self.subTest(name):
                self.assertNotEqual(problems(with_change(path, value)), [])


if __name__ == "__main__":
    unittest.main()
