"""Which settings are in force, where they are set, and what waits for a reload or a start."""

from chatservice.settings.listing import SettingInForce, in_force
from chatservice.settings.schema import Settings
from chatservice.settings.sources import FIELDS, Text, load


def listed(
    settings: Settings, complete: bool = False, toml: str = "", **options: str
) -> list[SettingInForce]:
    loaded = load(options, {"CHAT_MAX_LINE": "9KiB"}, Text("chat.toml", toml), Text(".env", ""))
    return list(in_force(settings, loaded.settings, loaded.origins, complete))


def test_what_is_set_is_listed_with_its_place():
    settings = Settings(port="6000", max_line=9 * 1024, guests=False)
    assert listed(settings, toml="guests = false", port="6000") == [
        SettingInForce("port", "6000", "5555", "option"),
        SettingInForce("max_line", "9KiB", "8KiB", "environment"),
        SettingInForce("guests", "no", "yes", "chat.toml"),
    ]


def test_what_was_changed_since_waits():
    settings = Settings(max_line=9 * 1024, max_topic=99)
    assert listed(settings, port="6000") == [
        SettingInForce("port", "5555", "5555", "option", "6000"),
        SettingInForce("max_line", "9KiB", "8KiB", "environment"),
        SettingInForce("max_topic", "99", "512", "default", "512"),
    ]


def test_a_secret_is_not_shown():
    settings = Settings(max_line=9 * 1024, metrics_token="s3cr3t")
    rows = {row.name: row for row in listed(settings, toml='metrics_token = "0th3r"')}
    assert rows["metrics_token"][1:] == ("(set)", "empty", "chat.toml", "(set)")


def test_all_are_listed_on_request():
    assert [row.name for row in listed(Settings(), complete=True)] == list(FIELDS)
