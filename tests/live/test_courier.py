"""The carrier of files against a server that lies, refuses, hangs or is not there."""

import errno
import hashlib
import os
from pathlib import Path

from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.trial.unittest import TestCase
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Site

from chatservice.client.link.known import KnownServers
from chatservice.client.model import courier as courier_module
from chatservice.client.model.courier import Courier
from chatservice.client.model.transfers import Stage

DATA = b"what was shared" * 1000
SHA = hashlib.sha256(DATA).hexdigest()


class Door(Resource):
    isLeaf = True  # noqa: N815

    def __init__(self, status=200, body=DATA, hangs=False):
        super().__init__()
        self.status, self.body, self.hangs = status, body, hangs
        self.asked = []

    def render(self, request):
        self.asked.append((request.method, request.uri, dict(request.requestHeaders.getAllRawHeaders())))
        self.came = request.content.read()
        if self.hangs:
            request.write(self.body[:10])
            return NOT_DONE_YET
        request.setResponseCode(self.status)
        return self.body


class CourierTest(TestCase):
    def setUp(self):
        self.folder = Path(self.mktemp()).absolute()
        self.folder.mkdir(parents=True)
        self.waiting = []
        self.courier = Courier(reactor, KnownServers({}), self.changed)
        self.courier.token = "s3cret"

    def opens(self, door):
        port = reactor.listenTCP(0, Site(door), interface="127.0.0.1")
        self.addCleanup(port.stopListening)
        return f"http://127.0.0.1:{port.getHost().port}"

    def changed(self):
        for wanted, done in list(self.waiting):
            if wanted():
                self.waiting.remove((wanted, done))
                done.callback(None)

    async def until(self, wanted):
        if not wanted():
            done = Deferred()
            self.waiting.append((wanted, done))
            await done

    async def gets(self, door, base=None):
        at = self.opens(door)
        self.courier.base = base or at
        transfer = self.courier.download(f"{at}/download/1", "a/../b.txt", len(DATA), SHA, self.folder)
        await self.over(transfer)
        return transfer

    async def over(self, transfer):
        under_way = self.courier._under_way
        await self.until(lambda: transfer.stage is not Stage.RUNNING and transfer.number not in under_way)

    async def test_a_picture_of_oneself_is_sent_to_ones_own_address(self):
        image = self.folder / "me.png"
        image.write_bytes(DATA)
        door = Door(204, b"")
        self.courier.base = self.opens(door)
        done = []
        transfer = self.courier.set_picture(image, lambda: done.append(1))
        await self.over(transfer)
        self.assertEqual((transfer.stage, done), (Stage.DONE, [1]))
        ((method, address, headers),) = door.asked
        self.assertEqual((method, address, door.came), (b"PUT", b"/api/v1/me/avatar", DATA))
        self.assertEqual(headers[b"Content-Type"], [b"image/png"])
        self.assertEqual(headers[b"Authorization"], [b"Bearer s3cret"])

    async def test_a_file_comes_whole_under_a_harmless_name(self):
        door = Door()
        transfer = await self.gets(door)
        self.assertEqual((transfer.stage, transfer.path.name), (Stage.DONE, "a_.._b.txt"))
        self.assertEqual(transfer.path.read_bytes(), DATA)
        self.assertEqual(door.asked[0][2][b"Authorization"], [b"Bearer s3cret"])

    async def test_the_token_goes_nowhere_else(self):
        door = Door()
        transfer = await self.gets(door, base="http://127.0.0.1:1")
        self.assertEqual(transfer.stage, Stage.DONE)
        self.assertNotIn(b"Authorization", door.asked[0][2])

    async def nothing_is_left(self, transfer, words):
        self.assertEqual(transfer.stage, Stage.FAILED)
        self.assertIn(words, transfer.words)
        self.assertEqual(list(self.folder.iterdir()), [])

    async def test_other_bytes_are_thrown_away(self):
        await self.nothing_is_left(
            await self.gets(Door(body=b"x" * len(DATA))), "differs from the shared file"
        )

    async def test_more_bytes_than_promised_are_not_taken(self):
        await self.nothing_is_left(await self.gets(Door(body=DATA * 50)), "more than it announced")

    async def test_a_refusal_is_said_in_the_servers_words(self):
        await self.nothing_is_left(await self.gets(Door(404, b"! There is no file.\n")), "There is no file.")

    async def test_a_full_disk_is_said(self):
        class Full:
            def write(self, data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        sink = courier_module.DownloadSink

        def full(transfer, file, sha256, changed):
            return sink(transfer, Full(), sha256, changed)

        self.patch(courier_module, "DownloadSink", full)
        await self.nothing_is_left(await self.gets(Door()), "No space left on device")

    async def test_a_cancelled_file_leaves_nothing(self):
        at = self.courier.base = self.opens(Door(hangs=True))
        transfer = self.courier.download(f"{at}/1", "a.txt", len(DATA), SHA, self.folder)
        await self.until(lambda: transfer.moved > 0)
        self.courier.cancel(transfer)
        await self.over(transfer)
        await self.nothing_is_left(transfer, "Cancelled.")

    async def test_a_door_that_is_not_there_is_said(self):
        self.courier.base = "http://127.0.0.1:1"
        transfer = self.courier.download("/download/1", "a.txt", 1, SHA, self.folder)
        await self.until(
            lambda: transfer.stage is Stage.FAILED and transfer.number not in self.courier._under_way
        )
        await self.nothing_is_left(transfer, "cannot be reached")

    async def test_a_file_goes_up_with_its_kind_and_a_key(self):
        door = Door(201, b"{}")
        self.courier.base = self.opens(door)
        path = self.folder / "naïve picture.png"
        path.write_bytes(DATA)
        transfer = self.courier.upload(path, "@bob/x", "k1")
        await self.until(
            lambda: transfer.stage is Stage.DONE and transfer.number not in self.courier._under_way
        )
        method, uri, headers = door.asked[0]
        self.assertEqual((method, uri), (b"PUT", b"/r/%40bob%2Fx/na%C3%AFve%20picture.png"))
        self.assertEqual(headers[b"Idempotency-Key"], [b"k1"])
        self.assertEqual(headers[b"Content-Type"], [b"image/png"])
        self.assertEqual(door.came, DATA)

    def test_a_file_that_cannot_be_read_is_said(self):
        transfer = self.courier.upload(self.folder / "none", "lobby", "k")
        self.assertIn("cannot be read", transfer.words)
