"""ngIRCd, InspIRCd, Redis, ejabberd, mosquitto: subjects from Debian's packages, limits off, loopback only.

A peer that is not installed is fetched with apt-get and unpacked into the cache folder:
nothing is installed, no service is started, no root is needed. Everything else about
them is Debian's default, except what would slow them down or refuse a load from one
address: flood limits, look-ups of names and idents, caps on clients and on queues.
"""

import os
import re
import shutil
import socket
import subprocess
import tempfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.build import cache
from benchmarks.dialects import IRC, MQTT, RESP, XMPP
from benchmarks.process import Child, Cores
from benchmarks.subjects import MissingError, Server, StartError, Subject

_NOBODY = 65534
PROGRAMS = "/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin"


def _unpacked(package: str) -> Path:
    """The folder with the package and its dependencies, fetched if missing."""
    folder = cache() / f"{package}-unpacked"
    if folder.is_dir():
        return folder
    apt = shutil.which("apt-get")
    if not apt or not shutil.which("dpkg"):
        raise MissingError(f"{package} is not installed, and there is no apt-get to fetch it with")
    listing = subprocess.run(
        [apt, "install", "--simulate", "--no-install-recommends", package],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    names = sorted(set(re.findall(r"^Inst (\S+)", listing.stdout, re.M)))
    if package not in names:
        raise MissingError(f"{package} is not installed, and apt-get does not know it (apt-get update?)")
    with tempfile.TemporaryDirectory(dir=cache()) as download:
        got = subprocess.run(
            [apt, "download", "-qq", *names],
            cwd=download,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        debs = sorted(Path(download).glob("*.deb"))
        if got.returncode or not debs:
            raise MissingError(f"{package} is not installed, and apt-get could not download it")
        part = Path(tempfile.mkdtemp(dir=cache()))
        for deb in debs:
            subprocess.run(["dpkg", "-x", str(deb), str(part)], check=True, timeout=60)
        part.rename(folder)
    return folder


class Packaged(Subject):
    """A server from a Debian package."""

    foreign = True
    package = ""
    suffix = "conf"  # of its file of settings
    user: int | None = None

    def __init__(self) -> None:
        self.env = dict(os.environ)
        self.root = Path("/")
        self.program = ""

    def prepare(self) -> None:
        found = shutil.which(self.package, path=PROGRAMS)
        if not found:
            self.root = _unpacked(self.package)
            found = shutil.which(
                self.package, path=":".join(f"{self.root}{part}" for part in PROGRAMS.split(":"))
            )
            libraries = sorted({str(path.parent) for path in self.root.glob("**/*.so.*")})
            self.env["LD_LIBRARY_PATH"] = ":".join(libraries)
        if not found:
            raise MissingError(f"{self.package}: the package holds no such program")
        self.program = found

    def version(self) -> str:
        done = subprocess.run(
            [self.program, "--version"], env=self.env, capture_output=True, text=True, check=False, timeout=20
        )
        match = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
        return f"{match.group() if match else 'of unknown version'} (Debian)"

    def configuration(self, port: int) -> str:
        raise NotImplementedError

    def command(self, configuration: Path) -> list[str]:
        raise NotImplementedError

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        configuration = folder / f"{self.package}.{self.suffix}"
        configuration.write_text(self.configuration(port))
        configuration.chmod(0o644)
        return Child(
            self.command(configuration),
            core=cores.server,
            log=folder / f"{self.package}.log",
            env=self.env,
            cwd=folder,
            user=self.user,
            stdin=configuration,  # which another user may read, wherever it is
        )


class Peer(Packaged):
    """An IRC server, which stores nothing."""

    dialect = IRC
    peer = True


class NgIRCd(Peer):
    name = "ngircd"
    title = "ngIRCd"
    package = "ngircd"
    at_once = 10  # it listens with a backlog of ten
    one_room_most = 1_000  # everyone is told of everyone, in a write each

    def prepare(self) -> None:
        super().prepare()
        if os.getuid() == 0:
            self.user = _NOBODY  # it would change to it by itself, and outlive us

    def configuration(self, port: int) -> str:
        return f"""[Global]
Name = irc.test
AdminInfo1 = benchmark
AdminEMail = nobody@irc.test
Listen = 127.0.0.1
Ports = {port}
MotdFile = {os.devnull}.none
[Limits]
MaxConnections = 0
MaxConnectionsIP = 0
MaxJoins = 0
MaxNickLength = 20
MaxPenaltyTime = 0
PingTimeout = 3600
PongTimeout = 3600
[Options]
DNS = no
Ident = no
PAM = no
"""

    def command(self, configuration: Path) -> list[str]:
        return [self.program, "-n", "-f", "/dev/stdin"]


class InspIRCd(Peer):
    name = "inspircd"
    title = "InspIRCd"
    package = "inspircd"
    at_once = 1000  # it lets people in once a second

    def configuration(self, port: int) -> str:
        folder = f'<path moduledir="{self.root}/usr/lib/inspircd/modules">' if self.root != Path("/") else ""
        return f"""{folder}
<server name="irc.test" description="benchmark" network="benchmark">
<admin name="benchmark" nick="nobody" email="nobody@irc.test">
<bind address="127.0.0.1" port="{port}" type="clients">
<connect name="all" allow="*" timeout="120" pingfreq="3600" hardsendq="1G" softsendq="1G" recvq="1M"
 threshold="1000000000" commandrate="1000000000" fakelag="no" localmax="100000" globalmax="100000"
 maxconnwarn="no" resolvehostnames="no" useident="no" limit="100000" maxchans="100">
<performance netbuffersize="65534" somaxconn="1024" softlimit="100000" clonesonconnect="no" quietbursts="yes"
 timeskipwarn="0">
<dns server="127.0.0.1" enabled="no">
"""

    def command(self, configuration: Path) -> list[str]:
        root = ["--runasroot"] if os.getuid() == 0 else []
        return [self.program, "--nofork", "--nopid", "--nolog", *root, "--config", str(configuration)]

    def tls(self) -> Subject | None:
        other = InspIRCdTls()
        other.root, other.program, other.env = self.root, self.program, self.env
        return other


class Redis(Packaged):
    """Streams and their subscribers: what stores each line, and syncs it, before anyone gets it.

    A function adds a line to its room's stream and publishes it. Redis writes its log, and waits for
    the disk, before it sends what a turn of its loop has to send.
    """

    name = "redis"
    title = "Redis streams, synced"
    package = "redis-server"
    dialect = RESP
    keeps = "each line on disk before it is delivered (appendfsync always)"
    durable = "before delivery"

    def configuration(self, port: int) -> str:
        return f"""bind 127.0.0.1
port {port}
tcp-backlog 4096
maxclients 20000
save ""
appendonly yes
appendfsync always
client-output-buffer-limit pubsub 0 0 0
"""

    def command(self, configuration: Path) -> list[str]:
        return [self.program, "-"]

    def start(self, folder: Path, cores: Cores, patience: float = 30.0) -> Server:
        server = super().start(folder, cores, patience)
        code = (
            "#!lua name=chat\nredis.register_function('say', function(keys, args) "
            "redis.call('XADD', keys[1], '*', 't', args[1]) "
            "redis.call('PUBLISH', keys[1], args[1]) return 1 end)"
        )
        with socket.create_connection(("127.0.0.1", server.port), patience) as client:
            client.sendall(
                b"*3\r\n$8\r\nFUNCTION\r\n$4\r\nLOAD\r\n$%d\r\n%b\r\n" % (len(code), code.encode())
            )
            if not client.recv(100).startswith(b"$4\r\nchat"):
                server.end()
                raise StartError("Redis did not take the function that says a line")
        return server


class Ejabberd(Packaged):
    """An XMPP server with an archive of all messages in SQLite. It has to be installed: unpacked somewhere
    else, it does not find its libraries."""

    name = "ejabberd"
    title = "ejabberd, SQLite"
    package = "ejabberd"
    suffix = "yml"
    dialect = XMPP
    keeps = "each line on disk before it is delivered (mod_mam in SQLite)"
    durable = "before delivery"
    slow = True
    at_once = 20
    only = ("room", "paced", "pairs")  # the others would take it many minutes

    def prepare(self) -> None:
        found = sorted(Path("/usr/lib").glob("*/ejabberd-*/ebin"))
        self.program = shutil.which("erl") or ""
        if not found or not self.program or not list(Path("/usr/lib/erlang/lib").glob("p1_sqlite3-*")):
            raise MissingError("ejabberd: apt-get install ejabberd erlang-p1-sqlite3")
        self.code = found[-1]

    def version(self) -> str:
        return f"{self.code.parent.name.removeprefix('ejabberd-').partition('-')[0]} (Debian)"

    def configuration(self, port: int) -> str:
        return f"""hosts: [localhost]
loglevel: error
listen: [{{port: {port}, ip: 127.0.0.1, module: ejabberd_c2s, max_stanza_size: 262144, starttls: false}}]
auth_method: anonymous
anonymous_protocol: login_anon
allow_multiple_connections: true
default_db: sql
sql_type: sqlite
sql_database: ejabberd.db
modules:
  mod_legacy_auth: {{}}
  mod_mam: {{db_type: sql, default: always}}
  mod_muc:
    db_type: mnesia
    max_users: 20000
    max_user_conferences: 1000
    history_size: 0
    default_room_options: {{mam: true, presence_broadcast: [], max_users: 20000}}
"""

    def command(self, configuration: Path) -> list[str]:
        folder = configuration.parent
        self.env |= {
            "EJABBERD_CONFIG_PATH": str(configuration),
            "EJABBERD_LOG_PATH": str(folder / "ejabberd.log"),
        }
        mnesia = ["-mnesia", "dir", f'"{folder / "mnesia"}"']
        return [
            self.program,
            "-noinput",
            "+sbwt",
            "none",
            "-pa",
            str(self.code),
            *mnesia,
            "-s",
            "ejabberd",
            "start",
        ]


class Mosquitto(Packaged):
    """A broker of MQTT, at QoS 1: each delivery is acknowledged, and kept until then.

    It stores by writing and syncing all that is under way, after each turn of its loop that changed
    it: as often as it can, and after what that turn delivered.
    """

    name = "mosquitto"
    title = "mosquitto, QoS 1"
    package = "mosquitto"
    dialect = MQTT
    keeps = "what is not acknowledged yet, on disk after it is delivered (autosave_on_changes)"
    durable = "after delivery"
    slow = True
    only = ("room", "paced", "pairs", "idle", "crowd")  # it writes all that is under way, again and again

    def configuration(self, port: int) -> str:
        user = "user root\n" if os.getuid() == 0 else ""  # or it changes to its own, and outlives us
        return f"""{user}listener {port} 127.0.0.1
allow_anonymous true
persistence true
persistence_location {self.data}/
autosave_on_changes true
autosave_interval 1
set_tcp_nodelay true
max_inflight_messages 0
max_queued_messages 0
log_type error
"""

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        self.data = folder / "data"
        self.data.mkdir(exist_ok=True)
        return super().launch(folder, port, cores)

    def command(self, configuration: Path) -> list[str]:
        return [self.program, "-c", "/dev/stdin"]


class InspIRCdTls(InspIRCd):
    """ngIRCd supports it too, but generates parameters for half a minute at each start."""

    name = "inspircd-tls"
    title = "InspIRCd over TLS"
    dialect = replace(IRC, tls=True)

    def tls(self) -> Subject | None:
        return None

    def launch(self, folder: Path, port: int, cores: Cores) -> Child:
        from chatservice.net.self_signed import make, names  # noqa: PLC0415 (only where TLS is measured)

        cert, key = make(names("127.0.0.1"), datetime.now(UTC))
        self.pair = (folder / "cert.pem", folder / "key.pem")
        for path, pem in zip(self.pair, (cert, key), strict=True):
            path.write_bytes(pem)
        return super().launch(folder, port, cores)

    def configuration(self, port: int) -> str:
        bound = 'type="clients"'
        return super().configuration(port).replace(bound, f'{bound} sslprofile="all"') + (
            '<module name="ssl_gnutls"><sslprofile name="all" provider="gnutls"'
            f' certfile="{self.pair[0]}" keyfile="{self.pair[1]}">\n'
        )
