# SPDX-License-Identifier: MIT
"""What clients can take of the service's time and memory, while it plays without a gap: by a capture with a clock of
its own, or with BBPLAY_TEST_DEVICE set on the device of this machine (scripts/audio-rig.sh), which counts underruns."""

import contextlib
import os
import signal
import socket
import threading
import time

import pytest

from conftest import JSON, put, track, wait_for

MEMORY_MB = 64


@pytest.fixture
def playing(serve, library):
    """A service that plays; at the end it has done so without a gap, within its memory."""
    put(library / "long.json", track(seconds=600))
    service = serve(sink="" if os.environ.get("BBPLAY_TEST_DEVICE") else "capture")
    service.post("/play", {"track": "long.json"})
    before, begun = service.wait_for_state("playing"), time.monotonic()
    yield service
    now, played = wait_for(service.status), time.monotonic() - begun
    # The clock of the capture does not catch up with what it misses.
    assert now["state"] == "playing" and now["position_s"] - before["position_s"] > played - 0.5
    assert (now["underruns"], now["late_blocks"]) == (0, 0)
    assert service.memory_mb() < MEMORY_MB


def head(service, more=b"", method=b"GET", path=b"/status"):
    return method + b" " + path + b" HTTP/1.1\r\nHost: localhost:%d\r\n" % service.port + more + b"\r\n"


def status_of(answer):
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize("request_, status", [
    (b"GET /status\r\n\r\n", 400), (b"GET  /status HTTP/1.1\r\n\r\n", 400), (b"GET /status HTTP/2.0\r\n\r\n", 400),
    (b"GET http://localhost/status HTTP/1.1\r\n\r\n", 400), (b"GET * HTTP/1.1\r\n\r\n", 400),
    (b"GET /status HTTP/1.1\nHost: x\n\r\n\r\n", 400), (b"GET /\x80 HTTP/1.1\r\n\r\n", 400),
    (b"G\x00T / HTTP/1.1\r\n\r\n", 400), (b"\r\n\r\n", 400), (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400)])
def test_what_is_no_request(playing, request_, status):
    assert status_of(playing.raw(request_)) == status


