# SPDX-License-Identifier: MIT
"""What bbplay writes for machines, and the schemas that describe it."""

import json
import pathlib
import re
import signal
import sys
import unittest

import jsonschema

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BEAT, OUTPUTS, SIGNALS, SILENT, Program, finish, track, wait_for

PROGRAM = Program(sys.argv.pop(1), sys.argv.pop(1))
SOURCE = PROGRAM.source

NOISE = {"params": {"noise_parameters": {"name": "white"}}, "gain": -0.5}

# What ends a key, and how its description says it.
UNITS = {
    "_s": r"in seconds|time .* in seconds",
    "_hz": r"in Hz\b",
    "_db": r"in dB\b",
    "_dbfs": r"in dBFS\b",
    "_dbtp": r"in dBTP\b",
    "_lufs": r"in LUFS\b",
    "_lu": r"in LU\b",
    "_frames": r"in frames",
    "_frame": r"as a frame",
    "_bytes": r"in bytes",
    "_count": r"number of",
}
UNIT_OF_KEY = re.compile("(" + "|".join(UNITS) + ")$")


def properties_of(schema):
    """Every key of every object that a schema describes, and how."""
    if isinstance(schema, list):
        for each in schema:
            yield from properties_of(each)
    elif isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                yield from ((key, each) for key, each in value.items() if set(each) != {"const"})
            yield from properties_of(value)


class Schemas(unittest.TestCase):
    def test_are_schemas(self):
        for name in OUTPUTS:
            with self.subTest(name):
                jsonschema.Draft7Validator.check_schema(PROGRAM.schema(name))

    def test_give_a_name_one_meaning_and_one_unit(self):
        # "event" and "output" say which object it is, "ok" which of two.
        meanings = {}
        for name in OUTPUTS:
            for key, described in properties_of(PROGRAM.schema(name)):
                if "$ref" in described:
                    described = {"description": "see there", **described}
                kind = {word: value for word, value in described.items() if word in ("type", "minimum")}
                if key in ("event", "output", "ok"):
                    kind = {}
                meaning = (described["description"], kind)
                with self.subTest(f"{name}: {key}"):
                    self.assertEqual(meanings.setdefault(key, meaning), meaning)
        self.assertGreater(len(meanings), 100)

    def test_name_the_unit_in_the_key_where_there_is_one(self):
        for name in OUTPUTS:
            for key, described in properties_of(PROGRAM.schema(name)):
                text = described.get("description", "")
                unit = UNIT_OF_KEY.search(key)
                with self.subTest(f"{name}: {key}: {text}"):
                    if unit:
                        self.assertRegex(text, UNITS[unit.group()])
                    elif key != "frames":
                        self.assertNotRegex(text, r"\bin (seconds|Hz|dB\w*|LUF?S?|frames|bytes)\b")

    def test_count_steps_from_one_and_know_no_number_for_silence(self):
        for name in OUTPUTS:
            for key, described in properties_of(PROGRAM.schema(name)):
                with self.subTest(f"{name}: {key}"):
                    if key == "step":
                        self.assertEqual(described["minimum"], 1)
                    if re.search("_(db|dbfs|dbtp|lufs)$", key):
                        self.assertIn("null", described["type"])

    def test_refuse_what_nobody_writes(self):
        finding = {"severity": "error", "file": "a", "line": 1, "column": 1, "pointer": "", "message": "no"}
        entry = {"file": "a", "ok": False, "exit_code": 65, "errors": 1, "warnings": 0, "levels": None}
        good = {"output": "check", "version": 1, "tracks": [{**entry, "findings": [finding]}], "exit_code": 65}
        PROGRAM.check("check", good)
        for bad in (
            {**good, "version": 2},
            {**good, "more": 1},
            {**good, "tracks": [{**entry, "findings": [{**finding, "line": 0}]}]},
            {**good, "tracks": [entry]},
        ):
            self.assertRaises(AssertionError, PROGRAM.check, "check", bad)
        end = {"version": 1, "event": "exit", "time_s": 1.5, "reason": "done", "exit_code": 0}
        PROGRAM.check("events", end)
        for bad in ({**end, "reason": "tired"}, {**end, "event": "end"}, {**end, "time_s": None}):
            self.assertRaises(AssertionError, PROGRAM.check, "events", bad)


