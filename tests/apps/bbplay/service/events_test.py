# SPDX-License-Identifier: MIT
"""The stream of events."""

import json
import os
import pathlib
import socket
import time

import pytest

from conftest import put, track, wait_for


def test_a_status_comes_first_and_then_again(service, listen):
    events = listen(service)
    name, first, now = events.next()
    assert (name, now["state"]) == ("status", "idle")
    service.post("/play", {"track": "night.json"})
    start = events.until("start")
    assert start["id"] == "night.json"
    seen, ids, begun = [], [first], time.monotonic()
    while time.monotonic() - begun < 2.2:
        name, identity, data = events.next()
        ids.append(identity)
        assert data["event"] == name
        seen.append(name)
    assert 3 <= seen.count("status") <= 6
    assert ids == sorted(set(ids))


def test_every_command_is_an_event(service, listen):
    events = listen(service)
    service.post("/play", {"track": "night.json"})
    events.until("start")
    for path, body, name in (("/pause", {}, "pause"), ("/resume", {}, "resume"), ("/seek", {"step": 2}, "seek"),
                             ("/gain", {"gain_db": -3}, "gain"), ("/gain", {"muted": True}, "mute"),
                             ("/gain", {"muted": False}, "unmute"), ("/stop", {}, "stop")):
        service.post(path, body)
        assert events.until(name)["event"] == name
    assert events.until("end")["reason"] == "stop"


def test_events_are_those_of_the_schema(service, listen):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((pathlib.Path(os.environ["BBPLAY_SOURCE_DIR"]) / "data/events.schema.json").read_text())
    check = jsonschema.Draft7Validator(schema)
    events = listen(service)
    service.post("/play", {"track": "deep/rain.json", "until": "23:59"})
    service.post("/timer", {"stop_in_s": 100})
    seen = set()
    while "end" not in seen:
        name, _, data = events.next()
        check.validate(data)
        seen.add(name)
    assert {"status", "start", "end"} <= seen
    check.validate(service.status())


def test_a_reader_that_comes_back_gets_the_status(service, listen):
    listen(service).next()
    service.post("/play", {"track": "night.json"})
    service.wait_for_state("playing")
    assert listen(service).next()[2]["state"] in ("planning", "playing")


def test_the_stream_says_how_soon_to_come_back_and_that_it_lives(service):
    connection = socket.create_connection(("127.0.0.1", service.port), 30)
    connection.sendall(b"GET /events HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % service.port)
    got, begun = b"", time.monotonic()
    while b"\n: \n" not in got:
        got += connection.recv(65536)
    assert b"retry: 2000\n" in got and 4 < time.monotonic() - begun < 20
    connection.close()


def test_sixteen_readers_one_of_them_stuck(serve, library):
    put(library / "long.json", track(seconds=600))
    service = serve()
    service.post("/play", {"track": "long.json"})
    service.wait_for_state("playing")
    readers = []
    for n in range(16):
        reader = socket.socket()
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        reader.bind((f"127.0.0.{n // 4 + 2}", 0))
        reader.connect(("127.0.0.1", service.port))
        reader.settimeout(20)
        reader.sendall(b"GET /events HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % service.port)
        assert reader.recv(12).endswith(b" 200")
        readers.append(reader)
    refused = service.get("/events")
    assert refused.status == 503 and refused.headers["Retry-After"]
    stuck = readers.pop()
    # Enough to fill what the system and the service keep for one that does not read.
    phone = service.connect()
    counts = [0] * len(readers)
    for n in range(600):
        phone.request("POST", "/gain", '{"gain_db": %d}' % -(n % 50), {"Content-Type": "application/json"})
        phone.getresponse().read()
        for index, reader in enumerate(readers):
            counts[index] += len(reader.recv(1 << 20))
    assert min(counts) > 100_000
    # The stuck one has been cut off, and its place is free.
    wait_for(lambda: reads_again(service))
    now = service.status()
    assert (now["state"], now["underruns"], now["late_blocks"]) == ("playing", 0, 0)
    stuck.close()
    for reader in readers:
        reader.close()


def reads_again(service):
    with socket.create_connection(("127.0.0.1", service.port), 20, ("127.0.0.9", 0)) as reader:
        reader.sendall(b"GET /events HTTP/1.1\r\nHost: localhost:%d\r\n\r\n" % service.port)
        return reader.recv(12).endswith(b" 200")


def test_whatever_changes_in_the_quiet_is_told_at_once(service, listen):
    events = listen(service)
    events.next()

    def told(expected):
        begun = time.monotonic()
        while not expected(events.until("status")):
            assert time.monotonic() - begun < 8  # less than the pause between two of the regular ones

    service.post("/gain", {"gain_db": -7})
    told(lambda now: now["gain_db"] == -7)
    service.post("/timer", {"stop_in_s": 500})
    told(lambda now: "stop_at" in now)
    service.post("/timer", {"stop_in_s": None})
    told(lambda now: "stop_at" not in now)
    service.post("/play", {"track": "night.json", "at": "2199-01-01T00:00"})
    told(lambda now: now["state"] in ("planning", "waiting"))
    service.post("/stop")
    told(lambda now: now["state"] == "idle")