@pytest.mark.parametrize("fields, status", [
    (b"Transfer-Encoding: chunked\r\n", 400), (b"Transfer-Encoding: identity\r\n", 400),
    (b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", 400), (b"Content-Length: 2\r\nContent-Length: 2\r\n", 400),
    (b"Content-Length: 2, 2\r\n", 400), (b"Content-Length: +2\r\n", 400), (b"Content-Length: -2\r\n", 400),
    (b"Content-Length: 0x2\r\n", 400), (b"Content-Length:\r\n", 400), (b"Content-Length: 99999999999999999999\r\n", 413),
    (b"X: a\r\n folded\r\n", 400), (b"X : a\r\n", 400), (b": a\r\n", 400), (b"X\r\n", 400), (b"X: a\x00b\r\n", 400),
    (b"X: a\nY: b\r\n", 400), (b"Content-Length: 2\r\n", 200), (b"X: a\r\n", 200), (b"X:\ta b \r\n", 200)])
def test_framing_has_one_meaning(playing, fields, status):
    more = fields + b"Content-Type: application/json\r\nConnection: close\r\n"
    if b"Content-Length" not in fields:
        more += b"Content-Length: 2\r\n"
    answer = playing.raw(head(playing, more, b"POST", b"/gain")[:-2] + b"\r\n{}")
    assert status_of(answer) == (400 if status == 200 else status)
    said = b"gain_db" in answer  # understood as far as the body
    assert said == (status == 200), answer


def test_commands_do_not_follow_one_another_blindly(playing):
    stop = head(playing, b"Content-Type: application/json\r\nContent-Length: 2\r\n", b"POST", b"/pause") + b"{}"
    for both in (stop + stop, head(playing) + stop, stop + b"x"):
        answer = playing.raw(both)
        assert b"HTTP/1.1 400 " in answer
        playing.post("/resume")
    # Looking twice is harmless.
    assert playing.raw(head(playing) + head(playing, b"Connection: close\r\n")).count(b"HTTP/1.1 200 ") == 2
    assert status_of(playing.raw(head(playing, b"Content-Length: 2\r\n") + b"{}")) == 400


def test_heads_and_bodies_have_an_end(playing):
    assert status_of(playing.raw(head(playing, b"X: " + b"x" * (17 << 10) + b"\r\n"))) == 431
    assert status_of(playing.raw(head(playing, b"".join(b"X%d: y\r\n" % n for n in range(3000))))) == 431
    assert status_of(playing.raw(b"x" * (17 << 10))) == 431
    assert status_of(playing.raw(head(playing, path=b"/" + b"x" * 2100))) == 414
    assert status_of(playing.raw(head(playing, path=b"/status?" + b"x" * 1000, more=b"Connection: close\r\n"))) == 400
    large = b"Content-Type: application/json\r\nContent-Length: %d\r\n"
    assert status_of(playing.raw(head(playing, large % (1 << 30), b"POST", b"/play"))) == 413
    assert status_of(playing.raw(head(playing, large % ((2 << 20) + 1), b"POST", b"/play"))) == 413
    body = b'{"json": {"progression": []}, "x": "' + b"x" * ((2 << 20) - 40) + b'"}  '
    assert len(body) <= 2 << 20
    fits = playing.raw(head(playing, large % len(body) + b"Connection: close\r\n", b"POST", b"/play") + body)
    assert status_of(fits) == 400 and b"unknown member" in fits


def test_a_gigabyte_that_is_sent_all_the_same(playing):
    with socket.create_connection(("127.0.0.1", playing.port), 20) as connection:
        connection.sendall(head(playing, b"Content-Type: application/json\r\nContent-Length: %d\r\n" % (1 << 30),
                                b"POST", b"/play"))
        sent = 0
        with contextlib.suppress(OSError):
            while sent < 1 << 30:
                sent += connection.send(b" " * (1 << 20))
    assert sent < 256 << 20


def test_a_body_is_asked_for_when_it_is_expected(playing):
    more = b"Content-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", playing.port), 20) as connection:
        connection.sendall(head(playing, more, b"POST", b"/resume"))
        assert connection.recv(4096) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(b"{}")
        assert status_of(connection.recv(4096)) == 200
    assert status_of(playing.raw(head(playing, more.replace(b"/json", b"/xml"), b"POST", b"/resume"))) == 415
    assert status_of(playing.raw(head(playing, more.replace(b"100-continue", b"x"), b"POST", b"/resume"))) == 417


def test_eight_connections_of_one_address(playing):
    def connections(count, source):
        return [socket.create_connection(("127.0.0.1", playing.port), 20, (source, 0)) for _ in range(count)]
    held = connections(8, "127.0.0.2")
    time.sleep(0.2)
    ninth = connections(1, "127.0.0.2")[0]
    assert status_of(ninth.recv(4096)) == 503
    assert playing.get("/status", source="127.0.0.3").status == 200
    for each in (*held, ninth):
        each.close()
    wait_for(lambda: playing.get("/status", source="127.0.0.2").status == 200)


def test_two_hundred_at_once(playing):
    held = []
    for n in range(200):
        connection = socket.socket()
        connection.bind((f"127.0.1.{n % 200 + 1}", 0))
        connection.settimeout(20)
        connection.connect(("127.0.0.1", playing.port))
        connection.sendall(head(playing, b"Connection: close\r\n"))
        held.append(connection)
    answers = []
    for connection in held:
        answers.append(status_of(connection.recv(4096)))
        connection.close()
    assert answers == [200] * 200


