"""``matchmaker work``: the command of one room over the worker of another."""

from matchmaker.cli.work import make_work
from matchmaker.jobs.registry import build_worker

work = make_work(lambda o: build_worker(o.config, o.sessions, o.encoder(), clock=o.now))
