"""Every kind of job and its handler, and the worker that is made of them."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Final

from embeddings.encoder import Encoder
from embeddings.shared import SharedEncoder
from matchmaker.config import Config
from matchmaker.jobs import (
    attachments,
    audit,
    check_ins,
    consortia,
    desk,
    digest,
    introductions,
    listings,
    mail,
    match_files,
    members,
    questions,
    ranking,
    sanctions,
    search_alerts,
    wording,
)
from matchmaker.jobs.context import Context, Handler
from matchmaker.jobs.meaning_server import MeaningServer
from matchmaker.jobs.worker import Worker
from matchmaker.services import job_queue
from matchmaker.services.matching_engine import MatchingEngine
from models.session import Sessions

HANDLERS: Final[Mapping[str, Handler]] = {
    "index_listing": listings.INDEX,
    "match_listings": listings.MATCH,
    "extract_attachment": attachments.EXTRACT,
    "drop_file": attachments.DROP,
    "make_match_file": match_files.MAKE,
    "end_match_file": match_files.END,
    "attachment_round": attachments.ROUND,
    "propose_consortia": consortia.PROPOSE,
    "expire_listings": listings.EXPIRE,
    "tell_new_matches": listings.TELL_MATCHES,
    "match_everything": ranking.MATCH_EVERYTHING,
    "learn_from_answers": ranking.LEARN,
    "remind_introduction": introductions.REMIND,
    "expire_introduction": introductions.EXPIRE,
    "ask_check_in": check_ins.ASK,
    "check_sanctions": sanctions.CHECK,
    "check_sanctions_nightly": sanctions.NIGHTLY,
    "count_desk": desk.COUNT,
    "expire_question": questions.EXPIRE,
    "send_mail": mail.HANDLER,
    "invite_member": members.INVITE,
    "weekly_digests": digest.WEEKLY,
    "send_digest": digest.SEND,
    "audit_round": audit.ROUND,
    "alert_searches": search_alerts.ROUND,
}
#: Jobs that set their next turn going themselves.
_ROUNDS: Final = (
    "expire_listings",
    "attachment_round",
    "learn_from_answers",
    "check_sanctions_nightly",
    "count_desk",
    "audit_round",
    "weekly_digests",
    "tell_new_matches",
    "alert_searches",
)


def build_worker(
    config: Config,
    sessions: Sessions,
    encoder: Encoder | None,
    *,
    clock: Callable[[], dt.datetime],
) -> Worker:
    """A worker with everything that its handlers use; its regular rounds are set going."""
    encoder = SharedEncoder(encoder) if encoder else None
    context = Context(
        clock=clock,
        mailer=mail.make_mailer(config.mail_url, config.data_dir),
        render=wording.render,
        base_url=config.base_url,
        engine=MatchingEngine(encoder.info if encoder else None),
        encoder=encoder,
        link_key=config.secret_key,
        data_dir=config.data_dir,
    )
    with sessions.writing() as session:
        for kind in _ROUNDS:
            job_queue.enqueue(session, kind, key=kind, payload={}, now=clock())
    meaning = [MeaningServer(config.data_dir, sessions, encoder).run] if encoder else []
    return Worker(sessions, context, HANDLERS, meaning)
