"""What a machine offers for running code, and what it says when it does not."""

import os

import pytest

from chatservice.sandbox import host
from chatservice.sandbox.host import Unfit, examine, refusal


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """One that has everything; programs that are taken away are not there any more."""
    missing = set()
    monkeypatch.setattr(host.sys, "platform", "linux")
    monkeypatch.setattr(host.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(host.os, "access", lambda path, mode: path not in missing)
    monkeypatch.setattr(host.os, "geteuid", lambda: 0)
    (tmp_path / "usr/local").mkdir(parents=True)
    (tmp_path / "bin").symlink_to("/usr/bin")
    (tmp_path / "lib64").mkdir()
    (tmp_path / "etc/java-17-openjdk").mkdir(parents=True)
    (tmp_path / "etc/shadow").write_text("no")
    monkeypatch.setattr("tests.unit.test_sandbox_host.ROOT", tmp_path)
    return missing


ROOT = None


def look(uid=65530, owner=0):
    return examine(uid, owner, ROOT)


def test_it_is_seen_as_it_is(machine):
    found = look()
    assert (found.uid, found.links, found.folders) == (65530, {"bin": "usr/bin"}, ["lib64"])
    assert list(found.etc) == ["/etc/java-17-openjdk"]
    assert found.local
    assert found.seccomp


@pytest.mark.parametrize(
    ("program", "package"),
    [(host.BWRAP, "bubblewrap"), (host.PRLIMIT, "util-linux"), (host.SETPRIV, "util-linux")],
)
def test_what_is_missing_is_said_with_its_package(machine, program, package):
    machine.add(program)
    with pytest.raises(Unfit) as said:
        look()
    assert said.value.reason == f"{package} is not installed"
    assert said.value.remedy == f"Install it: apt install {package}"


@pytest.mark.parametrize(("uid", "owner"), [(None, 0), (0, 0), (7, 7)])
def test_root_runs_nothing_as_root_nor_as_whom_the_data_belongs_to(machine, uid, owner):
    with pytest.raises(Unfit) as said:
        look(uid, owner)
    assert "code_uid" in said.value.remedy


def test_whoever_is_not_root_needs_nobody_else(machine, monkeypatch):
    monkeypatch.setattr(host.os, "geteuid", lambda: 1000)
    machine.add(host.SETPRIV)
    assert look(None, 1000).uid is None


@pytest.mark.parametrize(
    ("attribute", "value", "reason"),
    [("platform", "darwin", "Linux"), ("platform", "win32", "Linux")],
)
def test_other_systems_are_told(machine, monkeypatch, attribute, value, reason):
    monkeypatch.setattr(host.sys, attribute, value)
    with pytest.raises(Unfit, match=reason):
        look()


def test_a_machine_without_a_filter_runs_nothing(machine, monkeypatch):
    monkeypatch.setattr(host.platform, "machine", lambda: "riscv64")
    with pytest.raises(Unfit, match="riscv64"):
        look()


@pytest.mark.parametrize(
    ("said", "reason", "remedy"),
    [
        ("bwrap: setting up uid map: Permission denied", "AppArmor", "/etc/apparmor.d/bwrap"),
        ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "AppArmor", "/etc/apparmor.d/bwrap"),
        (
            "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
            "/proc",
            "systempaths=unconfined",
        ),
        ("bwrap: Unknown option --size", "too old", "0.8"),
        ("setpriv: setresuid failed: Operation not permitted", "become another user", "SETUID"),
        ("", "no message", ""),
    ],
)
def test_a_refusal_is_explained_and_says_what_allows_it(said, reason, remedy):
    unfit = refusal(said)
    assert reason in unfit.reason
    assert remedy in unfit.remedy


@pytest.mark.parametrize(
    "said",
    [
        "bwrap: No permissions to creating new namespace, likely because the kernel does not allow",
        "bwrap: Creating new namespace failed: Operation not permitted",
        "bwrap: No permissions to create new namespace",
    ],
)
def test_a_kernel_that_forbids_namespaces_is_asked_why(said, monkeypatch, tmp_path):
    monkeypatch.setattr(host, "SYSCTLS", tmp_path)
    assert "--security-opt seccomp=unconfined" in refusal(said).remedy
    (tmp_path / "kernel").mkdir()
    (tmp_path / "kernel/unprivileged_userns_clone").write_text("0\n")
    assert "sysctl -w kernel.unprivileged_userns_clone=1" in refusal(said).remedy
    (tmp_path / "kernel/unprivileged_userns_clone").write_text("1\n")
    (tmp_path / "user").mkdir()
    (tmp_path / "user/max_user_namespaces").write_text("0\n")
    assert "sysctl -w user.max_user_namespaces=10000" in refusal(said).remedy
    (tmp_path / "kernel/apparmor_restrict_unprivileged_userns").write_text("1\n")
    assert "/etc/apparmor.d/bwrap" in refusal(said).remedy


def test_the_line_that_allows_it_is_for_what_the_server_runs_in(monkeypatch, tmp_path):
    monkeypatch.setattr(host, "SYSCTLS", tmp_path)
    monkeypatch.setattr(host, "PODMANS", tmp_path / "containerenv")
    said = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted"
    monkeypatch.delenv("SYSTEMD_EXEC_PID", raising=False)
    assert "docker run --init" in refusal(said).remedy
    (tmp_path / "containerenv").touch()
    assert "podman run --init" in refusal(said).remedy
    monkeypatch.setenv("SYSTEMD_EXEC_PID", str(os.getpid()))
    assert "deploy/code.conf" in refusal(said).remedy
