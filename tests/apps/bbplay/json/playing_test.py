# SPDX-License-Identifier: MIT
"""The events of playing, on a sound server of their own (scripts/audio-rig.sh)."""

import os
import pathlib
import signal
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from program import BEAT, SIGNALS, SILENT, Program, finish, track, wait_for

PROGRAM = Program(sys.argv.pop(1), sys.argv.pop(1))
PID = PROGRAM.folder / "pid"
RIG = [str(PROGRAM.source / "scripts/audio-rig.sh"), "--pid", str(PID), "--"]


def pid_of_player():
    return int(PID.read_text())


class Playing(unittest.TestCase):
    def setUp(self):
        self.short = PROGRAM.put("short.json", track([BEAT], [BEAT]))
        self.silent = PROGRAM.put("silent.json", track([SILENT]))
        self.long = PROGRAM.put("long.json", track([BEAT], seconds=60))

    def play(self, *arguments, until="start"):
        """A player that has come so far, and what it has said until then."""
        process = PROGRAM.start(*arguments, command=RIG)
        return process, wait_for(process, until)

    def events(self, process, heard, code):
        _, heard, returned = finish(process, heard)
        self.assertEqual(returned, code, heard.decode())
        return PROGRAM.events_of(heard, code)

    def test_several_tracks_end_one_by_one(self):
        process, heard = self.play("--stats", self.short, self.silent)
        events = self.events(process, heard, 0)
        ends = [each for each in events if each["event"] == "end"]
        self.assertEqual([(each["track"], each["reason"]) for each in ends], [("short", "done"), ("silent", "done")])
        self.assertEqual(events[-1]["reason"], "done")
        self.assertIsNone(ends[1]["peak_dbfs"])
        self.assertEqual([each["step"] for each in events if each["event"] == "step"], [2])
        stats = [each for each in events if each["event"] == "stats"]
        self.assertEqual([each["frames"] for each in stats], [16000, 8000])
        for each in stats:
            self.assertEqual(sum(load["callbacks"] for load in each["device"]["loads"]), each["device"]["callbacks"])
        self.assertTrue(any(each["event"] == "status" and each["peak_dbfs"] for each in events))

    def test_a_signal_ends_it(self):
        for number in SIGNALS:
            process, heard = self.play("--loop", self.long)
            os.kill(pid_of_player(), signal.SIGUSR1)
            heard += wait_for(process, "pause")
            os.kill(pid_of_player(), signal.SIGUSR2)
            heard += wait_for(process, "asked")
            os.kill(pid_of_player(), number)
            events = self.events(process, heard, 128 + number)
            self.assertIsNone(events[0]["passes"])
            (end,) = [each for each in events if each["event"] == "end"]
            self.assertEqual((end["reason"], events[-1]["reason"]), ("signal", "signal"))


if __name__ == "__main__":
    unittest.main()
