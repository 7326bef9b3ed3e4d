"""Forget a visit: what is left becomes one coarse anonymous row, and nothing else."""

from datetime import datetime

from app.live.interface import Aftermath, TicketEntry
from app.records import bands
from app.records.stage import StageRow
from app.services.node import Node
from crisis import Watch

OUTCOMES: dict[str, bands.Outcome] = {
    "seekerEnded": "completed",
    "listenerEnded": "completed",
    "timeOver": "completed",
    "quiet": "completed",
    "exit": "left_chat",
    "reported": "safety_end",
    "endedForSafety": "safety_end",
    "left": "left_queue",
    "expired": "left_queue",
    "nobody": "redirected",
}


async def forget_finished(node: Node, *, now: datetime, everything: bool = False) -> None:
    """Forget every visit whose last page had its time; at shutdown, every one that is over."""
    for entry in await node.live.entries():
        over = entry.aftermath
        if over is not None and (everything or now - over.ended >= node.settings.timing.aftermath):
            await forget(node, entry, over, now=now)


async def forget(node: Node, entry: TicketEntry, over: Aftermath, *, now: datetime) -> None:
    """Count the visit, and drop it. Its pass is worth nothing from here on."""
    if await node.live.forget(entry.ticket.id, until=now + node.settings.timing.pass_life):
        node.unwritten.add(stage_row(node, entry, over))
    node.told.pop(f"place:{entry.ticket.id}", None)
    node.called.pop(entry.ticket.id, None)


def stage_row(node: Node, entry: TicketEntry, over: Aftermath) -> StageRow:
    """Return the only thing that outlives a visit."""
    ticket, talked = entry.ticket, over.listener is not None
    waited = entry.matched_after if entry.matched_after is not None else ticket.waited(over.ended)
    tier: bands.ListenerTier = "none"
    if over.listener_tier in {"probation", "full", "crisis"}:
        tier = over.listener_tier  # type: ignore[assignment]  # just checked
    return StageRow(
        week=bands.week_of(over.ended.date()),
        block=bands.block_of(over.ended),
        topic_group=node.catalogue.group(ticket.topics),
        language_group=bands.language_group(ticket.language),
        age_band=bands.age_group(ticket.age_band.value),
        wait_band=bands.wait_band(waited),
        duration_band=bands.duration_band(over.talked if talked else None),
        messages_band=bands.messages_band(over.messages),
        outcome=OUTCOMES[over.reason],
        risk_band=bands.risk_band(Watch.resume(entry.watch).peak),
        mood_change=bands.mood_change(entry.intake.feeling, over.feeling),
        listener_tier=tier,
    )
