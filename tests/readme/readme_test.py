#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the README prints is run, as it is printed.

    readme_test.py SOURCE BBPLAY FAKETIME PYTHON_FOLDER

Every fenced block of README.md says what it is: shell commands (`sh`), such that need a sound server (`sh plays`) and
may end with another code than 0 (`sh plays, ends with 143`), lines for cron (`crontab`), a makefile (`make`), a track
(`json`) or something to read (`text`). They run in a temporary folder that has small tracks under the names that the
README uses, with a HOME of its own. What installs (`sh installs`, `sh systemd`) is run by scripts/try-install.sh and
scripts/try-units.sh, which read it from here, too.

FAKETIME is the library that sets the clock for lines of cron; without it they are read and not run. PYTHON_FOLDER has
the modules of Python; without it Python (`python plays`) is only compiled.
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import wave

SOURCE, BBPLAY, FAKETIME, PYTHON_FOLDER = sys.argv[1:5]
README = pathlib.Path(SOURCE, "README.md").read_text(encoding="utf-8")
BLOCKS = [(kind, body) for kind, body in re.findall(r"^```(.+)\n((?:.*\n)*?)```$", README, re.M)]
BEAT = {"synth_function_name": "binaural_beat", "params": {"baseFreq": 200, "beatFreq": 6}}


def blocks(kind):
    return [body for each, body in BLOCKS if each == kind]


def put_track(path, name):
    path.parent.mkdir(parents=True, exist_ok=True)
    steps = [{"duration": 2, "voices": [BEAT]}]
    path.write_text(json.dumps({"name": name, "global": {"sample_rate": 44100}, "progression": steps}))


