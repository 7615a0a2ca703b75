from __future__ import annotations

from kamurj.commands.database import tuning


def test_memory_is_shared_out_within_bounds():
    small = tuning.settings(memory=512, shared_memory=None, scratch=False)
    large = tuning.settings(memory=256_000, shared_memory=None, scratch=False)
    assert (small["shared_buffers"], small["effective_cache_size"]) == ("128MB", "256MB")
    assert (large["shared_buffers"], large["effective_cache_size"]) == ("2048MB", "128000MB")


def test_only_a_tests_server_could_lose_something_and_only_in_a_power_cut():
    lasting = tuning.settings(memory=8_000, shared_memory=None, scratch=False)
    scratch = tuning.settings(memory=8_000, shared_memory=None, scratch=True)
    assert {"fsync", "synchronous_commit", "full_page_writes"}.isdisjoint(lasting)
    assert (scratch["fsync"], scratch["full_page_writes"]) == ("off", "off")
    assert "synchronous_commit" not in scratch


def test_little_shared_memory_is_worked_around():
    assert tuning.settings(memory=8_000, shared_memory=64, scratch=False)["dynamic_shared_memory_type"] == "mmap"
    assert "dynamic_shared_memory_type" not in tuning.settings(memory=8_000, shared_memory=4_000, scratch=False)


def test_a_persons_own_settings_stay_and_come_after_ours(tmp_path):
    main = tmp_path / "postgresql.conf"
    main.write_text("port = 5432\n")
    tuning.write(tmp_path, {"jit": "off"})
    with main.open("a") as file:
        file.write("jit = on\n")
    tuning.write(tmp_path, {"jit": "off", "max_connections": "200"})
    text = main.read_text()
    assert text.count("include_if_exists") == 1
    assert text.index("include_if_exists") < text.index("jit = on")
    assert (tmp_path / "kamurj.conf").read_text().splitlines()[1:] == ["jit = off", "max_connections = 200"]


def test_after_a_crash_the_disk_is_waited_for_as_a_whole_where_the_system_can(monkeypatch):
    def method(platform: str) -> str | None:
        monkeypatch.setattr(tuning.sys, "platform", platform)
        return tuning.settings(memory=8_000, shared_memory=None, scratch=False).get("recovery_init_sync_method")

    assert (method("linux"), method("darwin")) == ("syncfs", None)
