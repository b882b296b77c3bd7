import pytest

from chatservice.storage.sqlite import maintenance
from tests.contract.drivers import OPENED, Faults, MemoryDriver, SqliteDriver


@pytest.fixture(params=["memory", "sqlite"])
def driver(request, tmp_path):
    """Each driver in turn, opened."""
    settings = {
        "max_rooms": 6,
        "rooms_by_address": 3,
        "max_sanctions": 20,
        "sanctions_by_room": 8,
        "sanctions_by_user": 12,
        "max_audit": 30,
        "audit_by_user": 12,
        "audit_keep": 100.0,
        "max_reports": 9,
        "max_asked": 4,
        "max_mentions": 3,
        "max_levels": 1,
        "max_listening": 1,
        "reports_by_user": 4,
        "reports_by_address": 6,
    }
    memory = request.param == "memory"
    driver = MemoryDriver(**settings) if memory else SqliteDriver(tmp_path, **settings)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    driver.wait(driver.storage.principals.create_guest("bob", "b", 1.0))
    driver.told.clear()
    yield driver
    driver.close()


@pytest.fixture(autouse=True)
def index_follows_at_once(monkeypatch):
    """Not after a second of rest (test_indexing.py)."""
    monkeypatch.setattr(maintenance, "INDEX_IDLE", 0.0)


@pytest.fixture(autouse=True)
def nothing_left_running():
    """A test that fails half-way leaves threads that would keep the others from ending."""
    yield
    for driver in OPENED:
        if driver.storage is not None:
            driver.storage.database.readers.stop()
            driver.storage.blobs.close()
    OPENED.clear()


@pytest.fixture
def faults(monkeypatch):
    return Faults().install(monkeypatch)


@pytest.fixture
def sqlite(tmp_path, faults):
    """The driver on disk, to which faults may happen."""
    driver = SqliteDriver(tmp_path)
    driver.open()
    driver.wait(driver.storage.principals.create_guest("alice", "a", 1.0))
    driver.wait(driver.storage.principals.create_guest("bob", "b", 1.0))
    driver.told.clear()
    yield driver
    driver.close()