class Documents(unittest.TestCase):
    def setUp(self):
        self.short = PROGRAM.put("short.json", track([BEAT], [BEAT, BEAT], background_noise=NOISE))
        self.silent = PROGRAM.put("silent.json", track([SILENT]))
        self.wrong = PROGRAM.put("wrong.json", track([{"synth_function_name": "binaural_baet"}], colour=1))
        self.broken = PROGRAM.put("broken.json", "{\n  'steps': [}\n")
        self.missing = str(PROGRAM.folder / "missing.json")

    def test_check_and_info_of_the_examples(self):
        examples = [str(path) for path in sorted((SOURCE / "data/tracks").glob("*.json"))]
        check = PROGRAM.document("check", "--check", *examples)
        info = PROGRAM.document("info", "--info", *examples)
        self.assertGreater(len(examples), 5)
        for document in (check, info):
            self.assertEqual([each["file"] for each in document["tracks"]], examples)
            self.assertTrue(all(each["ok"] and each["levels"] is None for each in document["tracks"]))
        for each in info["tracks"]:
            self.assertEqual([step["step"] for step in each["steps"]], list(range(1, len(each["steps"]) + 1)))

    def test_info_tells_which_ear_is_higher(self):
        def ears(**params):
            voice = {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, **params}}
            (each,) = PROGRAM.document("info", "--info", PROGRAM.put("ears.json", track([voice])))["tracks"]
            (voice,) = each["steps"][0]["voices"]
            return voice["start_higher_ear"], voice["end_higher_ear"]

        self.assertEqual(ears(beatFreq=6), ("right", "right"))
        self.assertEqual(ears(beatFreq=-6), ("left", "left"))
        self.assertEqual(ears(beatFreq=6, leftHigh=True), ("left", "left"))
        self.assertEqual(ears(beatFreq=-6, leftHigh=True), ("right", "right"))
        self.assertEqual(ears(beatFreq=0), (None, None))

    def test_info_of_a_scene(self):
        voice = {"synth_function_name": "spatial_angle_modulation_sam2", "params": {"carrierFreq": 200}}
        stage = {"id": "a", "startS": 1, "durationS": 2, "transitionInS": 3, "transitionOutS": 1}
        stage["parameterOverrides"] = [{"targetId": "voice", "parameterPath": "carrierFreq", "value": 190}]
        path = PROGRAM.put("scene.json", track([voice], sam_scene={"stages": {"stages": [stage]}}))
        info = PROGRAM.document("info", "--info", path, self.short)["tracks"]
        shown = {"stage_id": "a", "name": "a", "start_s": 1, "duration_s": 2, "fade_in_s": 1.5, "fade_out_s": 0.5}
        shown["settings"] = ["voice carrierFreq 190"]
        self.assertEqual(info[0]["scene"], {"sources": ["source.1"], "routes": 0, "stages": [shown]})
        self.assertIsNone(info[1]["scene"])

    def test_check_and_info_of_sessions_and_presets(self):
        sessions = SOURCE / "tests/golden/sessions"
        presets = []
        for path in ("binaurals", "noise", "catalogue.json"):
            presets += ["--presets", sessions / "presets" / path]
        files = [sessions / name for name in ("as_saved.session", "background.session", "minimal.json")]
        for kind in ("voice", "noise"):
            files += sorted((sessions / "presets").glob(f"*/*.{kind}"))[:2]
        arguments = ("--rate", "8000", *presets, *map(str, files))
        PROGRAM.document("check", "--check", *arguments)
        saved = PROGRAM.document("info", "--info", *arguments)["tracks"][0]
        self.assertAlmostEqual(saved["session_level_dbfs"], saved["mix_peak_dbfs"] + saved["master_gain_db"])
        self.assertEqual(saved["steps"][0]["presets"], ["voice:pulse", "noise:hiss"])

    def test_errors_and_several_tracks(self):
        tracks = (self.wrong, self.short, self.broken, self.missing)
        check = PROGRAM.document("check", "--check", *tracks, code=65)["tracks"]
        self.assertEqual([each["exit_code"] for each in check], [65, 0, 65, 66])
        for each in check:
            errors = [finding for finding in each["findings"] if finding["severity"] == "error"]
            self.assertEqual(each["errors"], len(errors))
            self.assertEqual(each["ok"], not errors)
        self.assertEqual(check[0]["warnings"], 1)
        self.assertEqual(check[2]["findings"][0]["line"], 2)
        self.assertIsNone(check[3]["findings"][0]["line"])
        info = PROGRAM.document("info", "--info", *tracks, code=65)["tracks"]
        self.assertEqual([each["exit_code"] for each in info], [65, 0, 65, 66])
        self.assertEqual(len(info[1]["steps"][1]["voices"]), 2)
        self.assertTrue(info[1]["noise"]["inverted"])
        self.assertAlmostEqual(info[1]["noise"]["gain_db"], -6.0206, 4)

    def test_loudness_and_silence(self):
        for output in ("check", "info"):
            sound, silence = PROGRAM.document(output, "--" + output, "--loudness", self.short, self.silent)["tracks"]
            self.assertLess(sound["levels"]["peak_dbfs"], 0)
            self.assertLess(abs(sound["levels"]["true_peak_dbtp"] - sound["levels"]["peak_dbfs"]), 0.5)
            self.assertLess(sound["levels"]["loudness_lufs"], -5)
            for key in ("loudness_lufs", "loudness_range_lu", "true_peak_dbtp", "peak_dbfs"):
                self.assertIsNone(silence["levels"][key], key)
        self.assertIsNone(silence["mix_peak_dbfs"])

    def test_steps_keep_the_number_that_they_have_in_the_file(self):
        content = track([BEAT], [BEAT], [BEAT])
        content["progression"][1]["duration"] = 0
        info = PROGRAM.document("info", "--info", PROGRAM.put("gap.json", content))
        self.assertEqual([step["step"] for step in info["tracks"][0]["steps"]], [1, 3])

    def test_a_name_that_is_no_utf8_is_written_so_that_it_can_be_read(self):
        name = str(PROGRAM.folder).encode() + b"/nacht-\xe4.json"
        pathlib.Path(name.decode(errors="surrogateescape")).write_text(json.dumps(track([BEAT])))
        info = PROGRAM.document("info", "--info", name)
        self.assertEqual(info["tracks"][0]["name"], "nacht-\ufffd")

    def test_voices_and_devices(self):
        voices = PROGRAM.document("voices", "--list-voices")["voices"]
        self.assertGreater(len(voices), 15)
        for voice in voices:
            described = PROGRAM.document("voice", "--describe", voice["name"])
            self.assertEqual(described["name"], voice["name"])
            self.assertEqual(len(described["parameters"]), voice["parameter_count"])
            self.assertEqual(described["moves"], voice["transition"] is not None)
        PROGRAM.document("voice", "--describe", "flanger")
        PROGRAM.document("devices", "--list-devices")

    def test_a_stop_leaves_a_whole_document(self):
        night = str(SOURCE / "data/tracks/sleep-45min.json")
        for output in ("check", "info"):
            process = PROGRAM.start("--" + output, "--json", "--loudness", night, self.short)
            heard = wait_for(process, "progress")
            process.send_signal(signal.SIGINT)
            out, heard, code = finish(process, heard)
            self.assertEqual(code, 130)
            PROGRAM.events_of(heard, 130)
            document = json.loads(out)
            PROGRAM.check(output, document)
            self.assertEqual([each["exit_code"] for each in document["tracks"]], [130, 130])


