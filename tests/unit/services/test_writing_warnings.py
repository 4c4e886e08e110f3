"""What a text seems to tell by mistake; and as many texts that tell nothing."""

import pytest

from matchmaker.services.writing_confidential import confidential
from matchmaker.services.writing_contacts import contacts
from matchmaker.services.writing_identity import Identity, traces
from matchmaker.services.writing_texts import SHOWN_BLIND, Draft, disclosed
from matchmaker.services.writing_warnings import warnings
from models import Organization

OWNER = Identity(
    name="Suryakund Ispat Limited",
    website="https://www.suryakund-ispat.example/about",
    country="India",
    people=("Ananya Deshpande",),
    patent="1234567",
)


def topics(text, **more):
    return [topic for topic, _ in confidential(text, **more)]


def found(text, identity=OWNER):
    return [(trace.topic.removeprefix("the "), trace.words) for trace in traces(text, identity)]


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("A kiln at 40 EUR/t", "a price or sum of money", "40 EUR"),
        ("costs € 1.5 million", "a price or sum of money", "€ 1.5"),
        ("rund 1,5 Mio. € im Jahr", "a price or sum of money", "1,5 Mio. €"),
        ("omkring 400 kr per ton", "a price or sum of money", "400 kr"),
        ("₹ 5,000 a tonne", "a price or sum of money", "₹ 5,000"),
        ("一吨 4500元", "a price or sum of money", "4500元"),
        ("1トンあたり5万円", "a price or sum of money", "5万円"),
        ("our selling price fell", "a price or sum of money", "selling price"),
        ("le prix de vente", "a price or sum of money", "prix de vente"),
        ("a gross margin of 12 %", "a margin", "gross margin"),
        ("Die Gewinnmarge sinkt", "a margin", "Gewinnmarge"),
        ("営業利益率は高い", "a margin", "利益率"),
        ("capacity utilisation was 71 %", "output or utilisation", "capacity utilisation"),
        ("The mill runs at 80 % of capacity", "output or utilisation", "runs at 80 % of capacity"),
        ("Price is 45 €/t", "a price or sum of money", "45 €"),
        ("sold at USD45/t", "a price or sum of money", "USD45"),
        ("power at 8 ct/kWh", "a price or sum of money", "8 ct/kWh"),
        ("with 200 kt per year", "output or utilisation", "200 kt per year"),
        ("1.2 Mt/a of slag", "output or utilisation", "1.2 Mt/a"),
        ("30 000 t of dust per annum", "output or utilisation", "30 000 t of dust per annum"),
        ("20.000 Tonnen Schlacke pro Jahr", "output or utilisation", "20.000 Tonnen Schlacke"),
        ("20 000 ton per år", "output or utilisation", "20 000 ton per år"),
        ("we sell 20 ktpa", "output or utilisation", "20 ktpa"),
        ("our annual output", "output or utilisation", "our annual output"),
        ("taux d’utilisation des capacités", "output or utilisation", "taux d’utilisation des"),
        ("稼働率は80%", "output or utilisation", "稼働率"),
        ("2030년 가동률", "output or utilisation", "가동률"),
        ("वार्षिक उत्पादन", "output or utilisation", "वार्षिक उत्पादन"),
        ("a capacity expansion in 2029", "a capacity plan", "capacity expansion"),
        ("We plan to double the line by 2030", "a capacity plan", "We plan to double"),
        ("ampliación de capacidad", "a capacity plan", "ampliación de capacidad"),
        ("our customers ask for it", "customers", "our customers"),
        ("Nossos principais clientes", "customers", "Nossos principais clientes"),
        ("in our bid of March", "a bid", "our bid"),
        ("入札価格を下げる", "a bid", "入札価格"),
    ],
)
def test_confidential_words_are_named_in_many_languages(text, topic, words):
    [(told, by)] = confidential(text)

    assert told == topic
    assert by.startswith(words)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🔥🔥🔥",
        "A policy need: how does the price of carbon change what plants choose?",
        "at a carbon price of 90 EUR/t CO2",
        "CO2-Preis von 80 €/t",
        "The call has a budget of 3 million EUR",
        "Can follow the price of power",
        "a pilot with a capacity of 5 t/d",
        "capacity of 1.2 Mt a year for grinding",
        "We plan to double the throughput of the pilot kiln",
        "capacity building for operators",
        "a heat exchanger with a safety margin of 10 %",
        "gas utilisation rate of 45 % in the shaft",
        "dollar spot pattern on 3 samples",
        "3元系触媒を使う",
        "steel for customers in shipbuilding",
        "tender coal, bidirectional charging",
        "Pilot line makes 10 kg a day",
        "2030: 100,000 t of slag",
        "made for a plant of 200 kt a year",
        "modules of up to 40 GWh a year",
        "a cracker of 2 t of ammonia a day",
        "trials at 3 t/h for a year",
        "5 CT a second",
    ],
)
def test_what_everybody_may_know_raises_no_warning(text):
    assert topics(text) == []


