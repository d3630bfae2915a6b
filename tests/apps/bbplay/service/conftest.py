# SPDX-License-Identifier: MIT
"""A service without a device: what it plays is captured, at the pace of a clock of its own."""

import http.client
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time

import pytest

PROGRAM = os.environ["BBPLAY_PROGRAM"]
RATE = 44100
JSON = {"Content-Type": "application/json"}


def voice(carrier=200.0, beat=4.0):
    return {"synth_function_name": "binaural_beat", "params": {"baseFreq": carrier, "beatFreq": beat}}


def track(seconds=60, steps=2, **extra):
    step = {"duration": seconds, "voices": [voice()]}
    return {"global": {"sample_rate": RATE}, "progression": [step] * steps, **extra}


def put(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def wait_for(what, timeout_s=20, step_s=0.02):
    """What `what` returns, once that is something."""
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        found = what()
        if found:
            return found
        time.sleep(step_s)
    raise AssertionError(f"nothing came of it: {what}")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def error(self):
        error = self.json["error"]
        assert error["status"] == self.status
        assert error["message"] and "\n" not in error["message"]
        return error


class Service:
    """`bbplay --serve`. Stopped at the end of a test, softly where the test has not done it."""

    def __init__(self, library, folder, *options, sink="capture", speed="1", place="0", wait=True, **environment):
        self.captured = folder / "captured.raw"
        self.log_path = folder / f"service-{time.monotonic_ns()}.log"
        self.environment = {**os.environ, "BBPLAY_SINK": sink, "BBPLAY_SINK_SPEED": speed,
                            "BBPLAY_SINK_FILE": str(self.captured), **environment}
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, "--serve", place, "--library", str(library), *map(str, options)], env=self.environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, cwd=folder)
        if wait:
            self.url = wait_for(self._address)
            found = re.search(r":(\d+)/$", self.url)
            self.port = int(found[1]) if found else None

    def _address(self):
        assert self.process.poll() is None, self.log
        found = re.search(r"listening on (\S+)", self.log)
        return found and found[1]

    @property
    def log(self):
        return self.log_path.read_text(errors="replace")

    def connect(self, source=None):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20,
                                          source_address=source and (source, 0))

    def ask(self, method, path, body=None, headers=None, source=None):
        connection = self.connect(source)
        try:
            connection.request(method, path, body, headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path, headers=None, **more):
        return self.ask("GET", path, None, headers, **more)

    def post(self, path, body=None, headers=None, **more):
        return self.ask("POST", path, json.dumps({} if body is None else body), {**JSON, **(headers or {})}, **more)

    def status(self):
        return self.get("/status").json

    def wait_for_state(self, *states, timeout_s=20):
        def reached():
            now = self.status()
            return now if now["state"] in states else None
        return wait_for(reached, timeout_s)

    def raw(self, request, source=None, timeout_s=20):
        """All that comes back for bytes, until the service closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout_s, source and (source, 0)) as connection:
            connection.sendall(request)
            answer = b""
            while part := connection.recv(65536):
                answer += part
            return answer

    def memory_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        raise AssertionError("no VmHWM")

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture
def library(tmp_path):
    folder = tmp_path / "library"
    put(folder / "night.json", track())
    put(folder / "deep/rain.json", track(seconds=3, steps=1))
    put(folder / "broken.json", {"progression": [{"duration": 1, "voices": [
        {"synth_function_name": "binaural_beat", "params": {"baseFreq": "abc"}}]}]})
    put(folder / "notes.json", '{"shopping": ["milk"]}')
    return folder


@pytest.fixture
def serve(tmp_path, library, monkeypatch):
    """Starts services that end with the test."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("BBPLAY_TOKEN", raising=False)
    started = []

    def start(*options, **settings):
        started.append(Service(settings.pop("library", library), tmp_path, *options, **settings))
        return started[-1]

    yield start
    for each in started:
        code = each.stop()
        if not getattr(each, "may_fail", False):
            assert code == 0, each.log


@pytest.fixture
def service(serve):
    return serve()


class Events:
    """A reader of /events."""

    def __init__(self, service, source=None):
        self.connection = service.connect(source)
        self.connection.request("GET", "/events")
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.read()
        assert self.response.headers["Content-Type"] == "text/event-stream"
        self.comments = 0

    def next(self):
        """Name, id and data of the next event."""
        fields = {}
        while True:
            line = self.response.fp.readline().decode()
            assert line, "the stream has ended"
            line = line.rstrip("\n")
            if line.startswith(":"):
                self.comments += 1
            elif not line and "event" in fields:
                return fields["event"], int(fields["id"]), json.loads(fields["data"])
            elif line:
                key, _, value = line.partition(": ")
                fields[key] = value

    def until(self, name):
        while True:
            event, _, data = self.next()
            if event == name:
                return data

    def close(self):
        self.response.close()
        self.connection.close()


@pytest.fixture
def listen():
    """Opens readers of events that end with the test."""
    readers = []

    def open_events(service, source=None):
        readers.append(Events(service, source))
        return readers[-1]

    yield open_events
    for each in readers:
        each.close()
