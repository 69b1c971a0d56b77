"""The newsroom's rule book: which role may do what to a story in which state.

The table is the specification. d draft, s submitted, e in edit, r ready, x spiked. Reporters and the wire
desk act on their own and on wire stories, copy editors and section editors in their sections, the others
on every story; the second half of the test checks that nobody reaches further. Beneath it a second table says when
an editor may approve: what one person wrote alone needs another, from one approval to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth.models import User

from articles import policy
from articles.acts import approve, moving, offering, plain_moves, table
from articles.acts.act import Refused
from articles.models import Article, State, content
from articles.policy import Role
from articles.writing import saving
from tests import factories

RULE_BOOK = """
act               | Reporter | Copy  | Pictures | Section | Chief | Wire desk | Admin
view              | dserx    | dserx | dserx    | dserx   | dserx | dserx     | -
edit              | d        | se    | -        | dser    | dser  | d         | -
edit_pictures     | d        | se    | dser     | dser    | dser  | d         | -
submit            | d        | d     | -        | d       | d     | d         | -
share             | dserx    | dserx | -        | dserx   | dserx | dserx     | -
assign            | -        | -     | -        | dserx   | dserx | -         | -
plan              | dserx    | -     | -        | dserx   | dserx | dserx     | -
assign_report     | -        | -     | -        | dserx   | dserx | -         | -
report_error      | dserx    | dserx | dserx    | dserx   | dserx | dserx     | -
take_up           | -        | -     | -        | -       | -     | -         | -
give_back         | -        | -     | -        | -       | -     | -         | -
take_back         | s        | -     | -        | -       | -     | s         | -
hand_over         | -        | se    | dser     | -       | -     | -         | -
take              | -        | ds    | -        | ds      | ds    | -         | -
approve           | -        | -     | -        | ser     | ser   | -         | -
publish           | -        | -     | -        | r       | r     | -         | -
publish_change    | -        | -     | -        | dser    | dser  | -         | -
approve_and_publish | -      | -     | -        | ser     | ser   | -         | -
schedule          | -        | -     | -        | dser    | dser  | -         | -
schedule_withdrawal | -      | -     | -        | dser    | dser  | -         | -
unschedule        | -        | -     | -        | dser    | dser  | -         | -
correct           | -        | -     | -        | r       | r     | -         | -
append_correction | -        | -     | -        | dser    | dser  | -         | -
reopen            | -        | -     | -        | r       | r     | -         | -
return            | -        | ser   | -        | ser     | ser   | -         | -
lift_embargo      | -        | -     | -        | -       | dser  | -         | -
withdraw          | -        | -     | -        | dser    | dser  | -         | -
republish         | -        | -     | -        | dser    | dser  | -         | -
kill              | -        | -     | -        | -       | dser  | -         | -
spike             | dser     | -     | -        | dser    | dser  | dser      | -
revive            | -        | -     | -        | x       | x     | -         | -
hide_line         | -        | -     | -        | dserx   | dserx | -         | -
close_coverage    | -        | -     | -        | dser    | dser  | -         | -
reopen_coverage   | -        | -     | -        | dser    | dser  | -         | -
"""
LETTERS = {"d": State.DRAFT, "s": State.SUBMITTED, "e": State.IN_EDIT, "r": State.READY, "x": State.SPIKED}
SHORT = {
    "Copy": Role.COPY_EDITOR,
    "Pictures": Role.PICTURE_EDITOR,
    "Section": Role.SECTION_EDITOR,
    "Chief": Role.EDITOR_IN_CHIEF,
}
# Taking and giving back need an assignment: `test_assigning` has their book.
NOT_IN_THE_TABLE = {
    "view",
    "edit",
    "edit_pictures",
    "hide_line",
    "share",
    "assign",
    "plan",
    "take_up",
    "give_back",
    "report_error",
    "assign_report",
}
ANYWHERE = {Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF}


def entries() -> list[tuple[str, Role, str]]:
    """Every cell of the table: the act, the role, and the letters of the states."""
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in RULE_BOOK.strip().splitlines()]
    roles = [SHORT.get(name) or Role(name) for name in head[1:]]
    return [(act, role, cell) for act, *cells in rows for role, cell in zip(roles, cells, strict=True)]


def offered(somebody: User, act: str, article: Article) -> bool:
    """What the desk would let this person try, guards aside."""
    if act in NOT_IN_THE_TABLE:
        return policy.may(somebody, act, article)
    return policy.may(somebody, act, article) and article.state in table.BY_NAME[act].from_states


def story_within_reach(somebody: User, role: Role) -> Article:
    city = factories.section("City")
    if role == Role.REPORTER:
        return factories.story(somebody, section=city)
    return factories.story(section=city, from_wire=role == Role.WIRE_DESK)


def put(article: Article, state: State) -> None:
    """Straight into the table: here only the rules are in question."""
    Article.objects.filter(pk=article.pk).update(state=state, approved_revision=article.revision)
    article.refresh_from_db()


def test_the_book_names_every_act_and_every_role() -> None:
    acts = {act for act, _, _ in entries()}
    assert acts == {*table.BY_NAME, *NOT_IN_THE_TABLE}
    assert {role for _, role, _ in entries()} == set(Role)


@pytest.mark.django_db
@pytest.mark.parametrize(("act", "role", "letters"), entries(), ids=str)
def test_the_rule_book(act: str, role: Role, letters: str) -> None:
    states = {LETTERS[letter] for letter in letters if letter in LETTERS}
    somebody = factories.user(role, sections=(factories.section("City"),))
    article = story_within_reach(somebody, role)
    allowed = set()
    for state in State:
        put(article, state)
        if offered(factories.again(somebody), act, article):
            allowed.add(state)
        elif act not in NOT_IN_THE_TABLE:
            with pytest.raises(Refused):
                moving.move(table.BY_NAME[act], article, by=factories.again(somebody), note="A note.")
            article.refresh_from_db()
            assert article.state == state
            assert not article.state_changes.exists()
    assert allowed == states

    other = factories.story(section=factories.section("Sport"))
    beyond = set()
    for state in State:
        put(other, state)
        if offered(factories.again(somebody), act, other):
            beyond.add(state)
    assert beyond == (states if role in ANYWHERE else set())


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_lists_show_what_the_rules_allow_to_see(role: Role) -> None:
    somebody = factories.user(role, sections=(factories.section("City"),))
    stories = [
        factories.story(section=factories.section("City")),
        factories.story(section=factories.section("Sport")),
        factories.story(section=factories.section("Sport"), from_wire=True),
        factories.story(somebody, section=factories.section("Sport")),
        factories.story(
            section=factories.section("Sport"), bylines=(factories.reporter("Own Name", user=somebody),)
        ),
        factories.story(section=None),
    ]
    listed = set(policy.visible_articles(factories.again(somebody)))
    assert listed == {story for story in stories if policy.may(factories.again(somebody), "view", story)}


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted(policy.CREATORS))
def test_whoever_begins_a_story_can_write_it_and_hand_it_in(role: Role) -> None:
    """Wherever it belongs: an editor of sport may file for the city pages."""
    somebody = factories.user(role, sections=(factories.section("Sport"),))
    article = factories.story(somebody, section=factories.section("City"))
    assert policy.may(somebody, "edit", article)
    moving.move(plain_moves.SUBMIT, article, by=somebody)
    assert article.state == State.SUBMITTED
    if role != Role.EDITOR_IN_CHIEF:
        assert policy.why_not(somebody, "edit", article)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_pictures_are_killed_and_released_by_picture_editors_and_the_editor_in_chief(role: Role) -> None:
    somebody, image = factories.user(role), factories.picture()
    may = {act for act in policy.LIBRARY_RULES if somebody.has_perm(f"media.{act}_image", image)}
    assert may == ({"kill", "release"} if role in {Role.PICTURE_EDITOR, Role.EDITOR_IN_CHIEF} else set())


@pytest.mark.django_db
def test_whoever_filed_a_picture_may_not_kill_it() -> None:
    ana = factories.user(Role.REPORTER)
    image = factories.picture(ana)
    assert ana.has_perm("media.change_image", image)
    assert not ana.has_perm("media.kill_image", image)


@pytest.mark.django_db
def test_a_section_inside_the_remit_belongs_to_it() -> None:
    city = factories.section("City")
    harbour = factories.section("Harbour", parent=city)
    editor = factories.user(Role.SECTION_EDITOR, sections=(city,))
    assert policy.may(editor, "publish", factories.story(section=harbour))
    assert set(policy.sections_for(editor)) == {city, harbour}


@pytest.mark.django_db
def test_someone_who_left_may_do_nothing() -> None:
    editor = factories.user(Role.EDITOR_IN_CHIEF)
    editor.is_active = False
    article = factories.story()
    assert not policy.may(editor, "view", article)
    assert not policy.visible_articles(editor).exists()
    assert not editor.has_perm("articles.view_article")


# Two people

TWO_PEOPLE = """
who wrote what since the last approval              | may the editor approve
editor the whole story, colleague nothing           | You are its only author
colleague the whole story, editor nothing           | yes
colleague the whole story, editor a word            | yes
editor the whole story, colleague a comma           | You are its only author
editor the whole story, colleague a space           | You are its only author
editor the whole story, colleague capitals          | You are its only author
editor the whole story, colleague a topic           | You are its only author
editor the whole story, colleague a word            | yes
editor the whole story, colleague a number's comma  | yes
editor the whole story, colleague a picture         | yes
editor the whole story, colleague a link            | yes
editor the whole story, colleague a byline          | yes
approved, then editor nothing                       | yes
approved, then editor a comma                       | yes
approved, then editor a word                        | nobody but you has changed more than a comma
approved, then editor a picture                     | nobody but you has changed more than a comma
approved, then editor a word, colleague a comma     | nobody but you has changed more than a comma
approved, then editor a word, colleague a word      | yes
approved, then colleague a word, editor a word      | yes
"""
TEXT = "<p>The line carries 1,500 people, the council said.</p>"
CHANGES: dict[str, Callable[[], dict[str, object]]] = {
    "a comma": lambda: {"body": TEXT.replace("people,", "people –")},
    "a space": lambda: {"body": TEXT.replace("people, ", "people,\u00a0 ")},
    "capitals": lambda: {"body": TEXT.replace("council", "Council")},
    "a word": lambda: {"standfirst": f"Not {next(factories.counter)} boats."},
    "a number's comma": lambda: {"body": TEXT.replace("1,500", "1.500")},
    "a picture": lambda: {"lead_picture_id": factories.picture().pk},
    "a link": lambda: {"body": TEXT.replace("council", '<a href="https://example.org/">council</a>')},
}


def two_people() -> list[tuple[str, str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in TWO_PEOPLE.strip().splitlines()[1:]]
    return [(said, answer) for said, answer in rows]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "answer"), two_people(), ids=str)
def test_two_people_bring_words_to_readers(said: str, answer: str) -> None:
    people = {
        "editor": factories.user(Role.EDITOR_IN_CHIEF),
        "colleague": factories.user(Role.EDITOR_IN_CHIEF),
    }
    written = re.search(r"(\w+) the whole story", said)
    article = factories.story(people[written[1]] if written else factories.user(Role.REPORTER), body=TEXT)
    if said.startswith("approved"):
        factories.ready(article, people["colleague"])
        moving.move(plain_moves.REOPEN, article, by=people["editor"])
    else:
        moving.move(plain_moves.TAKE, article, by=people["editor"])
    for who, what in re.findall(r"(editor|colleague) (a [\w' ]+?|capitals)(?:,|$)", said):
        change(article, people[who], what)
    if answer == "yes":
        moving.move(approve.ACT, article, by=people["editor"])
        assert article.state == State.READY
        return
    with pytest.raises(Refused, match=answer):
        moving.move(approve.ACT, article, by=people["editor"])
    moving.move(approve.ACT, article, by=factories.user(Role.EDITOR_IN_CHIEF))


def change(article: Article, by: User, what: str) -> None:
    article.refresh_from_db()
    now = content.of_article(article)
    if what == "a topic":
        now = replace(now, topics=(factories.topic().pk,))
    elif what == "a byline":
        another = {"role": "edited", "reporter": None, "organisation": "The desk", "name": ""}
        now = replace(now, bylines=(*now.bylines, another))
    else:
        now = replace(now, fields=now.fields | CHANGES[what]())
    assert article.revision is not None
    saved = saving.save(article.pk, now, base=article.revision.number, by=by)
    assert saved.revision is not None, "something was changed"
    article.refresh_from_db()


@pytest.mark.django_db
def test_one_who_published_cannot_publish_an_own_version_alone() -> None:
    """One word by anybody, years ago, opened the rule for ever."""
    editor = factories.user(Role.EDITOR_IN_CHIEF)
    article = factories.story()
    factories.publish(article, editor)
    factories.edit(article, editor, headline="Ferries to stop, says the editor")
    moving.move(plain_moves.TAKE, article, by=editor)
    [option] = [one for one in offering.options(article, editor) if one.act.name == "approve"]
    assert "somebody else must approve it" in " ".join(option.reasons)
