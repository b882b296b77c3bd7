"""What is in ``deploy/`` fits: systemd takes the units, the server takes the settings."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from chatservice.net.metrics import Metrics
from chatservice.settings.sources import Text, load
from chatservice.tap import BACKED_UP, EXPIRES
from tests.live.server import DEADLINE, ROOT
from tests.scenes.stage import Stage

DEPLOY = ROOT / "deploy"

systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")


@pytest.fixture
def units(tmp_path) -> list[Path]:
    """The units, with a program that is there."""
    found = []
    for name in ("chatservice.service", "chatservice.socket"):
        text = (DEPLOY / name).read_text().replace("/opt/chat/bin/chat-server", sys.executable)
        found.append(tmp_path / name)
        found[-1].write_text(text)
    return found


@systemd
def test_systemd_finds_nothing_wrong_with_the_units(units):
    told = subprocess.run(
        ["systemd-analyze", "verify", *units], check=False, capture_output=True, text=True, timeout=DEADLINE
    )
    ours = [line for line in told.stderr.splitlines() if "chatservice" in line]
    assert (told.returncode, ours) == (0, [])


@systemd
def test_systemd_finds_nothing_wrong_with_what_lets_it_run_code(units):
    units[0].write_text(units[0].read_text() + (DEPLOY / "code.conf").read_text())
    test_systemd_finds_nothing_wrong_with_the_units(units)


@systemd
def test_the_service_is_shut_off_from_the_machine(units):
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", units[0]]
    subprocess.run(command, check=True, capture_output=True, timeout=DEADLINE)


def test_the_settings_to_begin_with_are_settings():
    text = (DEPLOY / "chatservice.toml").read_text()
    assert load({}, {}, Text("", text), Text("", "")).warnings == ()
    all_of_them = re.sub(r"(?m)^# (\w+ =)", r"\1", text)
    assert load({}, {}, Text("", all_of_them), Text("", "")).settings.log_format == "json"


def test_the_door_that_systemd_opens_is_the_one_the_socket_says():
    socket = (DEPLOY / "chatservice.socket").read_text()
    door = re.search(r'#   port = "(.*)"', socket)[1]
    assert door.endswith(f"name={re.search('FileDescriptorName=(.*)', socket)[1]}")
    settings = load({}, {}, Text("", f'port = "{door}"'), Text("", "")).settings
    assert settings.port == door


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program} here")


def test_every_figure_of_the_alerts_and_the_dashboard_is_one_of_the_server():
    page = Metrics(Stage().shared).page().decode()
    known = {re.sub("_(sum|count|created)$", "", name) for name in re.findall(r"(?m)^([a-z_]+)", page)}
    known |= set(re.findall(r"(?m)^# TYPE ([a-z_]+)", page)) | {"process_max_fds", BACKED_UP[0], EXPIRES[0]}
    for name in ("alerts.yml", "grafana-dashboard.json"):
        used = set(re.findall(r"(?:chat|process)_[a-z_]+", (DEPLOY / "prometheus" / name).read_text()))
        assert used - {"process_open_fds"} <= known, name


def test_the_dashboard_has_a_query_in_each_panel():
    panels = json.loads((DEPLOY / "prometheus" / "grafana-dashboard.json").read_text())["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels) > 10
    assert all(target["expr"] for panel in panels for target in panel["targets"])


@pytest.mark.parametrize("name", ["compose.yaml", "compose-caddy.yaml", "kubernetes.yaml"])
def test_what_containers_are_given_are_settings(name):
    text = (DEPLOY / name).read_text()
    pairs = re.findall(r"""(?m)^ +(CHAT_[A-Z_]+): "?([^"\n]*)"?$""", text)
    values = {key: re.sub(r"\$\{DOMAIN[^}]*\}", "chat.example.org", value) for key, value in pairs}
    loaded = load({}, values, Text("", ""), Text("", ""))
    assert loaded.warnings == ()
    assert loaded.origins.keys() == {key.removeprefix("CHAT_").lower() for key in values}
    assert len(values) > 3


@needs("promtool")
@pytest.mark.parametrize("words", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts-test.yml")])
def test_prometheus_takes_the_alerts(words):
    subprocess.run(["promtool", *words], cwd=DEPLOY / "prometheus", check=True, timeout=DEADLINE)


@needs("kubernetes-validate")
def test_kubernetes_takes_the_manifests():
    command = ["kubernetes-validate", "--strict", str(DEPLOY / "kubernetes.yaml")]
    subprocess.run(command, check=True, timeout=DEADLINE)