def test_a_topic_is_named_once_and_money_may_be_named_where_it_is_brought():
    text = "40 EUR here, 50 EUR there, our customers"

    assert topics(text) == ["a price or sum of money", "customers"]
    assert topics(text, money_is_fine=True) == ["customers"]


def test_an_exempt_amount_does_not_hide_a_later_one():
    text = "With a carbon price of 90 EUR." + " Much else is said." * 5 + " It sells at 40 EUR."

    assert list(confidential(text)) == [("a price or sum of money", "40 EUR")]


@pytest.mark.parametrize(
    ("text", "topic", "words"),
    [
        ("see www.kiln.example/a, then", "a link", "www.kiln.example/a"),
        ("at https://kiln.example/a?b=c.", "a link", "https://kiln.example/a?b=c"),
        ("on greenkiln.co.in today", "a link", "greenkiln.co.in"),
        ("to a.b+c@kiln-works.example.", "an e-mail address", "a.b+c@kiln-works.example"),
        ("call +46 70 123 45 67 now", "a phone number", "+46 70 123 45 67"),
        ("Tel. 040-1234 56.", "a phone number", "Tel. 040-1234 56"),
        ("granted as EP 1 234 567 B1", "a patent number", "EP 1 234 567 B1"),
        ("US 10,123,456 B2 covers it", "a patent number", "US 10,123,456 B2"),
        ("WO2018/123456", "a patent number", "WO2018/123456"),
        ("filed as PCT/SE2020/050123", "a patent number", "PCT/SE2020/050123"),
        ("IN202011012345", "a patent number", "IN202011012345"),
        ("patent no. 12 345 678", "a patent number", "patent no. 12 345 678"),
        ("led by Prof. Maria Silva from", "a person’s name", "Prof. Maria Silva"),
        ("ask Mr J. Smith about it", "a person’s name", "Mr J. Smith"),
        ("Frau Müller-Lüdenscheidt", "a person’s name", "Frau Müller-Lüdenscheidt"),
    ],
)
def test_ways_to_a_person_or_a_document_are_found(text, topic, words):
    assert list(contacts(text)) == [(topic, words)]


@pytest.mark.parametrize(
    "text",
    [
        "the kiln.The next one, e.g. lime",
        "of steel.in the works",
        "+20 000 000 t of slag",
        "NO 120-150 mg/m³, SO2 200 mg",
        "US 1200 t, in 2030, 100,000 t",
        "CN 100 000 t a year",
        "Dr. hydrogen, the professor of it",
        "mail @ noon, a@b",
        "C21B13/0073 and ISO 14404-1:2013",
        "1,250 °C for 24 h, 20–50 MW, pH 7.5",
        "特許を取得した",
    ],
)
def test_figures_and_formulas_are_no_contacts(text):
    assert list(contacts(text)) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Slag of Suryakund Ispat Limited", "Suryakund Ispat Limited"),
        ("SURYAKUND ISPAT slag", "SURYAKUND ISPAT"),
        ("suryakund-ispat slag", "suryakund-ispat"),
        ("SuryakundIspat slag", "SuryakundIspat"),
        ("the Suryakund works", "Suryakund"),
        ("Sūryakund works", "Sūryakund"),
        ("slag of SIL", "SIL"),
    ],
)
def test_the_name_is_found_however_it_is_written(text, words):
    assert found(text) == [("organization’s name", words)]


