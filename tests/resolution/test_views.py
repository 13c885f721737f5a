"""From what a row states to what the rules see."""

import pytest

from creditgraph.model.statement import Described, Identifier, Name, StatedLink, Statement
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind, LinkType, NameKind
from creditgraph.resolution.claims import FoldedName, View
from creditgraph.resolution.views import fold, views_of


def company(*names: Name) -> Described:
    number = Identifier(IdentifierKind.REGISTRATION_NUMBER, "370102200000129", None, None)
    return Described(b"o", EntityKind.ENTERPRISE, names, (number,), ((DetailKind.DIVISION, "370100"),))


def person(name: str, key: bytes = b"p") -> Described:
    return Described(key, EntityKind.NATURAL_PERSON, (Name(name),), context=0)


def stated(*sources: Described, links: tuple[StatedLink, ...] = ()) -> list[View]:
    return list(views_of(Statement(2, b"row", None, sources, links, (), ())))


def test_a_view_holds_folded_names_with_their_dates_and_values_without_masks() -> None:
    (seen,) = stated(company(Name("山东（鲁信）科技有限责任公司", NameKind.FORMER, 20190101, 20200101, 20190601)))
    assert seen == View(
        EntityKind.ENTERPRISE,
        (FoldedName("山东(鲁信)科技有限公司", NameKind.FORMER, 20190101, 20200101, 20190601),),
        ((IdentifierKind.REGISTRATION_NUMBER, "370102200000129"),),
        ((DetailKind.DIVISION, "370100"),),
        (),
        False,
    )


def test_a_persons_name_folds_by_its_own_rule() -> None:
    text = "张三有限责任公司"
    assert fold(text, EntityKind.ENTERPRISE) == "张三有限公司"
    assert fold(text, EntityKind.NATURAL_PERSON) != fold(text, EntityKind.ENTERPRISE)
    assert [use.folded for view in stated(company(Name("甲公司")), person("张 三")) for use in view.names] == [
        fold("甲公司", EntityKind.ENTERPRISE),
        fold("张 三", EntityKind.NATURAL_PERSON),
    ]


def test_a_person_named_inside_an_organisation_is_mentioned() -> None:
    assert [view.mentioned for view in stated(company(Name("甲")), person("张三"))] == [False, True]


@pytest.mark.parametrize(
    ("type_", "representatives"),
    [
        (LinkType.LEGAL_REP_OF, ("张三",)),
        (LinkType.PRINCIPAL_OF, ("张三",)),
        (LinkType.OFFICER_OF, ()),
        (LinkType.HOLDS, ()),
    ],
)
def test_legal_representatives_and_principals_stand_for_the_organisation(
    type_: LinkType, representatives: tuple[str, ...]
) -> None:
    seen, someone = stated(company(Name("甲")), person("张三"), links=(StatedLink(type_, 1, 0),))
    assert (seen.representatives, someone.representatives) == (representatives, ())


def test_representatives_come_once_in_the_order_of_the_links() -> None:
    links = (
        StatedLink(LinkType.PRINCIPAL_OF, 2, 0),
        StatedLink(LinkType.LEGAL_REP_OF, 1, 0),
        StatedLink(LinkType.LEGAL_REP_OF, 2, 0),
    )
    seen, *_persons = stated(company(Name("甲")), person("张三"), person("李四", b"q"), links=links)
    assert seen.representatives == ("李四", "张三")


def test_an_organisation_may_represent_another() -> None:
    partner = Described(b"x", EntityKind.ENTERPRISE, (Name("乙有限责任公司"), Name("丙", NameKind.FORMER)))
    seen, _partner = stated(company(Name("甲")), partner, links=(StatedLink(LinkType.PRINCIPAL_OF, 1, 0),))
    assert seen.representatives == ("乙有限公司", "丙")


def test_a_subject_without_a_name_is_seen_by_its_number() -> None:
    (seen,) = stated(company())
    assert (seen.names, len(seen.identifiers)) == ((), 1)
