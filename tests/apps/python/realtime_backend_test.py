# SPDX-License-Identifier: MIT
"""The module realtime_backend: every call that desktop programs make, without a device."""

import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import bbplay
from conftest import text, track

NAMES = {
    "start_stream", "stop_stream", "pause_stream", "resume_stream", "start_from", "update_track",
    "set_master_gain", "push_clip_samples", "render_sample_wav", "render_full_wav", "enable_gpu",
}
RAMP = 882  # frames of 20 ms


@pytest.fixture
def backend(monkeypatch):
    """The module with a capture in place of a device, at ten times the pace of one."""
    monkeypatch.setenv("BBPLAY_SINK", "capture")
    monkeypatch.setenv("BBPLAY_SINK_SPEED", "10")
    import realtime_backend

    yield realtime_backend
    realtime_backend.stop_stream()


def captured(backend):
    return np.array(backend._captured(), copy=True)


def until(condition, seconds=20.0):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.005)


def as_rendered(a_text):
    """With the level that the module plays at."""
    level = json.loads(a_text)["global_settings"].get("normalization_level")
    return bbplay.render(a_text, level=min(0.75, level) if level is not None else None)


def longest_silence(samples):
    """Where it begins and ends; a tone has single frames of silence."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (samples == 0).all(axis=1), [0]])))
    begins, ends = edges[::2], edges[1::2]
    longest = np.argmax(ends - begins)
    return begins[longest], ends[longest]


def largest_step(samples):
    return np.abs(np.diff(samples, axis=0)).max()


class TestSurface:
    def test_has_these_names_and_no_others(self, backend):
        public = {name for name in dir(backend) if not name.startswith("_")}
        assert public == NAMES

    def test_is_found_by_installers(self, backend):
        assert pathlib.Path(backend.__file__).name.startswith("realtime_backend")
        assert pathlib.Path(backend.__file__).suffix in (".so", ".pyd")

    def test_takes_keywords(self, backend):
        backend.start_stream(track_json_str=text(), start_time=0)
        backend.update_track(track_json_str=text(beat=5))
        backend.start_from(position=1)
        backend.set_master_gain(gain=1)
        backend.push_clip_samples(index=0, samples=[0.0, 0.0], finished=True)
        backend.enable_gpu(enable=True)
        backend.render_sample_wav(track_json_str=text(), out_path="a.wav")
        backend.render_full_wav(track_json_str=text(), out_path="b.wav")

    def test_returns_nothing(self, backend):
        assert backend.start_stream(text(), 0.0) is None
        assert backend.update_track(text(beat=5)) is None
        for name in ("pause_stream", "resume_stream", "stop_stream"):
            assert getattr(backend, name)() is None

    def test_says_in_a_sentence_what_it_takes(self, backend):
        for call, message in (
            (lambda: backend.start_stream(), "start_stream() takes track_json_str, a str, and start_time, a number or None; found nothing"),
            (lambda: backend.start_stream(text(), "1"), "start_stream() takes track_json_str, a str, and start_time, a number or None; found str, str"),
            (lambda: backend.update_track(b"{}"), "update_track() takes track_json_str, a str; found bytes"),
            (lambda: backend.start_from(pos=1), "start_from() takes position, a number; found pos=int"),
            (lambda: backend.stop_stream(1), "stop_stream() takes nothing; found int"),
            (lambda: backend.set_master_gain(None), "set_master_gain() takes gain, a number; found NoneType"),
            (lambda: backend.enable_gpu("yes"), "enable_gpu() takes enable, a bool; found str"),
        ):
            with pytest.raises(TypeError) as caught:
                call()
            assert str(caught.value) == message
        assert backend.start_stream.__doc__.startswith("Plays a track")
        assert backend.push_clip_samples.__text_signature__ == "(index, samples, finished=False)"
        assert backend.enable_gpu(enable=True) is None

    def test_refuses_other_types(self, backend):
        for wrong in (text().encode(), track(), None, 7):
            for call in (backend.start_stream, backend.update_track):
                with pytest.raises(TypeError):
                    call(wrong)
        with pytest.raises(TypeError):
            backend.start_from("1")
        with pytest.raises(TypeError):
            backend.push_clip_samples(0, "text")
        for index in (-1, 2**70):
            with pytest.raises(OverflowError):
                backend.push_clip_samples(index, [0.0])
        with pytest.raises(ValueError):
            backend.start_stream('{"a": "\ud800"}')

    def test_does_not_touch_a_device_when_imported(self):
        code = (
            "import realtime_backend\n"
            "maps = open('/proc/self/maps').read()\n"
            "assert 'libportaudio' not in maps and 'libpulse' not in maps and 'libsystemd' not in maps"
        )
        subprocess.run([sys.executable, "-c", code], check=True)


class TestErrors:
    def test_bad_tracks_are_value_errors_with_their_place(self, backend):
        for bad in ("", "{", "[]", '{"steps": [{"duration": "x"}]}', '{"steps": [], "progression": 7}'):
            with pytest.raises(ValueError):
                backend.start_stream(bad)
            with pytest.raises(ValueError):
                backend.update_track(bad)  # also when nothing plays
        with pytest.raises(ValueError, match="/steps/0/duration"):
            backend.start_stream('{"steps": [{"duration": "x", "voices": []}]}')

    def test_a_bad_track_leaves_the_stream_alone(self, backend):
        backend.start_stream(text(), 0.0)
        with pytest.raises(ValueError):
            backend.start_stream("{")
        before = len(captured(backend))
        until(lambda: len(captured(backend)) > before)

    def test_no_device_is_a_runtime_error(self, backend, monkeypatch):
        monkeypatch.setenv("BBPLAY_SINK", "none")
        with pytest.raises(RuntimeError):
            backend.start_stream(text())

    def test_nothing_else_raises_without_a_stream(self, backend):
        backend.stop_stream()
        backend.pause_stream()
        backend.resume_stream()
        backend.start_from(3)
        backend.set_master_gain(0.5)
        backend.set_master_gain(float("nan"))
        backend.update_track(text())
        backend.push_clip_samples(3, [0.0, 0.0])

    def test_an_output_that_cannot_be_written_is_an_os_error(self, backend, tmp_path):
        (tmp_path / "file").write_text("")
        with pytest.raises(OSError):
            backend.render_full_wav(text(), str(tmp_path / "file" / "a.wav"))


class TestPlaying:
    def test_is_the_render_after_a_ramp(self, backend, monkeypatch):
        monkeypatch.setenv("BBPLAY_SINK_SPEED", "0")
        a_text = text()
        backend.start_stream(a_text)
        expected = as_rendered(a_text)
        until(lambda: len(captured(backend)) > len(expected) + 44100)
        heard = captured(backend)
        assert np.array_equal(heard[RAMP : len(expected)], expected[RAMP:])
        assert np.abs(heard[:5]).max() < 0.01
        # The end of the track is not that of the stream.
        assert not heard[len(expected) :].any()
        for call in (backend.pause_stream, backend.resume_stream):
            call()
        backend.start_from(1.0)
        backend.set_master_gain(1.0)
        until(lambda: captured(backend)[len(heard) + 44100 :].any())

    def test_is_as_loud_as_its_export(self, backend):
        for level, expected in ((None, 0.25), (0.5, 0.5), (0.95, 0.75)):
            settings = {} if level is None else {"normalization_level": level}
            a_text = text(**settings)
            backend.start_stream(a_text)
            until(lambda: len(captured(backend)) > 3 * 44100)
            assert np.abs(captured(backend)).max() == pytest.approx(expected, rel=1e-3)
            backend.render_full_wav(a_text, "a.wav")
            assert peak_of("a.wav") == pytest.approx(expected, rel=1e-3)

    def test_starts_where_it_is_told(self, backend):
        a_text = text()
        backend.start_stream(a_text, 2)
        until(lambda: len(captured(backend)) > 20000)
        heard = captured(backend)[:20000]
        assert np.array_equal(heard[RAMP:], as_rendered(a_text)[2 * 44100 :][RAMP:20000])

    def test_pause_and_resume_are_exact(self, backend):
        a_text = text(seconds=30.0)
        backend.start_stream(a_text)
        until(lambda: len(captured(backend)) > 20000)
        backend.pause_stream()
        paused = len(captured(backend))
        until(lambda: len(captured(backend)) > paused + 44100)
        backend.resume_stream()
        until(lambda: len(captured(backend)) > paused + 4 * 44100)
        heard = captured(backend)
        begin, end = longest_silence(heard)
        begin += 1  # the ramp's last frame is silent, too
        expected = as_rendered(a_text)
        # What was heard while it faded in is not lost: the rest is the unpaused track, shifted.
        rest = heard[end + RAMP : end + RAMP + 44100]
        assert np.array_equal(rest, expected[begin + RAMP : begin + RAMP + 44100])
        assert largest_step(heard[RAMP:]) < 1.2 * largest_step(expected)

    def test_start_from_is_exact_after_its_ramp(self, backend):
        a_text = text(seconds=30.0)
        backend.start_stream(a_text)
        until(lambda: len(captured(backend)) > 20000)
        before = len(captured(backend))
        backend.start_from(20)
        until(lambda: len(captured(backend)) > before + 3 * 44100)
        heard = captured(backend)
        expected = as_rendered(a_text)
        tail = heard[-44100:]
        places = [p for p in range(20 * 44100, 28 * 44100) if np.array_equal(expected[p : p + 8], tail[:8])]
        assert any(np.array_equal(expected[p : p + 44100], tail) for p in places)
        assert largest_step(heard[RAMP:]) < 1.2 * largest_step(expected)

    def test_start_from_beyond_both_ends(self, backend):
        a_text = text()
        backend.start_stream(a_text)
        backend.start_from(-5)
        backend.start_from(1e9)
        until(lambda: len(captured(backend)) > 20000 and not captured(backend)[-5000:].any())
        backend.start_from(float("nan"))
        backend.start_from(0)
        before = len(captured(backend))
        until(lambda: captured(backend)[before:].any())

    def test_gain_is_exact_after_its_ramp(self, backend):
        a_text = text(seconds=30.0)
        backend.start_stream(a_text)
        backend.set_master_gain(0.5)
        until(lambda: len(captured(backend)) > 60000)
        expected = as_rendered(a_text)
        assert np.array_equal(captured(backend)[50000:60000], expected[50000:60000] * np.float32(0.5))
        for gain in (2.0, -1.0):
            backend.set_master_gain(gain)
        backend.set_master_gain(float("nan"))
        before = len(captured(backend))
        until(lambda: len(captured(backend)) > before + 20000)
        assert not captured(backend)[before + 15000 :].any()

    def test_gain_is_one_again_in_the_next_stream(self, backend):
        backend.start_stream(text())
        backend.set_master_gain(0.1)
        backend.start_stream(text())
        until(lambda: len(captured(backend)) > 10000)
        assert np.array_equal(captured(backend)[RAMP:10000], as_rendered(text())[RAMP:10000])

    def test_a_second_start_replaces_the_first(self, backend):
        for beat in (4.0, 5.0, 6.0):
            backend.start_stream(text(beat=beat))
        until(lambda: len(captured(backend)) > 20000)
        assert np.array_equal(captured(backend)[RAMP:20000], as_rendered(text(beat=6.0))[RAMP:20000])


class TestUpdates:
    @pytest.mark.parametrize("change", [{"volume": 0.2}, {"beat": 6.5}])
    def test_have_no_step(self, backend, change):
        level = {"normalization_level": 0.4}
        before, after = text(seconds=30.0, **level), text(seconds=30.0, **level, **change)
        backend.start_stream(before)
        until(lambda: len(captured(backend)) > 40000)
        backend.update_track(after)
        start = len(captured(backend))
        until(lambda: len(captured(backend)) > start + 20 * 44100)
        heard = captured(backend)
        loudest = max(largest_step(as_rendered(before)), largest_step(as_rendered(after)))
        assert largest_step(heard[RAMP:]) < 1.2 * loudest
        end = len(heard)
        assert np.array_equal(heard[end - 44100 :], as_rendered(after)[end - 44100 : end])

    def test_of_the_same_text_change_nothing(self, backend):
        a_text = text()
        backend.start_stream(a_text)
        for _ in range(20):
            backend.update_track(a_text)
        until(lambda: len(captured(backend)) > 5 * 44100)
        heard = captured(backend)[: 5 * 44100]
        assert np.array_equal(heard[RAMP:], as_rendered(a_text)[RAMP : 5 * 44100])

    def test_of_a_dragged_slider_end_with_the_last(self, backend):
        backend.start_stream(text(seconds=60.0))
        for step in range(12):
            backend.update_track(text(seconds=60.0, beat=4 + step / 4))
            time.sleep(0.03)
        last = text(seconds=60.0, beat=4 + 11 / 4)
        start = len(captured(backend))
        until(lambda: len(captured(backend)) > start + 30 * 44100)
        end = len(captured(backend))
        heard = captured(backend)[end - 44100 : end]
        assert np.array_equal(heard, as_rendered(last)[end - 44100 : end])

    def test_shorter_than_the_position_are_silent(self, backend):
        backend.start_stream(text(seconds=30.0))
        until(lambda: len(captured(backend)) > 5 * 44100)
        backend.update_track(text(seconds=0.5))
        start = len(captured(backend))
        until(lambda: len(captured(backend)) > start + 20 * 44100)
        assert not captured(backend)[-44100:].any()


class TestClips:
    def test_are_found_from_the_working_directory(self, backend, tmp_path):
        bbplay.render_file(track(beat=9.0), tmp_path / "clip.wav")
        with_clip = json.dumps(dict(track(), clips=[{"path": "clip.wav", "start": 0}]))
        backend.start_stream(with_clip)
        until(lambda: len(captured(backend)) > 20000)
        assert np.array_equal(captured(backend)[RAMP:20000], as_rendered(with_clip)[RAMP:20000])

    def test_that_are_not_there_are_silent(self, backend):
        with_clip = json.dumps(dict(track(), clips=[{"path": "none.wav", "start": 0}]))
        backend.start_stream(with_clip)
        until(lambda: len(captured(backend)) > 20000)
        assert np.array_equal(captured(backend)[RAMP:20000], as_rendered(text())[RAMP:20000])

    def test_play_what_is_pushed(self, backend, monkeypatch):
        monkeypatch.setenv("BBPLAY_SINK_SPEED", "3")  # so that it lasts longer than all the pushing
        with_clip = json.dumps(
            dict(track(seconds=60.0, normalization_level=0.5), clips=[{"path": "none.wav", "start": 0}])
        )
        tone = np.sin(np.arange(60 * 44100) * 0.05).astype(np.float32)
        stereo = np.stack([tone, tone], axis=1)
        backend.start_stream(with_clip)
        backend.push_clip_samples(0, stereo[:44100])
        backend.push_clip_samples(0, stereo[44100:].ravel().tolist()[: 4 * 44100])
        backend.push_clip_samples(0, stereo[3 * 44100 :], True)
        backend.push_clip_samples(0, [1.0] * 10, True)  # it has ended
        backend.push_clip_samples(9, [1.0] * 10, True)  # there is none
        start = len(captured(backend))
        until(lambda: len(captured(backend)) > start + 8 * 44100)
        heard = captured(backend)[-44100:, 0]
        spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard))))
        assert spectrum[round(0.05 * 44100 / (2 * np.pi))] > 100


class TestRendering:
    def test_is_what_the_program_writes(self, backend, tmp_path):
        backend.render_full_wav(text(), "sub/folder/a.wav")
        bbplay.render_file(track(), tmp_path / "b.wav")
        assert samples_of("sub/folder/a.wav") == samples_of("b.wav")
        backend.render_full_wav(text(beat=5.0), pathlib.Path("sub/folder/a.wav"))  # replaces it
        assert samples_of("sub/folder/a.wav") != samples_of("b.wav")

    def test_of_a_sample_is_the_first_minute(self, backend):
        backend.render_sample_wav(text(seconds=50.0), "a.wav")
        backend.render_full_wav(text(seconds=50.0), "b.wav")
        assert len(samples_of("a.wav")) == 60 * 44100 * 4
        assert samples_of("b.wav").startswith(samples_of("a.wav"))

    def test_of_unknown_voices_is_refused(self, backend):
        with pytest.raises(ValueError):
            backend.render_full_wav(
                '{"steps": [{"duration": 1, "voices": [{"synth_function_name": "noise"}]}]}', "a.wav"
            )
        assert not os.path.exists("a.wav")

    def test_takes_names_as_names(self, backend, tmp_path):
        backend.render_full_wav(text(), "-")
        assert samples_of("-")
        for folder in (str(tmp_path), "sub/"):
            with pytest.raises(OSError):
                backend.render_full_wav(text(), folder)
        with pytest.raises(ValueError):
            backend.render_full_wav(text(), "a\0b")

    def test_says_nothing(self, backend, capfd):
        backend.render_full_wav(text(), "a.wav")
        assert capfd.readouterr() == ("", "")


class TestThreads:
    def test_may_call_everything_at_once(self, backend):
        over = time.monotonic() + float(os.environ.get("BBPLAY_THREAD_SECONDS", "3"))
        failed = []
        beats = [text(beat=4.0 + i) for i in range(4)]

        def act(seed):
            pick = random.Random(seed)
            calls = [
                lambda: backend.start_stream(pick.choice(beats), pick.random()),
                lambda: backend.update_track(pick.choice(beats)),
                backend.pause_stream, backend.resume_stream, backend.stop_stream,
                lambda: backend.start_from(pick.uniform(-1, 7)),
                lambda: backend.set_master_gain(pick.random()),
                lambda: backend.push_clip_samples(0, [0.0] * 64),
                lambda: backend._captured(),
            ]
            try:
                while time.monotonic() < over:
                    pick.choice(calls)()
            except BaseException as error:
                failed.append(error)

        threads = [threading.Thread(target=act, args=(seed,)) for seed in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not failed and not any(thread.is_alive() for thread in threads)

    def test_run_while_a_track_is_rendered(self, backend):
        count = [0]
        over = threading.Event()

        def run():
            while not over.is_set():
                count[0] += 1
                time.sleep(0.001)

        thread = threading.Thread(target=run)
        thread.start()
        backend.render_full_wav(
            '{"global_settings": {"sample_rate": 44100}, "steps": [{"duration": 60, "voices":'
            ' [{"synth_function_name": "qam_beat"}]}]}', "a.wav"
        )
        over.set()
        thread.join()
        assert count[0] > 10


class TestProcess:
    def run(self, code, seconds=30, **environment):
        return subprocess.run(
            [sys.executable, "-c", "import realtime_backend as backend, os, sys, time\n" + code, text()],
            env=dict(os.environ, BBPLAY_SINK="capture", BBPLAY_SINK_SPEED="1", **environment),
            capture_output=True, text=True, timeout=seconds,
        )

    def test_ends_while_playing(self):
        done = self.run("backend.start_stream(sys.argv[1]); time.sleep(0.2)")
        assert (done.returncode, done.stderr) == (0, "")

    def test_child_of_a_fork_has_no_stream(self):
        done = self.run(
            "backend.start_stream(sys.argv[1])\n"
            "child = os.fork()\n"
            "if child == 0:\n"
            "    backend.pause_stream(); backend.stop_stream()\n"
            "    backend.start_stream(sys.argv[1]); time.sleep(0.1); backend.stop_stream()\n"
            "    os._exit(7)\n"
            "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
            "before = len(backend._captured()); time.sleep(0.3)\n"
            "print(len(backend._captured()) > before)"
        )
        assert (done.stdout, done.stderr) == ("7\nTrue\n", "")

    def test_a_thousand_streams_leave_nothing(self):
        done = self.run(
            "def used():\n"
            "    fields = dict(line.split(':', 1) for line in open('/proc/self/status') if ':' in line)\n"
            "    return int(fields['VmRSS'].split()[0]), int(fields['Threads']), len(os.listdir('/proc/self/fd'))\n"
            "def cycle():\n"
            "    backend.start_stream(sys.argv[1]); backend.stop_stream()\n"
            "for _ in range(50): cycle()\n"
            "first = used()\n"
            "for _ in range(int(os.environ.get('BBPLAY_CYCLES', '100'))): cycle()\n"
            "last = used()\n"
            "assert last[0] < first[0] + 4096 and last[1] <= first[1] + 1 and last[2] == first[2], last",
            seconds=30 + int(os.environ.get("BBPLAY_CYCLES", "100")),
        )
        assert (done.returncode, done.stderr) == (0, "")


class TestDesktopPlayer:
    """The calls of a desktop program's player, in its order, with its checks."""

    REQUIRED = ("start_stream", "stop_stream", "pause_stream", "resume_stream", "start_from",
                "update_track", "set_master_gain")

    def test_runs_unchanged(self, backend):
        assert all(hasattr(backend, name) for name in self.REQUIRED)
        backend.start_stream(json.dumps(track(seconds=60.0)), 0.0)
        try:
            backend.set_master_gain(0.8)
        except Exception:
            pytest.fail("set_master_gain")
        backend.start_from(30.0)
        backend.pause_stream()
        backend.update_track(json.dumps(track(seconds=60.0, beat=7.0)))
        backend.resume_stream()
        start = len(captured(backend))
        until(lambda: len(captured(backend)) > start + 10 * 44100)
        assert captured(backend)[-1000:].any()
        backend.stop_stream()
        assert len(captured(backend)) == 0


def samples_of(path):
    data = pathlib.Path(path).read_bytes()
    at = 12
    while data[at : at + 4] != b"data":
        at += 8 + int.from_bytes(data[at + 4 : at + 8], "little")
    size = int.from_bytes(data[at + 4 : at + 8], "little")
    return data[at + 8 : at + 8 + size]


def peak_of(path):
    return np.abs(np.frombuffer(samples_of(path), np.int16)).max() / 32768
