"""A sandbox in which nothing runs: the play says what each program prints and how it ends."""

from twisted.internet.defer import succeed

from chatservice.core.ports import Isolation
from chatservice.model.runs import Ending, LanguageInfo, Verdict

PYTHON = LanguageInfo("python", "Python", "3.11.2", "python3", ("py",), "EOFError")
C = LanguageInfo("c", "C", "12.2.0", "gcc")
GO = LanguageInfo("go", "Go", "", "golang-go", ("golang",))


class Play:
    """One program that runs."""

    def __init__(self, program, watcher):
        self.program = program
        self.read = b""
        self.at_end = False
        self._watcher = watcher

    def prints(self, text, error=False):
        self._watcher.printed(text, error)

    def ends(self, verdict=Verdict.OK, status=0, seconds=0.25, output=0, detail=""):
        self._watcher.ended(Ending(verdict, status, seconds, output, detail))

    # As the sandbox is asked.

    def stop(self, verdict=Verdict.STOPPED):
        self.ends(verdict, None)

    def send(self, data):
        self.read += data

    def end_input(self):
        self.at_end = True


class Programs:
    def __init__(self):
        self.isolation = Isolation(known=True, fence="a play")
        self.languages = (PYTHON, C, GO)
        self.plays = []
        self.full = False

    async def begin(self):
        pass

    def known(self):
        return succeed(None)

    def run(self, program, watcher):
        if self.full:
            raise OSError("no more processes")
        self.plays.append(Play(program, watcher))
        return self.plays[-1]

    def stop(self):
        for play in self.plays:
            play.stop()
        return succeed(None)