class Events(unittest.TestCase):
    def setUp(self):
        Documents.setUp(self)
        self.out = str(PROGRAM.folder / "out.wav")

    def test_every_mode_ends_with_its_exit_code(self):
        for code, reason, arguments in (
            (0, "done", ("--check", self.short)),
            (0, "done", ("--info", "--json", self.short)),
            (0, "done", ("--list-voices",)),
            (0, "done", ("--schema",)),
            (64, "usage", ("--no-such-option",)),
            (64, "usage", ("--check",)),
            (64, "usage", ("--render", self.out, "--start", "99", self.short)),
            (65, "bad-track", ("--check", self.wrong)),
            (66, "no-input", ("--check", self.missing)),
            (66, "no-input", ("--config", self.missing, "--check", self.short)),
            (69, "no-device", ("--device", "no such device", "--wait-device", "0", self.short)),
            (73, "no-output", ("--render", "/nowhere/out.wav", self.short)),
            (74, "io-error", ("--render", "/dev/full", "--format", "raw", self.short)),
        ):
            with self.subTest(arguments):
                events = PROGRAM.events(*arguments, code=code)
                self.assertEqual(events[-1]["reason"], reason)
                if code != 0:
                    self.assertIn(events[-2]["event"], ("error", "finding"))

    def test_findings_have_their_parts(self):
        for quiet in ((), ("-q",)):
            found = [each["finding"] for each in PROGRAM.events("--check", *quiet, self.wrong, code=65)[:-1]]
            self.assertEqual([each["severity"] for each in found], ["error"] if quiet else ["error", "warning"])
            self.assertEqual(found[0]["pointer"], "/progression/0/voices/0/synth_function_name")
            self.assertTrue(found[0]["message"].startswith("unknown synth function"))

    def test_renders_tell_what_was_written(self):
        stems = str(PROGRAM.folder / "stems")
        more = ("--stats", "--cue-sheet", "--stems", stems, "--spectrogram", str(PROGRAM.folder / "out.png"))
        events = PROGRAM.events("--render", self.out, "--force", *more, self.short)
        written = [each["file"] for each in events if each["event"] == "written"]
        self.assertEqual(len(written), 6)
        for file in written:
            self.assertTrue(pathlib.Path(file).exists(), file)
        (stats,) = [each for each in events if each["event"] == "stats"]
        (rendered,) = [each for each in events if each["event"] == "rendered"]
        self.assertIsNone(stats["device"])
        self.assertEqual((rendered["file"], rendered["frames"], rendered["complete"]), (self.out, 16000, True))
        self.assertLess(rendered["levels"]["true_peak_dbtp"], 0)
        self.assertEqual([each["event"] for each in events[-3:]], ["stats", "rendered", "exit"])
        silence = PROGRAM.events("--render", self.out, "--force", "--loudness", self.silent)
        self.assertIsNone(silence[-2]["levels"]["true_peak_dbtp"])
        several = PROGRAM.events("--render", str(PROGRAM.folder) + "/", self.short, self.silent)
        self.assertEqual([each["track"] for each in several if each["event"] == "rendered"], ["short", "silent"])

    def test_pictures_and_tracks_are_told_as_well(self):
        for arguments in (
            ("--timeline", str(PROGRAM.folder / "t.svg"), self.short),
            ("--spectrogram", str(PROGRAM.folder / "s.png"), self.short),
            ("--new", str(PROGRAM.folder / "new.json")),
        ):
            events = PROGRAM.events(*arguments)
            self.assertIn(arguments[1], [each["file"] for each in events if each["event"] == "written"])

    def test_a_stopped_render_says_so(self):
        for number in SIGNALS:
            process = PROGRAM.start("--render", "-", "--format", "raw", "--loop", self.short)
            for _ in range(100):
                process.stdout.read(1 << 16)
            process.send_signal(number)
            _, heard, code = finish(process, b"")
            self.assertEqual(code, 128 + number)
            self.assertEqual(PROGRAM.events_of(heard, code)[-1]["reason"], "signal")

    def test_a_stopped_render_tells_what_it_kept(self):
        night = str(SOURCE / "data/tracks/sleep-45min.json")
        out = str(PROGRAM.folder / "part.wav")
        process = PROGRAM.start("--render", out, "--keep-partial", "--loop", "50", night)
        for task in iter(lambda: wait_for(process, "progress"), None):
            if b"rendering" in task:
                break
        process.send_signal(signal.SIGTERM)
        _, heard, code = finish(process, b"")
        rendered = [each for each in PROGRAM.events_of(heard, 143) if each["event"] == "rendered"]
        self.assertEqual([each["complete"] for each in rendered], [False])

    def test_a_sudden_end_is_an_event_too(self):
        # Nobody reads: the program waits for its standard output, and the second signal ends it.
        for numbers, expected in (
            ((signal.SIGTERM, signal.SIGTERM), 143),
            ((signal.SIGSEGV,), 70),
            ((signal.SIGABRT,), 70),
        ):
            process = PROGRAM.start("--render", "-", "--format", "raw", "--loop", "--progress", "never", self.short)
            process.stdout.read(1)
            heard = b""
            for number in numbers:
                process.send_signal(number)
                if len(numbers) > 1:
                    wait_until_taken(process.pid, number)
            _, heard, code = finish(process, heard)
            self.assertEqual(code, expected)
            events = PROGRAM.events_of(heard, expected)
            if expected == 70:
                self.assertEqual(events[-2]["event"], "error")


