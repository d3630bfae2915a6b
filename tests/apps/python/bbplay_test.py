# SPDX-License-Identifier: MIT
"""The module bbplay, without a device."""

import copy
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import bbplay
from conftest import binaural, text, track

PROGRAM = os.environ["BBPLAY_PROGRAM"]


def played(a_track, sink=None, **options):
    sink = sink or bbplay.CaptureSink()
    with bbplay.Player(a_track, sink=sink, **options) as player:
        player.play()
        assert player.wait(60)
    return sink.samples


def floats_of_wav(path):
    """The samples of a WAV file of 32-bit floats."""
    data = path.read_bytes()
    at = 12
    while data[at : at + 4] != b"data":
        if data[at : at + 4] == b"fmt ":
            channels = int.from_bytes(data[at + 10 : at + 12], "little")
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    return np.frombuffer(data, np.float32, size // 4, at + 8).reshape(-1, channels)


class TestRender:
    def test_is_what_the_program_writes(self, tmp_path):
        samples, rate = bbplay.render(track(), with_rate=True)
        assert samples.dtype == np.float32 and samples.shape == (6 * 44100, 2) and rate == 44100
        (tmp_path / "t.json").write_text(text())
        raw = subprocess.run(
            [PROGRAM, "--render", "-", "--format", "raw", "--encoding", "float", "t.json"],
            check=True, capture_output=True,
        ).stdout
        assert np.array_equal(samples, np.frombuffer(raw, np.float32).reshape(-1, 2))

    def test_takes_a_dict_a_text_bytes_and_a_file(self, tmp_path):
        (tmp_path / "t.json").write_text(text())
        expected = bbplay.render(track())
        for each in (text(), text().encode(), "t.json", tmp_path / "t.json"):
            assert np.array_equal(bbplay.render(each), expected)

    def test_takes_numbers_of_numpy(self):
        odd = track()
        odd["steps"][0]["duration"] = np.float32(3)
        odd["global_settings"]["sample_rate"] = np.int64(44100)
        assert np.array_equal(bbplay.render(odd), bbplay.render(track()))

    def test_of_a_part_is_that_part(self):
        whole = bbplay.render(track())
        assert np.array_equal(bbplay.render(track(), 1, 2.5), whole[44100 : int(2.5 * 44100)])

    def test_at_another_rate_and_level(self):
        samples, rate = bbplay.render(track(), rate=48000, level=0.5, with_rate=True)
        assert rate == 48000 and len(samples) == 6 * 48000
        assert np.abs(samples).max() == pytest.approx(0.5, rel=1e-6)

    def test_is_a_memoryview_without_numpy(self):
        code = (
            "import sys; sys.modules['numpy'] = None\n"
            "import bbplay, json; view = bbplay.render(sys.argv[1])\n"
            "assert isinstance(view, memoryview) and view.shape == (264600, 2) and view.format == 'f'"
        )
        subprocess.run([sys.executable, "-c", code, text()], check=True)

    def test_refuses_what_is_out_of_range(self):
        for options in ({"rate": 10}, {"level": -1}, {"fidelity": "none"}, {"start": 100}):
            with pytest.raises(bbplay.UsageError) as caught:
                bbplay.render(track(), **options)
            assert caught.value.exit_code == 64 and isinstance(caught.value, ValueError)
        with pytest.raises(TypeError):
            bbplay.render(track(), rat=48000)
        with pytest.raises(TypeError):
            bbplay.render(17)

    def test_says_in_a_sentence_what_it_takes(self):
        with bbplay.Player(track(), sink=bbplay.CaptureSink()) as player:
            for call, message in (
                (lambda: bbplay.render(track(), rate="x"), "rate: a whole number, not str"),
                (lambda: bbplay.render(track(), start="x"), "start: a number, not str"),
                (lambda: bbplay.render(track(), fidelity=3), "fidelity: a str, not int"),
                (lambda: bbplay.describe(3), "name: a str, not int"),
                (lambda: bbplay.CaptureSink(speed="x"), "speed: a number, not str"),
                (lambda: bbplay.CaptureSink(block=[1, 2.5]), "block: a whole number, not float"),
                (lambda: bbplay.Player(track(), sink=3), "sink: a CaptureSink, not int"),
                (lambda: bbplay.Player(track(), wait_device="x"), "wait_device: a number, not str"),
                (lambda: player.play("x"), "start: a number, not str"),
                (lambda: player.seek("x"), "seconds: a number, not str"),
                (lambda: player.seek_step(1.5), "index: a whole number, not float"),
                (lambda: player.stop(fade="x"), "fade: a number, not str"),
                (lambda: player.wait("x"), "timeout: a number, not str"),
                (lambda: setattr(player, "gain_db", "x"), "gain_db: a number, not str"),
            ):
                with pytest.raises(TypeError) as caught:
                    call()
                assert str(caught.value) == message
        for options in ({"seed": -1}, {"seed": 2**64}, {"jobs": -1}, {"rate": 2**40}):
            with pytest.raises(bbplay.UsageError):
                bbplay.render(track(), **options)
        assert len(bbplay.render(track(), start=np.float32(1), end=2, seed=np.int64(3))) == 44100

    def test_cannot_copy_a_player(self):
        with bbplay.Player(track(), sink=bbplay.CaptureSink()) as player:
            for copying in (copy.copy, copy.deepcopy, pickle.dumps):
                with pytest.raises(TypeError, match="a Player cannot be copied"):
                    copying(player)
            assert player.play().wait(60)

    def test_duration_follows_a_shorter_text(self):
        with bbplay.Player(track(seconds=20.0), sink=bbplay.CaptureSink(speed=1)) as player:
            player.play(2)
            assert player.duration > 20
            player.update(track(seconds=0.5))
            assert player.wait(10)
            assert player.duration == pytest.approx(player.position)
            assert player.duration < 2

    def test_ends_with_ctrl_c(self):
        hours = track(seconds=10 * 3600.0)
        hours["steps"][0]["voices"] = [{"synth_function_name": "qam_beat"}]
        threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        began = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            bbplay.render(hours)
        assert time.monotonic() - began < 5

    def test_lets_other_threads_run(self):
        count = [0]
        over = threading.Event()

        def run():
            while not over.is_set():
                count[0] += 1
                time.sleep(0.001)

        thread = threading.Thread(target=run)
        thread.start()
        bbplay.render({"steps": [{"duration": 120, "voices": [{"synth_function_name": "qam_beat"}]}]})
        over.set()
        thread.join()
        assert count[0] > 10


class TestRenderFile:
    def test_is_what_the_program_writes(self, tmp_path):
        bbplay.render_file(track(), tmp_path / "a.wav", start=1, encoding="float", no_tags=True)
        (tmp_path / "track.json").write_text(text())
        subprocess.run(
            [PROGRAM, "--render", "b.wav", "--start", "1", "--encoding", "float", "--no-tags",
             "track.json"], check=True,
        )
        assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()

    def test_replaces_nothing_unless_told(self, tmp_path):
        (tmp_path / "a.wav").write_text("mine")
        with pytest.raises(bbplay.FileError) as caught:
            bbplay.render_file(track(), "a.wav")
        assert caught.value.exit_code == 73 and isinstance(caught.value, OSError)
        assert (tmp_path / "a.wav").read_text() == "mine"
        bbplay.render_file(track(), "a.wav", force=True)
        assert (tmp_path / "a.wav").read_bytes()[:4] == b"RIFF"

    def test_refuses_options_that_render_has_not(self):
        for options in ({"check": True}, {"list_devices": True}, {"nonsense": 1}, {"encoding": "pcm7"}):
            with pytest.raises(bbplay.UsageError):
                bbplay.render_file(track(), "a.wav", **options)

    def test_leaves_nothing_after_ctrl_c(self, tmp_path):
        hours = track(seconds=10 * 3600.0)
        threading.Timer(0.7, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            bbplay.render_file(hours, "a.wav")
        assert not list(tmp_path.glob("*a.wav*"))
        bbplay.render_file(track(), "b.wav")  # and the next one is not stopped


class TestFindings:
    def test_have_their_places(self):
        findings = bbplay.check('{"steps": [{"duration": 1,\n "voices": [{"synth_function_name": 7}]}]}')
        assert [f.severity for f in findings] == ["error"]
        assert findings[0].pointer == "/steps/0/voices/0/synth_function_name"
        assert (findings[0].line, findings[0].file) == (2, "track")
        assert "track:2:" in str(findings[0])

    def test_of_a_faultless_track_are_none(self):
        assert bbplay.check(track()) == []

    def test_never_raise_for_a_bad_track(self):
        cyclic = {}
        cyclic["steps"] = [cyclic]
        for bad in ("{", {}, "missing.json", b"{\xff}", '{"a":"\ud800"}', "a\0b", cyclic):
            assert any(f.severity == "error" for f in bbplay.check(bad))

    def test_come_with_the_error(self):
        with pytest.raises(bbplay.TrackError) as caught:
            bbplay.render({"steps": [{"duration": "long", "voices": []}]})
        assert isinstance(caught.value, ValueError) and caught.value.exit_code == 65
        assert caught.value.findings[0].pointer == "/steps/0/duration"
        assert "/steps/0/duration" in str(caught.value)

    def test_of_a_file_that_is_not_there(self):
        with pytest.raises(bbplay.MissingFile) as caught:
            bbplay.render("missing.json")
        assert isinstance(caught.value, FileNotFoundError) and caught.value.exit_code == 66

    def test_of_relative_files_begin_at_base(self, tmp_path):
        with_clip = dict(track(), clips=[{"path": "tone.wav", "start": 0}])
        folder = tmp_path / "sounds"
        folder.mkdir()
        bbplay.render_file(track(), folder / "tone.wav")
        assert bbplay.check(with_clip)
        assert bbplay.check(with_clip, base=folder) == []


class TestTables:
    def test_info_is_that_of_the_program(self, tmp_path):
        (tmp_path / "t.json").write_text(text())
        told = json.loads(
            subprocess.run([PROGRAM, "--info", "--json", "t.json"], check=True, capture_output=True).stdout
        )
        expected = {k: v for k, v in told["tracks"][0].items() if k not in ("ok", "exit_code")}
        assert bbplay.info("t.json") == expected

    def test_voices(self):
        names = [voice["name"] for voice in bbplay.voices()]
        assert "binaural_beat" in names and len(names) > 15
        assert bbplay.describe("binaural_beat")["name"] == "binaural_beat"
        with pytest.raises(bbplay.UsageError, match="did you mean"):
            bbplay.describe("binaural_beet")

    def test_version(self):
        assert bbplay.__version__ in subprocess.run(
            [PROGRAM, "--version"], capture_output=True, text=True, check=True
        ).stdout


class TestPlayer:
    @pytest.mark.parametrize("block", [1, 64, 441, 480, 4096, [1, 441, 4096, 17]])
    def test_plays_the_render(self, block):
        assert np.array_equal(played(track(), bbplay.CaptureSink(block=block)), bbplay.render(track()))

    def test_starts_in_the_middle_with_a_ramp(self):
        sink = bbplay.CaptureSink()
        with bbplay.Player(track(), sink=sink) as player:
            player.play(start=2)
            assert player.wait(60)
        expected = bbplay.render(track(), start=2)
        assert np.array_equal(sink.samples[882:], expected[882:])
        assert np.abs(sink.samples[:10]).max() < 0.01

    def test_plays_golden_tracks_within_their_limits(self, golden):
        compared = 0
        for case in json.loads((golden / "cases.json").read_text())["cases"]:
            if "float_output" not in case:
                continue
            expected = floats_of_wav(golden / case["float_output"])
            heard = played(golden / case["track"], normalize=False)
            assert heard.shape == expected.shape, case["name"]
            assert np.abs(heard - expected).max() <= case["float_max_abs_error"], case["name"]
            # As the ear would put it.
            if expected.any():
                assert np.corrcoef(heard.ravel(), expected.ravel())[0, 1] > 0.999999, case["name"]
            compared += 1
        assert compared >= 4

    def test_pauses_and_goes_on(self):
        sink = bbplay.CaptureSink(speed=20)
        with bbplay.Player(track(seconds=20.0), sink=sink) as player:
            player.play()
            time.sleep(0.3)
            player.pause()
            time.sleep(0.2)
            assert player.state == "paused"
            stood = player.position
            time.sleep(0.1)
            assert player.position == stood
            player.toggle()
            time.sleep(0.2)
            assert player.state == "playing" and player.position > stood
        silent = (sink.samples == 0).all(axis=1)
        assert silent.sum() > 44100

    def test_seeks(self):
        sink = bbplay.CaptureSink(speed=20)
        with bbplay.Player(track(seconds=60.0), sink=sink) as player:
            player.play()
            player.seek(70)
            time.sleep(0.2)
            assert 70 <= player.position < 90
            assert player.step == 1
            player.seek_step(0)
            time.sleep(0.2)
            assert player.position < 30 and player.step == 0

    def test_tells_its_state(self):
        sink = bbplay.CaptureSink(speed=5)
        player = bbplay.Player(track(), sink=sink)
        assert player.state == "stopped" and player.device is None
        with player:
            player.play()
            assert player.state == "playing" and player.duration == 6
            assert player.beat_hz == pytest.approx(4) and player.rate == 44100
            assert player.device == "capture" and player.underruns == 0 and player.warnings == []
            player.gain_db = -6
            assert player.gain_db == -6
            player.muted = True
            assert player.muted
            assert not player.wait(0.05)
        assert player.state == "ended"

    def test_gain_is_on_top_of_the_render(self):
        quiet = played(track(), gain_db=-6.0)
        expected = bbplay.render(track()) * np.float32(10 ** (-6 / 20))
        assert np.allclose(quiet[882:], expected[882:], atol=1e-7)

    def test_loops(self):
        sink = bbplay.CaptureSink()
        with bbplay.Player(track(), sink=sink, loop=True) as player:
            player.play()
            while len(sink.samples) < 3 * 6 * 44100:
                time.sleep(0.01)
        whole = bbplay.render(track())
        assert np.array_equal(sink.samples[len(whole) : 2 * len(whole)], whole)

    def test_stops_with_a_fade(self):
        sink = bbplay.CaptureSink(speed=10)
        with bbplay.Player(track(seconds=60.0), sink=sink) as player:
            player.play()
            time.sleep(0.2)
            player.stop(fade=1.0)
            assert player.wait(5)
        assert len(sink.samples) < 40 * 44100
        assert np.abs(sink.samples[-100:]).max() < 0.01

    def test_tells_events(self):
        events = []
        sink = bbplay.CaptureSink(speed=10)
        with bbplay.Player(track(), sink=sink) as player:
            player.on("*", events.append)
            player.on("step", lambda event: 1 / 0)  # is logged, and the others go on
            player.play()
            player.pause()
            player.resume()
            assert player.wait(10)
        names = [event["event"] for event in events]
        assert names[0] == "start" and names[-1] == "end"
        assert names.index("pause") < names.index("resume")
        assert [frame for frame, _ in sink.events] == sorted(frame for frame, _ in sink.events)

    def test_update_of_the_volume_has_no_step(self):
        before, after = track(volume=0.4), track(volume=0.2)
        for other in (after, track(beat=6.5)):
            sink = bbplay.CaptureSink(speed=4)
            with bbplay.Player(before, sink=sink, normalize=False) as player:
                player.play()
                time.sleep(0.3)
                player.update(other)
                assert player.wait(30)
            steps = np.abs(np.diff(sink.samples, axis=0))
            steady = steps[1000:20000].max()
            assert steps[1000:-1000].max() < 1.2 * steady
            assert np.array_equal(sink.samples[-44100:], bbplay.render(other, normalize=False)[-44100:])

    def test_several_play_at_once(self):
        sinks = [bbplay.CaptureSink() for _ in range(4)]
        players = [bbplay.Player(track(beat=4.0 + i), sink=sink) for i, sink in enumerate(sinks)]
        for player in players:
            player.play()
        for player in players:
            assert player.wait(60)
        for i, sink in enumerate(sinks):
            assert np.array_equal(sink.samples, bbplay.render(track(beat=4.0 + i)))

    def test_without_a_device_says_so(self, monkeypatch):
        monkeypatch.setenv("BBPLAY_SINK", "none")
        with pytest.raises(bbplay.DeviceError) as caught:
            bbplay.play_track(track())
        assert caught.value.exit_code == 69 and isinstance(caught.value, RuntimeError)

    def test_play_track_plays_one(self, monkeypatch):
        monkeypatch.setenv("BBPLAY_SINK", "capture")
        monkeypatch.setenv("BBPLAY_SINK_SPEED", "1")
        first = bbplay.play_track(track())
        second = bbplay.play_track(text())
        assert first.state == "ended" and second.state == "playing"
        bbplay.stop()
        assert second.state == "ended"

    def test_a_thousand_of_them_leave_nothing(self):
        def used():
            status = open("/proc/self/status").read()
            number = lambda name: int(re.search(rf"^{name}:\s*(\d+)", status, re.M).group(1))
            return number("VmRSS"), number("Threads"), len(os.listdir("/proc/self/fd"))

        def cycle():
            sink = bbplay.CaptureSink(speed=1)
            with bbplay.Player(short, sink=sink) as player:
                player.play()

        short = track(seconds=0.3, steps=1)
        for _ in range(50):
            cycle()
        memory, threads, files = used()
        for _ in range(int(os.environ.get("BBPLAY_CYCLES", "200"))):
            cycle()
        now = used()
        # A thread that is over may still be on its way out.
        assert now[0] < memory + 4096 and now[1] <= threads + 1 and now[2] == files

    def test_refuses_what_would_hurt_or_never_end(self):
        for options in ({"gain_db": 25}, {"gain_db": float("nan")}, {"wait_device": float("nan")}):
            with pytest.raises(bbplay.UsageError):
                bbplay.Player(track(), **options)
        for options in ({"speed": -1}, {"speed": float("nan")}, {"block": 0}, {"block": []}, {"channels": 3}):
            with pytest.raises(bbplay.UsageError) as caught:
                bbplay.CaptureSink(**options)
            assert caught.value.exit_code == 64
        player = bbplay.Player(track(), sink=bbplay.CaptureSink(speed=1))
        for gain in (float("nan"), float("inf"), 1000):
            with pytest.raises(bbplay.UsageError):
                player.gain_db = gain
        with player:
            player.play()
            with pytest.raises(bbplay.UsageError):
                player.wait(float("nan"))
        with pytest.raises(bbplay.UsageError, match="there is no event"):
            player.on("nope", print)
        with pytest.raises(TypeError):
            player.on("step", 3)

    def test_begins_and_ends_from_any_thread(self):
        player = bbplay.Player(track(), sink=bbplay.CaptureSink(speed=1))
        player.on("*", lambda event: None)
        failed = []

        def act(call):
            try:
                for _ in range(20):
                    call()
            except BaseException as error:
                failed.append(error)

        calls = [player.play, player.close, player.toggle, player.play, lambda: player.stop(0.01)]
        threads = [threading.Thread(target=act, args=(call,)) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        player.close()
        assert not failed and not any(thread.is_alive() for thread in threads)

    @pytest.mark.parametrize(
        "code",
        [
            "p = bbplay.Player(T, sink=S); p.on('*', print); p.play(); time.sleep(0.2)",
            "bbplay.Player(T, sink=S).play().stop(2)",
            "p = bbplay.Player(T, sink=S).play(); threading.Thread(target=p.wait, daemon=True).start()",
            "threading.Thread(target=bbplay.render, args=(LONG,), daemon=True).start(); time.sleep(0.2)",
        ],
    )
    def test_leaves_the_interpreter_in_order(self, code):
        start = (
            "import bbplay, json, sys, threading, time\n"
            "T = json.loads(sys.argv[1]); S = bbplay.CaptureSink(speed=1)\n"
            "LONG = {'steps': [{'duration': 36000, 'voices': [{'synth_function_name': 'qam_beat'}]}]}\n"
        )
        for _ in range(3):
            done = subprocess.run(
                [sys.executable, "-c", start + code + "\nsys.exit(5)", text()],
                capture_output=True, text=True, timeout=30,
            )
            assert (done.returncode, done.stderr) == (5, "")

    def test_ends_with_the_interpreter(self):
        code = "import bbplay, sys; bbplay.play_track(sys.argv[1]); print('over')"
        environment = dict(os.environ, BBPLAY_SINK="capture", BBPLAY_SINK_SPEED="1")
        done = subprocess.run(
            [sys.executable, "-c", code, text()], env=environment, capture_output=True, text=True, timeout=20
        )
        assert (done.returncode, done.stdout, done.stderr) == (0, "over\n", "")
