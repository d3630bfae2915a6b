# SPDX-License-Identifier: MIT
"""A headless Chromium, steered by the WebDriver protocol of chromedriver (Debian's chromium and chromium-driver)."""

import base64
import http.client
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key by which WebDriver names elements
KEYS = {"ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015", "Home": "\ue011",
        "End": "\ue010", "Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004", " ": " "}


def available():
    return shutil.which("chromium") is not None and shutil.which("chromedriver") is not None


class Browser:
    """One window with one page."""

    def __init__(self):
        self.home = tempfile.TemporaryDirectory(prefix="bbplay-browser.", ignore_cleanup_errors=True)
        log = pathlib.Path(self.home.name, "driver.log")
        with log.open("w") as out:
            self.driver = subprocess.Popen(
                ["chromedriver", "--port=0"], stdout=out, stderr=out, start_new_session=True,
                env={**os.environ, "HOME": self.home.name, "XDG_CONFIG_HOME": f"{self.home.name}/.config",
                     "XDG_CACHE_HOME": f"{self.home.name}/.cache"})
        try:
            self.begin(log)
        except BaseException:
            self.end()
            raise

    def begin(self, log):
        started = wait_for(lambda: re.search(r"successfully on port (\d+)", log.read_text()), 30)
        self.connection = http.client.HTTPConnection("127.0.0.1", int(started[1]), timeout=60)
        arguments = ["--headless=new", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--disable-dev-shm-usage",
                     "--disable-background-networking", f"--user-data-dir={self.home.name}/profile"]
        if os.geteuid() == 0:
            arguments.append("--no-sandbox")  # which root cannot have
        answer = self.call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "browserName": "chrome", "goog:chromeOptions": {"args": arguments, "binary": shutil.which("chromium")},
            "goog:loggingPrefs": {"browser": "ALL"}}}})
        self.session = f"/session/{answer['sessionId']}"

    def close(self):
        try:
            self.call("DELETE", self.session)
        finally:
            self.end()

    def end(self):
        self.driver.terminate()
        self.driver.wait()
        self.home.cleanup()

    def call(self, method, path, body=None):
        self.connection.request(method, path, json.dumps(body) if body is not None else None,
                                {"Content-Type": "application/json"})
        answer = json.loads(self.connection.getresponse().read())["value"]
        if isinstance(answer, dict) and "error" in answer:
            raise RuntimeError(f"{path}: {answer['message']}")
        return answer

    def devtools(self, command, **parameters):
        return self.call("POST", f"{self.session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def screen(self, width, height, scheme="light", reduced_motion=False):
        """A screen of CSS pixels; below 800 with fingers."""
        touch = self.has_fingers = width < 800
        self.devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, mobile=touch,
                      deviceScaleFactor=2 if touch else 1)
        self.devtools("Emulation.setTouchEmulationEnabled", enabled=touch)
        self.devtools("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce" if reduced_motion else "no-preference"}])

    def open(self, url):
        self.call("POST", f"{self.session}/url", {"url": url})

    def script(self, text, *arguments):
        return self.call("POST", f"{self.session}/execute/sync", {"script": text, "args": list(arguments)})

    def script_later(self, text, *arguments):
        """Of a script that calls the last of its arguments with the result."""
        return self.call("POST", f"{self.session}/execute/async", {"script": text, "args": list(arguments)})

    def find(self, selector):
        return self.call("POST", f"{self.session}/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        # Between the two calls a list may have been read again.
        for is_last in (False, True):
            try:
                return self.call("POST", f"{self.session}/element/{self.find(selector)}/click", {})
            except RuntimeError as error:
                if is_last or "stale element" not in str(error):
                    raise

    def type(self, selector, text):
        self.call("POST", f"{self.session}/element/{self.find(selector)}/value", {"text": text})

    def press(self, key):
        """A key for whatever has the focus."""
        key = KEYS.get(key, key)
        self.call("POST", f"{self.session}/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": [
            {"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]}]})

    def drag(self, selector, *parts):
        """A pointer that goes down at the first part of the width, over the others, and up; 0 is left, 1 is right."""
        box = self.script("""const box = document.querySelector(arguments[0]).getBoundingClientRect();
                             return [box.left, box.top, box.width, box.height]""", selector)
        places = [{"type": "pointerMove", "duration": 50, "x": round(box[0] + part * box[2]),
                   "y": round(box[1] + box[3] / 2)} for part in parts]
        pointer = "touch" if self.has_fingers else "mouse"
        self.call("POST", f"{self.session}/actions", {"actions": [{
            "type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": [
                places[0], {"type": "pointerDown", "button": 0}, *places[1:], {"type": "pointerUp", "button": 0}]}]})

    def text(self, selector):
        return self.script("return document.querySelector(arguments[0]).textContent.trim()", selector)

    def attribute(self, selector, name):
        return self.script("return document.querySelector(arguments[0]).getAttribute(arguments[1])", selector, name)

    def picture(self, path):
        pathlib.Path(path).write_bytes(base64.b64decode(self.call("GET", f"{self.session}/screenshot")))

    def complaints(self):
        """What the browser has written to its console since the last time."""
        return [entry["message"] for entry in self.call("POST", f"{self.session}/se/log", {"type": "browser"})]


def wait_for(condition, seconds=10):
    """What the condition gives as soon as that counts as true."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError("in vain")
        time.sleep(0.05)
