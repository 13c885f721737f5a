"""Known time is a transaction number: resolve what a person writes to one, once."""

import datetime as dt
from zoneinfo import ZoneInfo

from creditgraph.archive.archive import newest_tx
from creditgraph.model.errors import BadInput
from creditgraph.usecases.context import Context

_SHANGHAI = ZoneInfo("Asia/Shanghai")


def known_at(context: Context, text: str) -> int:
    """The transaction that `tx:N`, a date (its end) or a time names: the last one committed by then.

    A time without a zone is Chinese time. BadInput where the text is neither, or lies before the first transaction.
    """
    context.archive.open()
    with context.archive.read() as sql:
        newest = newest_tx(sql)
        if text.startswith("tx:"):
            number = text.removeprefix("tx:")
            if not (number.isascii() and number.isdigit()) or not 0 <= int(number) <= newest:
                raise BadInput("unknown_tx", f"there is no transaction {number!r}; the newest is tx:{newest}")
            return int(number)
        moment = _moment(text)
        tx = sql.value("SELECT MAX(tx) FROM tx WHERE at <= :at", at=moment.isoformat(timespec="microseconds"))
    if tx is None:
        raise BadInput("before_first_tx", f"the archive knew nothing yet at {text}")
    return int(tx)


def _moment(text: str) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadInput("known_at", f"{text!r} is neither tx:N nor a time", "write tx:5 or 2026-11-24T12:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=_SHANGHAI)
    if len(text) == 10:
        moment += dt.timedelta(days=1, microseconds=-1)
    return moment.astimezone(dt.UTC)