class Readme(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="bbplay-readme.")
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name, "work")
        self.home = pathlib.Path(scratch.name, "home")
        self.fill()
        programs = pathlib.Path(scratch.name, "bin")
        programs.mkdir()
        (programs / "bbplay").symlink_to(pathlib.Path(BBPLAY).resolve())
        # Nights are short here.
        (programs / "sleep").write_text("#!/bin/sh\nexec /bin/sleep 2\n")
        (programs / "sleep").chmod(0o755)
        self.environment = {
            "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(self.home), "LC_ALL": "C.UTF-8",
            "TMPDIR": "/tmp", "TERM": "dumb"}

    def fill(self):
        """The folder and the home that the README speaks of, with two seconds in each track."""
        for folder in (self.folder, self.home):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
        for path in pathlib.Path(SOURCE, "data/tracks").glob("*.json"):
            put_track(self.folder / "data/tracks" / path.name, path.stem)
        for name in ("night", "morning", "nap"):
            put_track(self.folder / f"{name}.json", name)
            put_track(self.home / f"tracks/{name}.json", name)
        for name in ("evening", "night of rain"):
            put_track(self.folder / f"tracks/{name.replace(' ', '-')}.json", name)
        (self.home / ".config/bbplay").mkdir(parents=True)

    def run_in(self, *command, expected=0, plays=False, **environment):
        # The rig has a home of its own; what is run in it has ours.
        if plays:
            command = (f"{SOURCE}/scripts/audio-rig.sh", "--", "env", "-u", "XDG_CONFIG_HOME",
                       "-u", "XDG_CACHE_HOME", f"HOME={self.home}", *command)
        outcome = subprocess.run(command, cwd=self.folder, env={**self.environment, **environment},
                                 stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
        self.assertEqual(outcome.returncode, expected,
                         f"{command}\n{outcome.stdout}\n{outcome.stderr}")
        return outcome

    def shell(self, text, **how):
        return self.run_in("bash", "-euo", "pipefail", "-c", text, **how)

    def rendered(self):
        return sorted(path.name for path in (self.folder / "out").glob("*"))

    def test_blocks_are_of_known_kinds(self):
        kinds = {"python plays", "sh", "sh plays", "sh installs", "sh systemd", "crontab", "make", "json", "text"}
        for kind, _ in BLOCKS:
            self.assertIn(re.sub(r", ends with \d+", "", kind), kinds)
        self.assertEqual(README.count("```"), 2 * len(BLOCKS))

    def test_commands_do_what_they_say_together_and_alone(self):
        self.assertTrue(blocks("sh"))
        for body in blocks("sh"):
            self.fill()
            self.shell(body)
            for line in body.splitlines():
                self.fill()
                with self.subTest(line):
                    outcome = self.shell(line)
                    if "ffmpeg" not in line:  # which tells much
                        self.assertEqual(outcome.stderr, "")
                    if "out/" in line:
                        self.assertEqual(self.rendered(), ["evening.flac", "night-of-rain.flac"])
                    if "ffmpeg" in line:
                        self.expect_tags("night.m4a")
                    if "--skip-existing" in line:
                        self.expect_nothing_new(line)

    def expect_tags(self, name):
        shown = self.run_in("ffprobe", "-v", "error", "-of", "json", "-show_entries",
                            "format_tags:stream=codec_name,duration", name)
        found = json.loads(shown.stdout)
        self.assertEqual(found["streams"][0]["codec_name"], "aac")
        self.assertAlmostEqual(float(found["streams"][0]["duration"]), 2, delta=0.1)
        self.assertEqual(found["format"]["tags"]["title"], "night")
        self.assertIn("bbplay", found["format"]["tags"]["comment"])

    def expect_nothing_new(self, line):
        times = lambda: [path.stat().st_mtime_ns for path in sorted((self.folder / "out").glob("*"))]
        before = times()
        self.shell(line)
        self.assertEqual(times(), before)

    def test_makefile_renders_what_has_changed(self):
        (makefile,) = blocks("make")
        (self.folder / "Makefile").write_text(makefile)
        self.run_in("make", "-j")
        self.assertEqual(self.rendered(), ["evening.flac", "night-of-rain.flac"])
        self.assertIn("Nothing to be done", self.run_in("make", "-j").stdout)
        later = (self.folder / "out/evening.flac").stat().st_mtime + 2
        os.utime(self.folder / "tracks/evening.json", (later, later))
        again = self.run_in("make", "-j").stdout
        self.assertIn("evening", again)
        self.assertNotIn("rain", again)

    def test_track_is_in_order(self):
        (track,) = blocks("json")
        (self.folder / "mine.json").write_text(track)
        with wave.open(str(self.folder / "bell.wav"), "wb") as bell:
            bell.setparams((1, 2, 44100, 0, "NONE", ""))
            bell.writeframes(b"\0\x10" * 44100)
        self.run_in("bbplay", "--check", "--strict", "mine.json")

    def test_messages_are_as_printed(self):
        (message,) = (body for body in blocks("text") if "warning:" in body)
        voice = json.dumps(BEAT).replace('"beatFreq"', '\n        "beatfreq"')
        quiet = json.dumps({"duration": 1, "voices": [BEAT]})
        lines = '{"progression": [' + f"{quiet}, {quiet}," + '\n' * 13 + \
            '{"duration": 1, "voices": [' + voice + "]}]}"
        (self.folder / "night.json").write_text(lines)
        self.assertEqual(self.run_in("bbplay", "--check", "night.json").stderr, message)

    def test_what_plays_plays(self):
        (self.home / ".config/bbplay/config.toml").write_text("duration = 1\n")  # of each track
        playing = [(kind, body) for kind, body in BLOCKS if kind.startswith("sh plays")]
        self.assertGreaterEqual(len(playing), 2)
        for kind, body in playing:
            with self.subTest(body):
                expected = re.search(r"ends with (\d+)", kind)
                self.shell(body, plays=True, expected=int(expected.group(1)) if expected else 0)

    def test_python_plays(self):
        for body in blocks("python plays"):
            compile(body, "README.md", "exec")
            if PYTHON_FOLDER:
                self.run_in(sys.executable, "-c", body, plays=True, PYTHONPATH=PYTHON_FOLDER,
                            PYTHONDONTWRITEBYTECODE="1")

    def test_lines_of_cron_play(self):
        (table,) = blocks("crontab")
        example = pathlib.Path(SOURCE, "data/cron/crontab.example").read_text(encoding="utf-8").splitlines()
        for line in table.splitlines():
            self.assertIn(line, example)
        # The whole file: settings, comments, and five fields of time before what /bin/sh is given.
        for line in filter(None, example):
            self.assertRegex(line, r"^(#|[A-Z_]+=|([0-9*,/-]+ +){5}\S)")
        if not FAKETIME:
            self.skipTest("no clock to set")
        for line in example:
            command = re.fullmatch(r"(?:[0-9*,/-]+ +){5}(.*)", line)
            if not command:
                continue
            # Three seconds before the time that the command waits for.
            clock = re.search(r"--(?:at|until) (\d\d):(\d\d)", line)
            now = f"{int(clock[1]) - (clock[2] == '00'):02}:{(int(clock[2]) - 1) % 60:02}:57" if clock else "14:00:00"
            with self.subTest(line):
                self.run_in("sh", "-c", f"export LD_PRELOAD={FAKETIME}; {command[1]}", plays=True,
                            FAKETIME=f"@2026-11-25 {now}", FAKETIME_DONT_FAKE_MONOTONIC="1", FAKETIME_NO_CACHE="1")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
