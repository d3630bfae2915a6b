# SPDX-License-Identifier: MIT
"""The page of the service in a headless Chromium, with a player that is heard: scripts/audio-rig.sh records it.

    page_test.py SOURCE BBPLAY [PICTURES]

PICTURES is a folder for screenshots of every size and scheme. Ends with 77, which CTest takes for skipped, where
Debian's chromium and chromium-driver, or numpy, are missing. axe-core comes from npm into a temporary folder; without
npm or its registry that one test says so and is skipped.
"""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import browser
from browser import Browser, wait_for

try:
    import numpy
except ImportError:
    numpy = None

SOURCE, BBPLAY = pathlib.Path(sys.argv[1]), sys.argv[2]
PICTURES = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
CAPTURE = os.environ.get("BBPLAY_CAPTURE")
RATE = 48000  # of the rig
STEP_S = 60
SIZES = ((320, 640), (390, 844), (1200, 800))
TOKEN = "a token of this test"
MARKUP = "<img src=x onerror=alert(1)>"


def step(carrier_hz, description):
    voice = {"synth_function_name": "binaural_beat", "params": {"baseFreq": carrier_hz, "beatFreq": 4}}
    return {"duration": STEP_S, "description": description, "voices": [voice]}


def moving_step(number):
    """Takes a processor a tenth of a second and more to listen to."""
    params = {"startBaseFreq": 200, "endBaseFreq": 150 + number % 7, "startBeatFreq": 10, "endBeatFreq": 4}
    voices = [{"synth_function_name": f"{name}_transition", "is_transition": True, "params": params}
              for name in ("binaural_beat", "isochronic_tone")]
    return {"duration": 185, "description": f"number {number}", "voices": voices}


def put_library(folder):
    """Two tones that tell the steps apart, a track whose texts are markup, one that is invalid, and none."""
    (folder / "deep sleep").mkdir(parents=True)

    def put(name, steps):
        (folder / name).write_text(json.dumps({"global": {"sample_rate": RATE}, "progression": steps}))
    put("two tones.json", [step(200, "the low one"), step(400, "the high one")])
    put(f"deep sleep/{MARKUP}.json", [step(300, MARKUP)])
    put("deep sleep/ümläute.json", [step(300, "")])
    put("broken.json", [{"duration": 1, "voices": [{"synth_function_name": "binaural_beat", "params": {"baseFreq": "abc"}}]}])
    (folder / "notes.json").write_text('{"shopping": ["milk"]}')


class Service:
    """`bbplay --serve` in the rig that this test runs in."""

    def __init__(self, library, *options, port=0):
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [BBPLAY, "--serve", str(port), "--library", str(library), *options], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=self.log)
        try:
            self.url = wait_for(self.address, 30)
        except BaseException:
            self.end(signal.SIGKILL)
            raise
        self.port = int(re.search(r":(\d+)/", self.url)[1])

    def address(self):
        if self.process.poll() is not None:
            raise RuntimeError(f"the service has ended with {self.process.returncode}: {self.told()}")
        found = re.search(r"listening on (http://\S+/)", self.told())
        return found and found[1]

    def told(self):
        self.log.seek(0)
        return self.log.read()

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"} if body else {})
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def status(self):
        return self.ask("GET", "/status")

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self.log.close()
        return code


def heard(seconds=0.3, before=0.0):
    """Frequency of the loudest tone of the left channel in Hz, and its level in dBFS, of what was just played, or was
    so many seconds before."""
    frames = int(seconds * RATE)
    last = os.stat(CAPTURE).st_size // 8 - int(before * RATE)
    samples = numpy.fromfile(CAPTURE, numpy.float32, 2 * frames, offset=8 * max(0, last - frames))[::2]
    level = numpy.sqrt(2 * numpy.mean(numpy.square(samples, dtype=float))) if len(samples) else 0
    if level < 1e-5:
        return 0, -200
    spectrum = numpy.abs(numpy.fft.rfft(samples * numpy.hanning(len(samples)), 8 * RATE))
    return numpy.argmax(spectrum) / 8, 20 * numpy.log10(level)


