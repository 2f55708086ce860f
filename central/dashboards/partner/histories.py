"""The movements of a wallet, or of a client's balance, as people read them: what, with whom, by whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.base.pages import Page, PageRequest
from central.dashboards.kit.days import Day, bounds_of
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.dashboards.kit.transfers import KINDS
from central.events.models import Event
from central.ledger import statements
from central.ledger.accounts import AccountKind
from central.ledger.statements import Kind, Movement, Sought, StatementLine
from central.tenants.models import Client, User

_SEEN: Final = (
    Kind.PURCHASE, Kind.TOP_UP, Kind.ALLOCATION, Kind.TRANSFER,
    Kind.REFUND, Kind.OVERDRAFT, Kind.CHARGEBACK, Kind.ADJUSTMENT,
)  # fmt: skip
"""Those that wallets and clients' balances have."""
_OTHERS: Final = {
    AccountKind.WALLET: gettext_lazy("Tu billetera"),
    AccountKind.ISSUED: gettext_lazy("La plataforma"),
    AccountKind.FORFEITED: gettext_lazy("La plataforma"),
    AccountKind.CONSUMED: gettext_lazy("Fotos"),
}
_EVENTS: Final = (AccountKind.POOL, AccountKind.OVERDRAFT)


@dataclass(frozen=True, slots=True)
class Line:
    """A movement in words. `balance` None: others may be between this one and the next."""

    movement: Movement
    kind: str | Promise
    other: str | Promise
    by: str

    @property
    def balance(self) -> int | None:
        return self.movement.balance if isinstance(self.movement, StatementLine) else None


class HistoryWanted(forms.Form):
    """The filter of a history, from its address; days are those of the platform's zone."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Qué"), required=False,
        choices=[("", gettext_lazy("Todo")), *((kind.value, KINDS[kind]) for kind in _SEEN)],
    )  # fmt: skip
    since = Day(label=gettext_lazy("Desde"))
    until = Day(label=gettext_lazy("Hasta"))

    @property
    def sought(self) -> Sought:
        """What is asked for; whatever is no choice or no day asks for nothing."""
        self.is_valid()
        given = self.cleaned_data
        kind = given.get("kind")
        begins, ends = bounds_of(given.get("since"), given.get("until"))
        return Sought(Kind(kind) if kind else None, begins, ends)


def history_of(tenant_id: UUID, account: UUID, sought: Sought, asked: PageRequest) -> Page[Line]:
    """A page of the account's movements, the newest first, in at most five statements. Raises CursorError."""
    if sought != Sought():
        found = statements.matching(tenant_id, account, sought, asked)
        return Page(_told(tenant_id, found.items), found.next)
    whole = statements.page(tenant_id, account, asked.cursor, asked.limit)
    return Page(_told(tenant_id, whole.items), whole.next)


def history_page(
    request: HttpRequest, tenant_id: UUID, account: UUID, name: str
) -> dict[str, Any] | HttpResponseBase:
    """What `partner/history_part.html` shows; or, where that is asked for, all of it for a spreadsheet."""
    wanted = HistoryWanted(request.GET)
    read = partial(history_of, tenant_id, account, wanted.sought)
    if request.GET.get("format") == "csv":
        head = [
            _("Cuándo"),
            _("Qué"),
            _("Con quién"),
            _("Créditos"),
            _("Saldo"),
            _("Hecho por"),
            _("Palabras"),
        ]
        return csv_file(name, head, read, _cells)
    found = read(asked_for(request))
    unfiltered = wanted.sought == Sought()
    return {"wanted": wanted, "unfiltered": unfiltered, "listed": listed(request, found)}


def _told(tenant_id: UUID, movements: Collection[Movement]) -> list[Line]:
    others = _others(tenant_id, movements)
    people = _people(tenant_id, movements)
    return [
        Line(
            each,
            KINDS.get(Kind(each.kind), each.kind),
            others.get(each.other_owner, "") or _OTHERS.get(each.other_kind, ""),
            people.get(each.actor, ""),
        )
        for each in movements
    ]


def _others(tenant_id: UUID, movements: Iterable[Movement]) -> dict[UUID | None, str]:
    """The names of the clients and the events on the other side."""
    owners: dict[bool, set[UUID]] = {True: set(), False: set()}
    for each in movements:
        if each.other_owner and each.other_kind in (*_EVENTS, AccountKind.CLIENT):
            owners[each.other_kind in _EVENTS].add(each.other_owner)
    events = Event.objects.filter(tenant_id=tenant_id, id__in=owners[True])
    named = Client.objects.filter(tenant_id=tenant_id, id__in=owners[False])
    return dict([*events.values_list("id", "name"), *named.values_list("id", "name")])


def _people(tenant_id: UUID, movements: Iterable[Movement]) -> dict[str, str]:
    """What the people who did it are called, as far as they are the partner's or its clients'."""
    ids = {each.actor.removeprefix("user:") for each in movements if each.actor.startswith("user:")}
    known = User.objects.filter(tenant_id=tenant_id, id__in=ids)
    return {person.actor: person.name or person.email for person in known}


def _cells(lines: list[Line]) -> Lines:
    return [
        (
            each.movement.recorded_at.isoformat(), each.kind, each.other, each.movement.amount,
            "" if each.balance is None else each.balance, each.by, each.movement.note,
        )
        for each in lines
    ]  # fmt: skip