@pytest.mark.parametrize(
    "text", ["silt and silica", "limited space", "an ispat", "SILO 4", "steel works", ""]
)
def test_parts_of_words_and_common_words_name_nobody(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("National Aluminium Company", "national aluminium policy", False),
        ("Iron Ore Company", "iron ore fines", False),
        ("Iron Ore Company", "the Iron Ore Company", True),
        ("Indian Institute of Technology Dhanbad", "Indian steel technology", False),
        ("Indian Institute of Technology Dhanbad", "tests in Dhanbad", True),
        ("University of Oulu", "the university", False),
        ("University of Oulu", "Oulu has a pilot", True),
        ("Heart Aerospace AB", "the heart of the cell", False),
        ("Heart Aerospace AB", "heart aerospace", True),
        ("Direct Reduction of Iron Institute", "DRI plants", False),
        ("新日本製鉄株式会社", "新日本製鉄の炉", True),
        ("भारत इस्पात", "भारत इस्पात का", True),
        ("🔥", "🔥", False),
        ("", "anything", False),
        ("X(" * 50, "X", False),
    ],
)
def test_only_what_is_the_organizations_own_names_it(name, text, named):
    assert any(trace.names for trace in traces(text, Identity(name))) is named


def test_website_people_patent_and_country_are_told_apart():
    text = "suryakund-ispat.example, Ananya  Deshpande, EP1234567, no. 1234567, in India"

    assert dict(found(text)) == {
        "organization’s website": "suryakund-ispat.example",
        "organization’s name": "suryakund-ispat",
        "name of one of your people": "Ananya  Deshpande",
        "number of your own patent": "1234567",
        "country": "India",
    }
    assert [trace.topic for trace in traces(text, OWNER) if not trace.names] == ["the country"]


@pytest.mark.parametrize("website", ["", "http://[::1", "no address", "https://"])
def test_a_website_that_is_none_is_passed_over(website):
    assert found("text with no address in it", Identity("Quell AB", website)) in (
        [],
        [("organization’s website", "no address")],
    )


def test_only_a_blind_text_is_searched_for_its_owner_and_only_where_readers_see_it():
    text = "Suryakund, see www.kiln.example"
    values = {"title": text, "description": text}

    assert warnings("need", {**values, "disclosure": "open"}, OWNER) == []
    blind = warnings("need", {**values, "disclosure": "blind"}, OWNER)
    assert [(w.field, w.words, w.names_owner) for w in blind] == [
        ("title", "Suryakund", True),
        ("title", "www.kiln.example", False),
    ]


def test_the_fields_of_a_blind_text_that_readers_see_are_those_that_are_disclosed():
    draft = Draft(
        "need",
        {"title": "title!", "teaser": "teaser!", "description": "x", "disclosure": "blind"},
        Organization(name="A"),
    )

    shown = disclosed(draft)
    assert (shown.title, shown.teaser) == tuple(f"{name}!" for name in SHOWN_BLIND)
    assert not shown.body
    assert not shown.expertise


def test_what_names_the_owner_stands_first_and_nothing_is_said_twice():
    values = {
        "title": "At 40 EUR/t",
        "teaser": "Mail info@suryakund-ispat.example",
        "disclosure": "blind",
    }

    told = [(w.field, w.topic, w.words) for w in warnings("need", values, OWNER)]
    assert told == [
        ("teaser", "the organization’s website", "suryakund-ispat.example"),
        ("title", "a price or sum of money", "40 EUR"),
    ]


def test_statements_of_expertise_are_read_and_codes_are_not():
    values = {"expertise": ["Reduction", "Tests at 900 EUR"], "sectors": ["steel"], "trl": 4}

    [warned] = warnings("capability", values, OWNER)
    assert (warned.field, warned.words) == ("expertise", "900 EUR")


def test_the_same_warning_has_the_same_key_and_another_has_another():
    first, again, other = (
        warnings("need", {"title": title}, OWNER)[0].key
        for title in ("40 EUR", "At 40 EUR", "41 EUR")
    )

    assert first == again != other


@pytest.mark.parametrize("piece", ["a", "1 ", "+1", "🔥", "a@", "A. ", "EP 1,", "の"])
def test_a_text_of_any_length_is_read(piece):
    warnings("need", {"title": piece * (100_000 // len(piece)), "disclosure": "blind"}, OWNER)
