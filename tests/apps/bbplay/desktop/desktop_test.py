# SPDX-License-Identifier: MIT
"""Media keys, and the lock that keeps the machine awake: playerctl and a mock of logind on buses of
their own, with a player on a sound server of its own (scripts/audio-rig.sh)."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

import dbusmock

SOURCE, BBPLAY = pathlib.Path(sys.argv.pop(1)), sys.argv.pop(1)
sys.path.insert(0, str(SOURCE / "tests/apps/bbplay/json"))
from program import BEAT, Program, track

PROGRAM = Program(SOURCE, BBPLAY)
PLAYER = "org.mpris.MediaPlayer2.Player"
LOCK = ("sleep:shutdown", "bbplay", "A track is playing", "block")


class Player:
    """bbplay in a rig, with the events that it has told so far."""

    def __init__(self, *arguments, bus=None):
        names = ("DBUS_SESSION_BUS_ADDRESS", "DBUS_SYSTEM_BUS_ADDRESS")
        buses = [f"{name}={bus or os.environ[name]}" for name in names]
        pid = PROGRAM.folder / "pid"
        rig = [str(SOURCE / "scripts/audio-rig.sh"), "--pid", str(pid), "--", "env", *buses]
        self.process = PROGRAM.start(*arguments, command=rig)
        self.events = []
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()
        until(lambda: "start" in self.told())
        self.pid = int(pid.read_text())

    def _listen(self):
        for line in self.process.stderr:
            self.events.append(json.loads(line))

    def told(self):
        return [event["event"] for event in list(self.events)]

    def last(self):
        return [event for event in list(self.events) if "position_s" in event][-1]

    def stop(self):
        if self.process.poll() is None:
            os.kill(self.pid, signal.SIGTERM)
        code = self.process.wait(timeout=60)
        self.listener.join()
        self.process.stdout.close()
        self.process.stderr.close()
        for event in self.events:
            PROGRAM.check("events", event)
        return code


def until(condition, seconds=60):
    """What `condition` returns once it is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if result := condition():
            return result
        time.sleep(0.05)
    raise AssertionError("it did not come to that")


def playerctl(*arguments, player="bbplay"):
    done = subprocess.run(["playerctl", "-p", player, *arguments], capture_output=True, text=True, timeout=60)
    return done.stdout.strip() if done.returncode == 0 else None


