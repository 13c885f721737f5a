"""The seeded crowd around the cast: firms, institutions, their people and holders.

Nobody of the crowd holds a post or a share in a firm of the cast, so what the cast shows
does not depend on the seed.
"""

from collections.abc import Callable

import cast
from codes import registration_number
from words import BRAND, GIVEN, INSTITUTIONS, STREETS, SURNAMES, TRADES
from world import Dice, Holding, Org, Person, Post, Province

DIVISIONS = [(division, place[:3], place) for division, place in cast.PLACES.items()]
AGENT_ADDRESS, AGENT_PHONE = "墨川市望湖区衔山路88号集群注册区A座", "0399-5558888"
AGENT_FIRMS, AGENT_PHONES = 25, 9
FIRMS = 218
POST_TITLES = ("执行董事", "监事", "经理", "董事", "财务负责人", "副总经理")
SPLITS = (
    ("100",),
    ("100",),
    ("51", "49"),
    ("60", "40"),
    ("66.6667", "33.3333"),
    ("40", "35", "25"),
    ("34", "33", "33"),
    ("90", "8.5"),
)


class Crowd:
    """Makes the crowd into a province, with names that occur only once."""

    def __init__(self, province: Province, dice: Dice) -> None:
        self._province = province
        self._dice = dice
        people = [org.head for org in province.orgs if org.head] + [post.person for post in province.posts]
        self._taken = {person.name for person in people} | {org.name for org in province.orgs}
        self._serial = 0
        self._officers: list[Person] = []
        self.firms: list[Org] = []

    def fill(self) -> None:
        """Firms, their branches, the institutions; posts and holdings of all of them."""
        for index in range(FIRMS):
            self.firms.append(self._firm(index))
        branches = [self._branch(self.firms[index * 5], index) for index in range(20)]
        institutions = [
            self._institution(name, type_, kind) for (type_, kind), names in INSTITUTIONS.items() for name in names
        ]
        self._province.orgs += [*self.firms, *branches, *institutions]
        for index, firm in enumerate(self.firms):
            self._staff(firm)
            self._own(firm, index)
        for institution in institutions[:12]:
            self._post(institution, institution.head, "主任" if institution.kind == "12" else "理事长")

    def person(self, with_number: int = 75) -> Person:
        """Somebody new; so many of a hundred have an identity number in the files."""
        name = self._new(lambda: self._dice.of(SURNAMES) + self._dice.of(GIVEN) + self._dice.of(GIVEN))
        born = self._dice.day(1955, 1999).replace("-", "")
        sequence = self._dice.between(100, 899)
        return Person(name, born, sequence) if self._dice.chance(with_number) else Person(name)

    def _new(self, make: Callable[[], str]) -> str:
        while True:
            name = make()
            if name not in self._taken:
                self._taken.add(name)
                return name

    def _body(self) -> str:
        self._serial += 1
        return f"YX77{self._serial:04d}"

    def _firm(self, index: int) -> Org:
        dice = self._dice
        division, city, district = dice.of(DIVISIONS)
        agent = index < AGENT_FIRMS
        if agent:
            division, city, district = DIVISIONS[0]
        type_, kind, ending = self._form(index)
        place = district if kind == "92" else dice.of((city, city, city, "云泽省", "云泽"))
        trade = dice.of(("餐馆", "便利店", "理发店", "五金店", "水果店")) if kind == "92" else dice.of(TRADES)
        name = self._new(lambda: place + dice.of(BRAND) + dice.of(BRAND) + trade + ending)
        old = index % 11 == 7 and kind == "91"
        founded = dice.day(1998, 2006) if old else dice.day(2007, 2022)
        address = AGENT_ADDRESS if agent else f"{district}{dice.of(STREETS)}路{dice.between(1, 299)}号"
        line = index - (index % 37 == 36)  # one in 37 has its neighbour's phone
        phone = AGENT_PHONE if index < AGENT_PHONES else f"0399-{5600000 + line:07d}"
        former = name.replace(trade, "实业", 1) if index % 29 == 5 and kind == "91" else ""
        return Org(
            name,
            type_,
            kind,
            division,
            self._body(),
            self.person(),
            founded,
            address,
            phone,
            former,
            dice.day(2023, 2024) if former else "",
            registration_number(division, 20000 + index) if old else "",
            code_known=not (old and index % 2),
        )

    def _form(self, index: int) -> tuple[str, str, str]:
        turn = index % 20
        if turn in (3, 8, 13):
            return "个体工商户", "92", ""
        if turn == 5:
            return cast.STOCK, "91", "股份有限公司"
        if turn == 11:
            return "普通合伙企业", "91", "中心（普通合伙）"
        if turn == 16:
            return "个人独资企业", "91", "经营部"
        if turn == 18:
            return "农民专业合作社", "93", "农民专业合作社"
        return cast.LIMITED, "91", "有限公司"

    def _branch(self, parent: Org, index: int) -> Org:
        division, city, district = DIVISIONS[(index + 1) % len(DIVISIONS)]
        return Org(
            f"{parent.name}{district[len(city) : -1]}分公司",
            "分公司",
            "91",
            division,
            self._body(),
            self.person(),
            self._dice.day(2023, 2024),
            f"{district}{STREETS[index % 10]}路{index + 301}号",
        )

    def _institution(self, name: str, type_: str, kind: str) -> Org:
        division = cast.ELM if "清榆" in name else cast.PINE if "松荫" in name else cast.LAKE
        return Org(
            name,
            type_,
            kind,
            division,
            self._body(),
            self.person(),
            self._dice.day(1985, 2015),
            f"云泽省{STREETS[self._serial % 10]}路{self._serial + 400}号",
            f"0399-{5700000 + self._serial:07d}",
        )

    def _post(self, org: Org, person: Person | None, title: str, until: str = "") -> None:
        if person:
            since = f"{int(org.founded[:4]) + self._dice.between(0, 1)}-{self._dice.between(1, 12):02d}-15"
            self._province.posts.append(Post(org, person, title, since, until))

    def _staff(self, firm: Org) -> None:
        """The head, and for companies up to two more; some firms share a person, some offices are past."""
        if firm.kind == "92":
            if self._dice.chance(30):
                self._post(firm, firm.head, "经营者")
            return
        self._post(firm, firm.head, self._dice.of(("执行董事", "董事长", "经理")))
        if self._dice.chance(65):
            shared = self._dice.chance(20) and self._officers
            person = self._dice.of(self._officers[-40:]) if shared else self.person()
            self._officers.append(person)
            self._post(firm, person, self._dice.of(POST_TITLES[1:]))
        if self._dice.chance(12):
            self._post(firm, self.person(), "执行董事", self._dice.day(2023, 2025))

    def _own(self, firm: Org, index: int) -> None:
        """Holders that sum to at most 100; a firm is held only by earlier ones, so the crowd has no loops."""
        if firm.kind != "91" or firm.type not in (cast.LIMITED, cast.STOCK, "普通合伙企业"):
            return
        split = self._dice.of(SPLITS)
        for place, percent in enumerate(split):
            holder: Org | Person = firm.head if place == 0 and firm.head else self.person(60)
            if place == len(split) - 1 and index > 12 and self._dice.chance(25):
                holder = next(f for f in self.firms[self._dice.below(index - 3) :] if f.kind == "91")
                holder = holder if self.firms.index(holder) < index else self.firms[0]
            unknown = self._dice.chance(6)
            self._province.holdings.append(Holding(firm, holder, "" if unknown else percent, firm.founded))
