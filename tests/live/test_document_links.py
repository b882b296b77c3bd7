"""A link lets a person into one document of a group, over real sockets, and after a restart too."""

from tests.live.server import Server, text_client


def test_a_person_with_a_bare_terminal_comes_in_by_a_link_and_what_was_is_there_after_a_restart(tmp_path):
    with Server(tmp_path / "data") as server, text_client(server.port, "ana") as ana:
        ana.sends("/group crew\n/join crew\n/code new python plan\n/code append print(1)\n")
        ana.until("crew/plan is version 1 now.")
        ana.sends("/code link as:editor uses:1 for 1h\n")
        token = ana.until("/code join ").rpartition(" ")[2].strip()
        with text_client(server.port, "ben") as ben:
            ben.sends(f"/code join {token}\n")
            ben.until("| print(1)")
            ben.sends("/code append print(2)\n")
            ben.until("crew/plan is version 2 now.")
            ben.sends("/history in:crew\n")
            ben.until("There is no room crew")
        ana.until("ben came by a link, as an editor of crew/plan.")
        ana.sends("/code grant * viewer\n")
        ana.until("Your role: owner.")
        ana.sends("/register correct-horse\n")
        ana.until("is yours now")
    with Server(tmp_path / "data") as server, text_client(server.port, "dan") as ana:
        ana.sends("/login ana correct-horse\n/join crew\n/code diff 1 doc:plan\n/code roles plan\n")
        ana.until("| +print(2)")
        ana.until("Everyone else in the room: viewer.")