def hear(hertz, seconds=15):
    """Waits for a tone whose level stays; that level."""
    def tone():
        # Two stretches of the recording, not two looks at it: between these it need not have grown, and a tone that
        # still fades in would seem to stay.
        (found, level), (_, earlier) = heard(), heard(before=0.3)
        return abs(found - hertz) < 4 and abs(level - earlier) < 0.1 and (level,)
    return wait_for(tone, seconds)[0]


def hear_nothing(seconds=15):
    wait_for(lambda: heard()[1] < -100, seconds)


class Page(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="bbplay-page.")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.library = cls.folder / "library"
        put_library(cls.library)
        cls.service = Service(cls.library)
        cls.addClassCleanup(lambda: cls.service.end(signal.SIGKILL))
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.service.ask("POST", "/stop", {"fade_s": 0})
        self.service.ask("POST", "/gain", {"gain_db": 0, "muted": False})
        self.service.ask("POST", "/timer", {"stop_in_s": None})
        self.browser.complaints()

    def tearDown(self):
        if self._testMethodName != "test_a_lost_player_is_found_again":
            self.assertEqual(self.browser.complaints(), [])

    def another_service(self, *options, library=None):
        service = Service(library or self.library, *options)
        self.addCleanup(service.end)
        self.addCleanup(self.browser.open, "about:blank")  # before that: no page looks for it
        return service

    def open(self, size=SIZES[1], scheme="dark", **screen):
        self.browser.screen(*size, scheme, **screen)
        self.browser.open(self.service.url)
        wait_for(lambda: self.rows() and self.enabled("#controls"))

    def play(self):
        self.browser.click("[data-id='two tones.json']")
        wait_for(lambda: self.state() == "Playing")

    def state(self):
        return self.browser.text("#state")

    def enabled(self, selector):
        return self.browser.script("return !document.querySelector(arguments[0]).disabled", selector)

    def shown(self, selector):
        return self.browser.script("return !document.querySelector(arguments[0]).hidden", selector)

    def rows(self):
        return self.browser.script("""return [...document.querySelectorAll('#tracks button')].map(button => ({
            id: button.dataset.id, disabled: button.disabled, current: button.getAttribute('aria-current'),
            name: button.querySelector('.name').textContent,
            length: (button.querySelector('.length') || {}).textContent,
            wrong: (button.querySelector('.wrong') || {}).textContent}))""")

    def row(self, ident):
        return next(row for row in self.rows() if row["id"] == ident)

    # ---- What is heard

    def test_a_tap_plays_and_a_drag_seeks(self):
        for size in SIZES:
            with self.subTest(size=size):
                self.open(size)
                self.play()
                hear(200)
                self.assertEqual(self.browser.text("#title"), "two tones")
                self.assertEqual(self.row("two tones.json")["current"], "true")
                self.assertEqual(self.browser.text("#step"), "Step 1 of 2 · the low one")
                wait_for(lambda: self.browser.text("#tones") == "Beat 4 Hz · Carrier 200 Hz")
                wait_for(lambda: self.shown("#ribbon"))
                self.browser.script("scrollTo(0, 0)")
                self.browser.drag("#scrubber", 0.2, 0.6, 0.75)
                hear(400)
                wait_for(lambda: self.browser.text("#step") == "Step 2 of 2 · the high one")
                minutes, seconds = self.browser.text("#position").split(":")
                self.assertAlmostEqual(int(minutes) * 60 + int(seconds), 1.5 * STEP_S, delta=10)
                self.service.ask("POST", "/stop", {"fade_s": 0})
                hear_nothing()

    def test_a_track_that_is_long_to_plan_is_shown_at_once(self):
        library = self.folder / "long"
        library.mkdir()
        (library / "long.json").write_text(json.dumps({
            "global": {"sample_rate": RATE, "crossfade_duration": 5},
            "progression": [moving_step(number) for number in range(1, 1001)]}))
        shutil.copy(self.library / "two tones.json", library)
        service = self.another_service(library=library)
        self.browser.screen(*SIZES[1], "dark")
        self.browser.open(service.url)
        wait_for(self.rows)
        self.play()
        wait_for(lambda: "Carrier" in self.browser.text("#tones"))
        self.browser.script("""window.asked = []; const ask = fetch;
            window.fetch = (path, how) => { asked.push(path); return ask(path, how); }""")
        self.browser.click("[data-id='long.json']")
        wait_for(lambda: self.browser.text("#title") == "long" and self.state() == "Playing" and self.shown("#ribbon"), 4)
        self.assertEqual(self.browser.text("#length"), "50:00:05")
        time.sleep(5)
        self.assertFalse(self.shown("#offline"))
        self.assertEqual(service.status()["plan"], "provisional")
        self.assertNotIn("/tracks/long.json", self.browser.script("return asked"))
        self.browser.script("scrollTo(0, 0)")
        self.browser.drag("#scrubber", 0.5, 0.52)
        wait_for(lambda: re.fullmatch(r"Step (\d+) of 1000 · number \1", self.browser.text("#step")) and
                 "Step 1 " not in self.browser.text("#step"))

    def test_pause_and_play_are_one_button(self):
        self.open()
        self.play()
        hear(200)
        self.assertEqual(self.browser.attribute("#toggle", "aria-label"), "Pause")
        self.browser.click("#toggle")
        hear_nothing()
        self.assertEqual(self.state(), "Paused")
        self.assertEqual(self.browser.attribute("#toggle", "aria-label"), "Play")
        self.browser.click("#toggle")
        hear(200)

    def test_a_tap_shows_before_it_is_answered(self):
        self.open()
        self.play()
        self.assertEqual(self.browser.script("""document.getElementById('toggle').click();
            return document.getElementById('state').textContent"""), "Paused")

    def test_the_volume_is_heard_and_seldom_sent(self):
        self.open((1200, 800))
        self.play()
        before = hear(200)
        self.browser.drag("#gain", 0.98, *(0.98 - 0.48 * i / 20 for i in range(21)))
        wait_for(lambda: abs(hear(200) - before + 20) < 2)
        self.assertRegex(self.browser.text("#gain-text"), r"^−(19|20|21) dB$")
        times = self.browser.script("""return performance.getEntriesByType('resource')
            .filter(entry => entry.name.endsWith('/gain')).map(entry => entry.startTime)""")
        self.assertGreater(len(times), 2)
        self.assertGreaterEqual(min(b - a for a, b in zip(times, times[1:])), 90)  # ms
        wait_for(lambda: f"{self.service.status()['gain_db']:.0f} dB".replace("-", "−") == self.browser.text("#gain-text"))
        self.browser.click("#mute")
        hear_nothing()
        self.browser.click("#mute")
        hear(200)

    def test_stopping_fades_over_five_seconds(self):
        self.open()
        self.play()
        full = hear(200)
        self.browser.click("#stop")
        time.sleep(2.5)
        half = heard()[1]
        self.assertLess(half, full - 2)
        self.assertGreater(half, full - 20)
        hear_nothing(8)
        wait_for(lambda: self.state() == "Ended")
        # And begins again.
        self.browser.click("#toggle")
        hear(200)

    def test_keys_steer(self):
        self.open((1200, 800))
        self.play()
        hear(200)
        self.browser.script("document.activeElement.blur()")
        self.browser.press("ArrowUp")
        hear(400)
        self.browser.press(",")
        hear(200)
        self.browser.press(".")
        hear(400)
        before = hear(400)
        for _ in range(6):
            self.browser.press("-")
        wait_for(lambda: abs(hear(400) - before + 6) < 1)
        self.browser.press("m")
        hear_nothing()
        self.browser.press("m")
        hear(400)
        self.browser.press(" ")
        hear_nothing()
        self.assertEqual(self.state(), "Paused")
        self.browser.press(" ")
        hear(400)
        self.browser.press("q")
        hear_nothing(10)

    def test_keys_can_be_switched_off(self):
        self.open((1200, 800))
        self.play()
        self.browser.script("""document.getElementById('keys').open = true;
                               document.getElementById('keys-on').click(); document.activeElement.blur()""")
        self.browser.press("m")
        time.sleep(0.5)
        self.assertFalse(self.service.status()["muted"])
        self.browser.script("document.getElementById('keys-on').click()")
        self.browser.press("m")
        wait_for(lambda: self.service.status()["muted"])

    def test_the_position_is_a_slider(self):
        self.open((1200, 800))
        self.play()
        hear(200)
        slider = "#scrubber"
        self.assertEqual(self.browser.attribute(slider, "role"), "slider")
        self.assertEqual(self.browser.attribute(slider, "aria-valuemax"), str(2 * STEP_S))
        self.browser.script("document.getElementById('scrubber').focus()")
        self.browser.press("End")
        hear(400)
        wait_for(lambda: int(self.browser.attribute(slider, "aria-valuenow")) >= 2 * STEP_S - 10)
        self.assertRegex(self.browser.attribute(slider, "aria-valuetext"), r"^1 minute 5\d seconds of 2 minutes$")
        self.browser.press("Home")
        hear(200)
        self.browser.press("ArrowUp")
        wait_for(lambda: 10 <= int(self.browser.attribute(slider, "aria-valuenow")) < 20)

    def test_the_sleep_timer_stops(self):
        self.open()
        self.play()
        hear(200)
        self.browser.click("[data-minutes='15']")
        wait_for(lambda: re.fullmatch(r"stops in (14:5\d|15:00)", self.browser.text("#timer-rest")))
        self.assertEqual(self.browser.attribute("[data-minutes='15']", "aria-pressed"), "true")
        self.assertIn("stop_at", self.service.status())
        self.browser.click("[data-minutes='0']")
        wait_for(lambda: self.browser.text("#timer-rest") == "minutes")
        self.assertNotIn("stop_at", self.service.status())
        # Nobody waits for a quarter of an hour here; the page shows the end that another one has set.
        self.service.ask("POST", "/timer", {"stop_in_s": 2, "fade_s": 1})
        wait_for(lambda: re.fullmatch(r"stops in 0:0\d", self.browser.text("#timer-rest")))
        hear_nothing(10)
        wait_for(lambda: self.state() == "Ended")

    def test_looping_goes_on_where_it_is(self):
        self.open()
        self.play()
        self.browser.script("scrollTo(0, 0)")
        self.browser.drag("#scrubber", 0.75, 0.75)
        hear(400)
        self.browser.click("#loop")
        wait_for(lambda: self.service.status().get("passes", 1) is None)
        wait_for(lambda: self.browser.attribute("#loop", "aria-pressed") == "true")
        hear(400)
        self.service.ask("POST", "/seek", {"position_s": 2 * STEP_S - 1})
        hear(200)  # from its beginning
        self.browser.click("#loop")
        wait_for(lambda: self.service.status().get("passes") == 1)

    # ---- What is seen

    def test_the_library_is_listed(self):
        self.open()
        rows = self.rows()
        self.assertEqual([row["id"] for row in rows],
                         ["broken.json", "two tones.json", f"deep sleep/{MARKUP}.json", "deep sleep/ümläute.json"])
        self.assertEqual(self.row("two tones.json")["length"], "2:00")
        broken = self.row("broken.json")
        self.assertTrue(broken["disabled"])
        self.assertIn("baseFreq", broken["wrong"])
        self.assertEqual(self.browser.script("return document.querySelector('#tracks h3').textContent"), "deep sleep")
        self.assertEqual(self.browser.text("#count"), "4 tracks; 1 other file left out")
        self.browser.type("#search", "ümlä")
        visible = "return [...document.querySelectorAll('#tracks li')].filter(row => row.offsetParent).length"
        self.assertEqual(self.browser.script(visible), 1)

    def test_a_new_track_appears(self):
        self.open()
        new = self.library / "zzz.json"
        shutil.copy(self.library / "two tones.json", new)
        self.addCleanup(new.unlink)
        self.browser.script("document.querySelector('[data-id=\"two tones.json\"]').focus()")
        self.service.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "zzz.json" in [row["id"] for row in self.rows()])
        self.assertEqual(self.browser.script("return document.activeElement.dataset.id"), "two tones.json")

    def test_texts_are_texts(self):
        self.open()
        self.browser.script("document.querySelector('[data-id^=\"deep sleep/<\"]').click()")
        wait_for(lambda: self.state() == "Playing")
        self.assertEqual(self.browser.text("#title"), MARKUP)
        self.assertIn(MARKUP, self.browser.text("#step"))
        self.assertEqual(self.browser.script("return document.querySelectorAll('img').length"), 1)

    def test_errors_are_told_and_close_themselves(self):
        self.open()
        gone = self.library / "gone.json"
        shutil.copy(self.library / "two tones.json", gone)
        self.service.process.send_signal(signal.SIGHUP)
        wait_for(lambda: "gone.json" in [row["id"] for row in self.rows()])
        gone.unlink()
        self.browser.click("[data-id='gone.json']")
        wait_for(lambda: self.shown("#error"))
        self.assertIn("gone.json", self.browser.text("#error-text"))
        self.assertNotIn(str(self.library), self.browser.text("#error-text"))
        wait_for(lambda: not self.shown("#error"), 12)
        self.browser.complaints()  # the browser notes the refusal, too

    def test_every_size_and_scheme(self):
        self.browser.screen(*SIZES[0])
        for size in SIZES:
            for scheme in ("light", "dark"):
                with self.subTest(size=size, scheme=scheme):
                    self.open(size, scheme)
                    self.play()
                    wait_for(lambda: self.shown("#ribbon"))
                    self.browser.script("scrollTo(0, 0)")
                    self.browser.drag("#scrubber", 0.3, 0.4)
                    wait_for(lambda: "Carrier" in self.browser.text("#tones"))
                    wide, ground, button, small = self.browser.script("""
                        const box = (element) => element.getBoundingClientRect();
                        return [document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor,
                          [box(document.getElementById('toggle')).width, box(document.getElementById('toggle')).height],
                          [...document.querySelectorAll('main button, #gain, #search, summary')]
                            .filter(each => box(each).height < 44).map(each => each.id)]""")
                    self.assertLessEqual(wide, size[0])
                    self.assertEqual(button, [64, 64])
                    self.assertEqual(small, [])
                    light = sum(map(int, re.findall(r"\d+", ground))) > 3 * 128
                    self.assertEqual(light, scheme == "light")
                    if PICTURES:
                        self.browser.script("document.activeElement.blur()")
                        time.sleep(0.5)
                        self.browser.picture(PICTURES / f"{size[0]}-{scheme}.png")

    def test_it_is_dark_before_it_is_styled(self):
        self.open()
        self.assertIn("dark", self.browser.attribute("meta[name=color-scheme]", "content"))

    def test_nothing_moves_when_it_fills(self):
        self.open()
        self.play()
        wait_for(lambda: self.shown("#ribbon") and "Carrier" in self.browser.text("#tones"))
        moved = self.browser.script_later("""const done = arguments[arguments.length - 1]; const moved = [];
            const name = ({node}) => node && (node.id || node.parentNode.id || node.className || node.nodeName);
            new PerformanceObserver((list) => {
              for (const shift of list.getEntries()) moved.push([shift.value, shift.sources.map(name)]);
            }).observe({type: 'layout-shift', buffered: true});
            setTimeout(() => done(moved), 500)""")
        self.assertEqual([each for each in moved if each[0] > 0.001], [])

    def test_motion_can_be_reduced(self):
        self.open(reduced_motion=True)
        self.assertEqual(self.browser.script("""return [...document.querySelectorAll('*')].filter(
            (each) => getComputedStyle(each).transitionDuration !== '0s').length"""), 0)

    def test_focus_is_seen(self):
        self.open((1200, 800))
        self.browser.press("Tab")
        self.assertEqual(self.browser.script("""const seen = getComputedStyle(document.activeElement);
            return [document.activeElement.id, seen.outlineStyle, seen.outlineWidth]"""), ["scrubber", "solid", "3px"])

    def test_axe_finds_nothing_serious(self):
        if shutil.which("npm") is None:
            self.skipTest("axe-core: no npm")
        got = subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix",
                              str(self.folder), "axe-core@4"], capture_output=True, text=True, timeout=120)
        if got.returncode != 0:
            self.skipTest(f"axe-core: npm has not brought it: {got.stderr.strip()[-200:]}")
        axe = (self.folder / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")
        for scheme in ("light", "dark"):
            for size in (SIZES[0], SIZES[2]):
                self.open(size, scheme)
                self.play()
                self.browser.script("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
                time.sleep(0.5)
                self.browser.script(axe)
                found = self.browser.script_later("""const done = arguments[arguments.length - 1];
                    axe.run().then((result) => done([result.passes.length,
                      result.violations.map((each) => [each.id, each.impact, each.nodes.map((node) => node.target)])]))""")
                self.assertGreater(found[0], 20)
                self.assertEqual(found[1], [], f"{size}, {scheme}")

    def test_a_track_of_the_command_line_is_shown(self):
        track = self.folder / "from elsewhere.json"
        shutil.copy(self.library / "two tones.json", track)
        service = self.another_service(str(track))
        self.browser.screen(*SIZES[1])
        self.browser.open(service.url)
        wait_for(lambda: self.state() == "Playing")
        self.assertEqual(self.browser.text("#title"), "from elsewhere")
        wait_for(lambda: self.shown("#ribbon") and self.browser.text("#length") == "2:00")
        self.browser.script("scrollTo(0, 0)")
        self.browser.drag("#scrubber", 0.75, 0.75)
        hear(400)

    # ---- Without a connection, and with a token

    def test_a_lost_player_is_found_again(self):
        self.open()
        self.play()
        port = self.service.port
        self.service.end(signal.SIGKILL)
        wait_for(lambda: self.shown("#offline") and not self.enabled("#controls"))
        self.assertIn("No connection", self.browser.text("#offline"))
        self.assertTrue(all(row["disabled"] for row in self.rows()))
        time.sleep(3)
        self.assertTrue(self.shown("#offline"))
        type(self).service = Service(self.library, port=port)
        wait_for(lambda: not self.shown("#offline") and self.enabled("#controls"))
        wait_for(lambda: self.state() == "Nothing chosen")
        self.play()
        hear(200)
        self.browser.complaints()

    def test_the_token_is_asked_for_once(self):
        token = self.folder / "token"
        token.write_text(TOKEN + "\n")
        token.chmod(0o600)
        locked = self.another_service("--token-file", str(token))
        opened = "return document.getElementById('login').open"
        self.browser.screen(*SIZES[0], "dark")
        self.browser.open(locked.url)
        wait_for(lambda: self.browser.script(opened))
        if PICTURES:
            self.browser.picture(PICTURES / "token.png")
        self.browser.type("#token", "not this one\ue007")
        wait_for(lambda: self.browser.text("#login-error") == "That is not the token")
        self.browser.script("document.getElementById('token').value = ''")
        self.browser.type("#token", TOKEN + "\ue007")
        wait_for(lambda: not self.browser.script(opened) and self.rows())
        self.browser.open(locked.url)
        wait_for(self.rows)
        self.assertFalse(self.browser.script(opened))
        self.assertEqual(self.browser.script("return document.cookie"), "")
        self.assertNotIn(TOKEN.split()[0], self.browser.script("return location.href"))
        self.browser.complaints()  # the browser notes refusals, too


if __name__ == "__main__":
    if not browser.available() or numpy is None:
        print("page_test: skipped: it needs chromium, chromium-driver and python3-numpy")
        sys.exit(77)
    if CAPTURE is None:
        with tempfile.TemporaryDirectory(prefix="bbplay-capture.") as folder:
            capture = f"{folder}/heard.raw"
            sys.exit(subprocess.run(
                [str(SOURCE / "scripts/audio-rig.sh"), "--rate", str(RATE), "--capture", capture, "--", sys.executable,
                 *sys.argv], env={**os.environ, "BBPLAY_CAPTURE": capture, "PYTHONDONTWRITEBYTECODE": "1"}).returncode)
    chosen = os.environ.get("BBPLAY_TESTS", "").split()
    unittest.main(argv=[sys.argv[0], *chosen], verbosity=2)
