"""Known time is a transaction number: resolve what a person writes to one, once."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from creditgraph.archive.archive import newest_tx
from creditgraph.model.errors import BadInput
from creditgraph.usecases.context import Context

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_MINUTE = re.compile(r"[T ]\d{2}:\d{2}(?:Z|[+-]\d{2}:?\d{2})?$")
_NUMBER = re.compile(r"[0-9]{1,18}")


def known_at(context: Context, text: str) -> int:
    """The transaction that `tx:N`, a date (its end) or a time names: the last one committed by then.

    A time without a zone is Chinese time. BadInput where the text is neither, or lies before the first transaction.
    """
    context.archive.open()
    with context.archive.read() as sql:
        newest = newest_tx(sql)
        if text.startswith("tx:"):
            number = text.removeprefix("tx:")
            if not _NUMBER.fullmatch(number) or int(number) > newest:
                raise BadInput("unknown_tx", f"there is no transaction {number!r}; the newest is tx:{newest}")
            return int(number)
        moment = _moment(text)
        tx = sql.value("SELECT MAX(tx) FROM tx WHERE at <= :at", at=moment.isoformat(timespec="microseconds"))
    if tx is None:
        raise BadInput("before_first_tx", f"the archive knew nothing yet at {text}")
    return int(tx)


def _moment(text: str) -> dt.datetime:
    """The moment that a text names; a day or a minute means its last one."""
    try:
        moment = dt.datetime.fromisoformat(text)
        if _is_day(text):
            moment = dt.datetime.combine(moment, dt.time.max)
        elif _MINUTE.search(text):
            moment = moment.replace(second=59, microsecond=999_999)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=_SHANGHAI)
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise BadInput("known_at", f"{text!r} is neither tx:N nor a time", "write tx:5 or 2026-11-24T12:00") from None


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
