"""An operator at the command line, without the terminal."""

from pathlib import Path

from click.testing import CliRunner, Result

from matchmaker.__main__ import commands
from tests.functional.conftest import SECRET


class Console:
    """Types commands into an installation in one folder, which has the web application's key."""

    def __init__(self, folder: Path) -> None:
        self.settings = {"DATA_DIR": str(folder), "ENCODER": "hashing", "SECRET_KEY": SECRET}

    def run(self, *words: str, stdin: str = "") -> Result:
        env = {f"MATCHMAKER_{name}": value for name, value in self.settings.items()}
        return CliRunner(env=env).invoke(commands, words, input=stdin, prog_name="matchmaker")

    def __call__(self, *words: str, stdin: str = "") -> str:
        """What a command that works prints."""
        result = self.run(*words, stdin=stdin)
        assert result.exit_code == 0, result.output or repr(result.exception)
        return result.stdout
