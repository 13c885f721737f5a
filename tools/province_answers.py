"""The whole answers that the example province's README promises, written anew: `python tools/province_answers.py`.

Look at what changed before it is committed: `tests/examples/test_answers.py` compares every answer with these files.
"""

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))
from support.province_answers import PROVINCE, answers, served  # noqa: E402


def main() -> None:
    """Runs the README and writes its answers."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (client, run):
        for answer in answers(client, run):
            (PROVINCE / answer.file).write_text(answer.over_http, "utf-8")
            print(answer.status, answer.file)


if __name__ == "__main__":
    main()