def test_silent_connections_are_given_up(playing):
    """All 64 places are taken by clients who say nothing; within the time for a head they are free."""
    held = []
    for n in range(64):
        connection = socket.socket()
        connection.bind((f"127.0.2.{n + 1}", 0))
        connection.connect(("127.0.0.1", playing.port))
        held.append(connection)
    begun = time.monotonic()
    assert playing.get("/status").status == 200  # waits in the queue of the system
    assert time.monotonic() - begun < 14
    for connection in held:
        connection.close()


def test_one_after_the_other(playing):
    """BBPLAY_CONNECTIONS of them, with and without a request, some cut off in the middle."""
    count = int(os.environ.get("BBPLAY_CONNECTIONS", "10000"))
    whole, half = head(playing, b"Connection: close\r\n"), head(playing)[:20]
    for n in range(count):
        with socket.create_connection(("127.0.0.1", playing.port), 20) as connection:
            if n % 4 == 0:
                connection.sendall(half)
            elif n % 4 < 3:
                connection.sendall(whole)
                assert b" 200 " in connection.recv(65536)


def test_one_byte_a_second(playing):
    """For a whole request there are ten seconds, however busy it looks."""
    with socket.create_connection(("127.0.0.1", playing.port), 30) as connection:
        begun, answer = time.monotonic(), b""
        connection.settimeout(0.5)
        for byte in head(playing, b"X: " + b"y" * 200 + b"\r\n"):
            with contextlib.suppress(TimeoutError):
                answer = connection.recv(4096)
            if answer:
                break
            connection.sendall(bytes([byte]))
        assert status_of(answer) == 408
        assert 8 < time.monotonic() - begun < 13
    assert playing.get("/status").status == 200


def test_garbage_for_a_while(playing):
    over = threading.Event()

    def talk(source):
        seed = os.urandom(4096)
        while not over.is_set():
            with contextlib.suppress(OSError):
                with socket.create_connection(("127.0.0.1", playing.port), 2, (source, 0)) as connection:
                    connection.sendall(seed)
                    connection.recv(4096)

    threads = [threading.Thread(target=talk, args=(f"127.0.3.{n + 1}",)) for n in range(4)]
    for each in threads:
        each.start()
    until = time.monotonic() + 5
    slowest = 0.0
    while time.monotonic() < until:
        begun = time.monotonic()
        assert playing.get("/status").status == 200
        slowest = max(slowest, time.monotonic() - begun)
    over.set()
    for each in threads:
        each.join()
    assert slowest < 2


def test_readers_of_events_that_are_killed(playing):
    for n in range(40):
        pid = os.fork()
        if pid == 0:
            with contextlib.suppress(BaseException):
                connection = socket.create_connection(("127.0.0.1", playing.port), 20)
                connection.sendall(head(playing, path=b"/events"))
                connection.recv(4096)
                time.sleep(60)
            os._exit(0)
        time.sleep(0.03)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    assert playing.get("/status").status == 200


def test_a_connection_serves_several_requests(playing):
    connection = playing.connect()
    for _ in range(100):
        connection.request("GET", "/status")
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
        connection.request("POST", "/gain", '{"delta_db": 0}', JSON)
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
    connection.close()
    old = playing.raw(b"GET /status HTTP/1.0\r\nHost: localhost:%d\r\n\r\n" % playing.port)
    assert status_of(old) == 200 and b"Connection: close" in old


def test_five_thousand_files(playing, library):
    folder = library / "many"
    folder.mkdir()
    text = (library / "night.json").read_text()
    for n in range(5100):
        (folder / f"{n:05}.json").write_text(text)
    begun = time.monotonic()
    listing = playing.get("/tracks").json
    assert time.monotonic() - begun < 5
    assert len(listing["tracks"]) + listing["skipped"] >= 5000 and len(listing["tracks"]) <= 5000

    def all_known():
        tracks = playing.get("/tracks").json["tracks"]
        return all("duration_s" in each or "error" in each for each in tracks)
    wait_for(all_known, timeout_s=120, step_s=1)
