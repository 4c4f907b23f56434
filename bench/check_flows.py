"""Measures `echoloop check` on many flows: 200 of them, 20,000 lines, with journeys that open them all.

`python -m bench.check_flows` writes them into a temporary folder, runs the command as a person would, and prints
seconds and memory (on a busy machine the processor time is the one to compare). `--flows N` changes how many.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
HEAD = """\
echoloop: 1
flow: {name}
purpose: survey
expires_after: 3d
# allow long-survey: made up for a measurement
steps:
"""
BLOCK = """\
  - ask_score: score_{n}
    scale: nps
    de: |
      {{{{ hello }}}} Wie wahrscheinlich empfiehlst du {{{{ brand }}}} weiter? Teil {n}
      0 = gar nicht, 10 = ganz sicher
    en: |
      {{{{ hello }}}} How likely are you to recommend {{{{ brand }}}}? Part {n}
      0 = not at all, 10 = extremely likely
    remind:
      - after: 24h
        de: Eine Zahl von 0 bis 10 genügt uns.
        en: One number from 0 to 10 is all we need.
    then:
      detractor:
        - ask_text: why_{n}
          understand: [sentiment, topics]
          de: Das tut uns leid. Was ist passiert?
          en: Sorry to hear that. What went wrong?
        - open_case: case_{n}
          team: care
          when: {{sentiment: [negative, unsure], score_{n}: 0-3}}
          de: Jemand meldet sich hier bei dir. Dein Vorgang heißt {{{{ case.number }}}}.
          en: Someone will get back to you here. Your case is {{{{ case.number }}}}.
      promoter:
        - ask_choice: more_{n}
          de: Was war am besten?
          en: What was best?
          choices:
            food: {{de: Essen, en: Food}}
            room: {{de: Zimmer, en: Room}}
            people: {{de: Menschen, en: People}}
"""
END = """\
  - say: thanks
    de: Danke dir!
    en: Thank you!
"""
JOURNEY = """\
echoloop: 1
journey: trip
dates:
  departure: {from: purchase.departs_at}
contacts:
"""


def write(folder: Path, flows: int) -> int:
    """The experience; returns its lines."""
    (folder / "flows").mkdir()
    (folder / "journeys").mkdir()
    texts = {
        "brand.yaml": "echoloop: 1\nname: Sonnweg\nlanguages: [de, en]\n",
        "desk.yaml": 'echoloop: 1\nteams:\n  care: {channel: "#care"}\n',
        "contact_rules.yaml": "echoloop: 1\nbudget:\n  survey: 400 per 30d\n",
        "journeys/trip.yaml": JOURNEY,
    }
    for number in range(flows):
        name = f"flow_{number:03d}"
        blocks = "".join(BLOCK.format(n=part) for part in range(3))
        texts[f"flows/{name}.yaml"] = HEAD.format(name=name) + blocks + END
        texts["journeys/trip.yaml"] += (
            f"  - contact: c_{number}\n    send: {number + 1}d after booked at 10:00\n    flow: {name}\n"
        )
    for file, text in texts.items():
        (folder / file).write_text(text, encoding="utf-8")
    return sum(text.count("\n") for text in texts.values())


def main() -> None:
    """Write, check, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--flows", type=int, default=200)
    flows = options.parse_args().flows
    with TemporaryDirectory() as place:
        lines = write(Path(place), flows)
        begun = time.perf_counter()
        command = [sys.executable, "-m", "app.cli.main", "check", place]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        seconds = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr
    took = f"{seconds:.2f} s, of them {used.ru_utime + used.ru_stime:.2f} s of processor time"
    print(f"{flows} flows, {lines} lines: {took}, {used.ru_maxrss / 1024:.0f} MiB; {said}")


if __name__ == "__main__":
    main()