def wait_until_taken(pid, number):
    """Until a signal is no longer pending, or its process has ended."""
    while True:
        try:
            status = pathlib.Path(f"/proc/{pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return
        pending = re.search(r"ShdPnd:\s*(\w+)", status)
        if not pending or not int(pending.group(1), 16) >> (number - 1) & 1:
            return


class Combinations(unittest.TestCase):
    """Modes and options together work, or are wrong usage that says so."""

    def setUp(self):
        Documents.setUp(self)

    def test_of_modes_are_wrong_usage(self):
        modes = (
            ("--check", self.short),
            ("--info", self.short),
            ("--render", "/dev/null", "--format", "raw", self.short),
            ("--timeline", "/dev/null", self.short),
            ("--list-devices",),
            ("--list-voices",),
            ("--describe", "qam_beat"),
            ("--save-track", "-", self.short),
            ("--schema",),
            ("--new=-",),
        )
        for one in modes:
            for other in modes:
                if one is not other:
                    with self.subTest(f"{one[0]} {other[0]}"):
                        done = PROGRAM.run(*other, *one)
                        self.assertEqual(done.returncode, 64)
                        self.assertTrue(done.stderr.startswith(b"bbplay: error: "))

    def test_with_tracks_where_none_belongs_are_wrong_usage(self):
        for mode in (("--list-devices",), ("--list-voices",), ("--describe", "qam_beat"), ("--schema",), ("--new=-",)):
            with self.subTest(mode):
                done = PROGRAM.run(*mode, self.short)
                self.assertEqual(done.returncode, 64)
                self.assertIn(b"short.json", done.stderr)

    def test_of_json_and_what_has_none_are_wrong_usage(self):
        out = str(PROGRAM.folder / "x")
        for mode in ((), ("--render", out), ("--timeline", out), ("--spectrogram", out), ("--save-track", "-")):
            self.assertEqual(PROGRAM.run("--json", *mode, self.short).returncode, 64, mode)
        self.assertEqual(PROGRAM.run("--json", "--new").returncode, 64)

    def test_of_loudness_and_what_has_none_are_wrong_usage(self):
        for mode in ((self.short,), ("--list-voices",), ("--schema",), ("--new",), ("--save-track", "-", self.short)):
            self.assertEqual(PROGRAM.run("--loudness", *mode).returncode, 64, mode)


class TracksToBegin(unittest.TestCase):
    def new(self, *arguments, code=0):
        done = PROGRAM.run("--new", *arguments, cwd=PROGRAM.folder)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_check_without_a_word_and_sound(self):
        done = self.new("night", "--force")
        self.assertEqual(done.stdout, b"")
        self.assertEqual(done.stderr, b"bbplay: wrote night.json; play it: bbplay night.json\n")
        path = PROGRAM.folder / "night.json"
        strict = PROGRAM.run("--check", "--strict", str(path))
        self.assertEqual((strict.returncode, strict.stderr), (0, b""))
        problems = PROGRAM.validator("track").iter_errors(json.loads(path.read_text()))
        self.assertEqual([problem.message for problem in problems], [])
        levels = PROGRAM.document("info", "--info", "--loudness", str(path))["tracks"][0]
        self.assertGreater(levels["levels"]["loudness_lufs"], -30)
        self.assertEqual(levels["levels"]["clipped_samples"], 0)
        self.assertGreater(len(levels["steps"]), 2)
        for step in levels["steps"]:
            self.assertTrue(step["description"])
            for voice in step["voices"]:
                self.assertTrue(voice["description"])
        raw = PROGRAM.run("--render", "-", "--format", "raw", "--duration", "1", str(path)).stdout
        self.assertGreater(len(set(raw)), 100)

    def test_go_to_standard_output_without_a_name(self):
        for arguments in ((), ("-",), ("-v",)):
            done = self.new(*arguments)
            self.assertIn(b"bbplay --new", done.stderr)
            piped = PROGRAM.run("--check", "--strict", "-", input=done.stdout)
            self.assertEqual((piped.returncode, piped.stderr), (0, b""))
        self.assertEqual(self.new("-q").stderr, b"")

    def test_leave_existing_files_alone(self):
        mine = PROGRAM.folder / "mine.json"
        mine.write_text("mine")
        self.assertIn(b"mine.json", self.new("mine.json", code=73).stderr)
        self.new("mine", code=73)
        self.assertEqual(mine.read_text(), "mine")
        self.new("mine", "--force")
        self.assertNotEqual(mine.read_text(), "mine")

    def test_are_named_as_they_are_asked_for(self):
        self.new("other.track")
        self.assertTrue((PROGRAM.folder / "other.track").exists())
        hint = self.new("it's late").stderr.decode()
        self.assertIn("play it: bbplay 'it'\\''s late.json'\n", hint)
        self.new("folder/", code=64)
        self.new("no/such/folder", code=73)

    def test_follow_the_schema_that_is_printed(self):
        printed = PROGRAM.run("--schema")
        self.assertEqual(printed.returncode, 0)
        self.assertEqual(json.loads(printed.stdout), PROGRAM.schema("track"))


if __name__ == "__main__":
    unittest.main()