class Desktop(dbusmock.DBusTestCase):
    @classmethod
    def setUpClass(cls):
        cls.start_session_bus()
        cls.start_system_bus()
        cls.logind, cls.manager = cls.spawn_server_template("logind", {}, stdout=subprocess.DEVNULL)

    @classmethod
    def tearDownClass(cls):
        cls.logind.terminate()
        cls.logind.communicate()
        super().tearDownClass()

    def setUp(self):
        self.tracks = [
            PROGRAM.put(f"{name}.json", track([BEAT], seconds=seconds))
            for name, seconds in (("night", 600), ("morning", 300))
        ]

    def play(self, *arguments):
        player = Player("--no-cache", *arguments)
        self.addCleanup(player.stop)
        until(lambda: playerctl("status") == "Playing")
        return player

    def locks(self):
        return [tuple(map(str, lock[:4])) for lock in self.manager.ListInhibitors()]

    def get(self, name):
        return self.get_dbus().get_object("org.mpris.MediaPlayer2.bbplay", "/org/mpris/MediaPlayer2").Get(
            PLAYER, name, dbus_interface="org.freedesktop.DBus.Properties"
        )

    def test_keys_pause_and_resume(self):
        player = self.play(*self.tracks)
        for key, status, event in (
            ("play-pause", "Paused", "pause"),
            ("play", "Playing", "resume"),
            ("pause", "Paused", "pause"),
            ("play-pause", "Playing", "resume"),
        ):
            before = len(player.events)
            playerctl(key)
            until(lambda: playerctl("status") == status)
            until(lambda: event in [each["event"] for each in player.events[before:]])

    def test_it_tells_what_plays(self):
        self.play(*self.tracks)
        self.assertEqual(playerctl("metadata", "title"), "night")
        self.assertEqual(playerctl("metadata", "mpris:length"), "600000000")
        self.assertEqual(playerctl("metadata", "mpris:trackid"), "'/bbplay/track/1'")
        self.assertGreater(float(until(lambda: playerctl("position"))), 0)
        told = {name: bool(self.get(name)) for name in ("CanGoNext", "CanGoPrevious", "CanSeek", "CanPlay", "CanPause")}
        self.assertEqual(set(told.values()), {True})

    def test_next_and_previous_track(self):
        player = self.play(*self.tracks)
        playerctl("next")
        until(lambda: playerctl("metadata", "title") == "morning")
        self.assertEqual(playerctl("metadata", "mpris:length"), "300000000")
        self.assertFalse(self.get("CanGoNext"))
        (end,) = [event for event in player.events if event["event"] == "end"]
        self.assertEqual((end["track"], end["reason"]), ("night", "skipped"))
        playerctl("next")  # there is none
        playerctl("position", "100")
        until(lambda: float(playerctl("position")) >= 100)
        playerctl("previous")  # from far within it: its beginning
        until(lambda: float(playerctl("position")) < 50)
        self.assertEqual(playerctl("metadata", "title"), "morning")
        playerctl("previous")
        until(lambda: playerctl("metadata", "title") == "night")

    def test_positions(self):
        player = self.play(*self.tracks)
        playerctl("position", "120")
        until(lambda: player.last()["position_s"] >= 120)
        playerctl("position", "30-")
        until(lambda: 89 < player.last()["position_s"] < 120)
        playerctl("position", "10000")  # outside of the track: nothing
        playerctl("position", "60+")
        until(lambda: player.last()["position_s"] >= 149)
        self.assertLess(player.last()["position_s"], 180)
        self.assertEqual(playerctl("metadata", "title"), "night")

    def test_past_the_end_lies_the_next_track(self):
        self.play(*self.tracks)
        playerctl("position", "601+")
        until(lambda: playerctl("metadata", "title") == "morning")

    def test_volume(self):
        player = self.play(*self.tracks)
        playerctl("volume", "0.5")
        until(lambda: abs(player.last()["gain_db"] + 6.02) < 0.05)
        self.assertAlmostEqual(float(playerctl("volume")), 0.5, 3)
        playerctl("volume", "0")
        until(lambda: player.last()["muted"])
        playerctl("volume", "1")
        until(lambda: not player.last()["muted"] and abs(player.last()["gain_db"]) < 0.01)

    def test_changes_are_signalled(self):
        with subprocess.Popen(
            ["dbus-monitor", "--session", "type='signal',path='/org/mpris/MediaPlayer2'"],
            stdout=subprocess.PIPE, text=True,
        ) as monitor:  # fmt: skip
            heard = []
            listener = threading.Thread(target=lambda: heard.extend(monitor.stdout), daemon=True)
            listener.start()
            until(lambda: heard)
            self.play(*self.tracks)
            for command in (("pause",), ("volume", "0.25"), ("position", "200"), ("next",)):
                playerctl(*command)
                time.sleep(0.3)
            for word in ("PlaybackStatus", "Paused", '"Volume"', "double 0.25", '"morning"', '"CanGoNext"'):
                until(lambda: word in "".join(heard))
            position = until(lambda: [heard[i + 1] for i, line in enumerate(heard) if "member=Seeked" in line])
            self.assertEqual(int(position[0].split()[1]) // 1_000_000, 200)
            monitor.terminate()
            listener.join()

    def test_stop_ends_it(self):
        player = self.play("--loop", self.tracks[0])
        playerctl("stop")
        self.assertEqual(player.process.wait(timeout=60), 0)
        self.assertEqual(player.events[-1]["reason"], "key")

    def test_a_second_player_takes_another_name(self):
        self.play(self.tracks[0])
        second = Player("--no-cache", self.tracks[1])
        self.addCleanup(second.stop)
        name = f"bbplay.instance{second.pid}"
        until(lambda: playerctl("metadata", "title", player=name) == "morning")
        playerctl("pause", player=name)
        until(lambda: playerctl("status", player=name) == "Paused")
        self.assertEqual(playerctl("status"), "Playing")

    def test_the_machine_stays_awake_while_it_plays(self):
        self.assertEqual(self.locks(), [])
        player = self.play(self.tracks[0])
        until(lambda: self.locks() == [LOCK])
        playerctl("pause")
        until(lambda: self.locks() == [])
        playerctl("play")
        until(lambda: self.locks() == [LOCK])
        self.assertEqual(player.stop(), 143)
        until(lambda: self.locks() == [])

    def test_a_suspended_player_lets_the_machine_sleep(self):
        player = self.play(self.tracks[0])
        until(lambda: self.locks() == [LOCK])
        for _ in range(5):
            os.kill(player.pid, signal.SIGTSTP)
            until(lambda: pathlib.Path(f"/proc/{player.pid}/stat").read_text().split()[2] == "T")
            self.assertEqual(self.locks(), [])
            os.kill(player.pid, signal.SIGCONT)
            until(lambda: self.locks() == [LOCK])
            self.assertEqual(playerctl("status"), "Playing")
        self.assertEqual(player.stop(), 143)

    def test_a_bus_that_hangs_disturbs_nobody(self):
        path = str(PROGRAM.folder / "silent-bus")
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind(path)
            silent.listen()
            begun = time.monotonic()
            player = Player("--no-cache", "--duration", "1", self.tracks[0], bus=f"unix:path={path}")
            self.assertEqual(player.process.wait(timeout=60), 0)
            self.assertLess(time.monotonic() - begun, 20)
        player.stop()
        self.assertEqual([event for event in player.events if event["event"] in ("warning", "error", "underrun")], [])

    def test_neither_is_wanted(self):
        player = Player("--no-cache", "--no-media-keys", "--allow-sleep", self.tracks[0])
        self.addCleanup(player.stop)
        until(lambda: player.told().count("status") > 2)
        self.assertIsNone(playerctl("status"))
        self.assertEqual(self.locks(), [])
        loaded = pathlib.Path(f"/proc/{player.pid}/maps").read_text()
        self.assertIn("libpulse", loaded)
        self.assertEqual(player.stop(), 143)


if __name__ == "__main__":
    unittest.main()
