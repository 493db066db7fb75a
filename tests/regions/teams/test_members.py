"""One form for a colleague, as an admin uses it; what the colleague finds in the mail; and their leaving."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry, Page
from wagtail.users.models import UserProfile

from base.models import User
from regions.models import Role
from regions.teams.permission_sync import Team
from regions.teams.rights import give_rights, rights_of
from tests.factories.base import locale, offer
from tests.factories.database import prepared
from tests.factories.news import NewsPageFactory
from tests.factories.people import admin, can_log_in, choices_of, log_in, root_collection
from tests.factories.queries import warm_queries
from tests.factories.regions import RegionPageFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/colleagues/add/"


@prepared
def region() -> Any:
    offer("en", "es", "fr", "ar")
    root_collection()
    return RegionPageFactory(title="América Latina", language="es")


@pytest.fixture
def browser(region: Any) -> Client:
    return admin()


def row(number: int, where: str = "", language: str = "", role: str = "editor", **more: str) -> dict[str, str]:
    fields = {"where": where, "language": language, "role": role, **more}
    return {f"rights-{number}-{name}": value for name, value in fields.items()}


def typed(*rows: dict[str, str], initial: int = 0, **changes: str) -> dict[str, str]:
    """What a person types into the form; a row is a right."""
    data = {"first_name": "Ana", "last_name": "Núñez", "email": "ana@example.org", "language": "es", **changes}
    data |= {"rights-TOTAL_FORMS": str(len(rows)), "rights-INITIAL_FORMS": str(initial)}
    for one in rows:
        data |= one
    return data


def spanish(region: Any, role: str = "editor", number: int = 0) -> dict[str, str]:
    return row(number, str(region.translation_key), str(locale("es").pk), role)


def errors(answer: Any) -> list[str]:
    soup = BeautifulSoup(answer.content, "html.parser")
    return [" ".join(one.get_text().split()) for one in soup.select("form .error-message, form [role=alert]")]


def colleague(region: Any, name: str = "ana", role: Role = Role.EDITOR) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", "secret", first_name=name.capitalize())
    give_rights(user, region, ["es"], role)
    return user


def link(message: Any) -> str:
    found = re.search(rf"{settings.WAGTAILADMIN_BASE_URL}(/admin/password_reset/\S+)", message.body)
    assert found
    return found[1]


# Inviting -------------------------------------------------------------------------------------------------------------


def test_an_admin_makes_a_colleague_with_their_rights_and_language(browser: Client, region: Any) -> None:
    answer = browser.post(ADD, typed(spanish(region), row(1, "coalition", str(locale("fr").pk), "translator")))
    assert answer.status_code == 302
    ana = User.objects.get(email="ana@example.org")
    assert (ana.get_full_name(), ana.username, ana.is_superuser) == ("Ana Núñez", "ana@example.org", False)
    assert not ana.has_usable_password()
    assert UserProfile.objects.get(user=ana).preferred_language == "es"
    assert rights_of(ana) == {
        Team(region.translation_key, locale("es").pk, "editor"),
        Team(None, locale("fr").pk, "translator"),
    }


def test_the_invitation_is_in_the_language_of_the_colleague_as_text_and_html(browser: Client, region: Any) -> None:
    browser.post(ADD, typed(spanish(region), language="ar"))
    [message] = mail.outbox
    html, mimetype = map(str, message.alternatives[0])  # type: ignore[union-attr]
    assert message.to == ["ana@example.org"]
    assert mimetype == "text/html"
    assert '<html lang="ar" dir="rtl">' in html
    for text in (str(message.body), html):
        assert "América Latina" in text
        assert "ana@example.org" in text
        assert link(message) in text


def test_the_link_of_the_invitation_sets_the_password_once(browser: Client, region: Any) -> None:
    browser.post(ADD, typed(spanish(region)))
    guest, address = Client(), link(mail.outbox[0])
    form = guest.get(address, follow=True)
    where = form.redirect_chain[-1][0]
    secret = "una palabra larga 42"
    assert guest.post(where, {"new_password1": secret, "new_password2": secret}).status_code == 302
    assert can_log_in(guest, "ana@example.org", secret)
    assert guest.get(reverse("wagtailadmin_pages:edit", args=[region.pk])).status_code == 200
    assert "new_password1" not in Client().get(address, follow=True).content.decode()


@pytest.mark.parametrize("taken", ["ana@example.org", "ANA@Example.org"])
def test_an_address_that_is_taken_is_told_at_the_field_and_nothing_typed_is_lost(
    browser: Client, region: Any, taken: str
) -> None:
    User.objects.create_user("other", taken, first_name="Anabel")
    answer = browser.post(ADD, typed(spanish(region, "publisher")))
    soup = BeautifulSoup(answer.content, "html.parser")
    assert ["Anabel has this address already" in error for error in errors(answer)] == [True]
    assert soup.select_one("#id_first_name")["value"] == "Ana"  # type: ignore[index]
    assert soup.select_one("#id_email")["value"] == "ana@example.org"  # type: ignore[index]
    chosen = [str(option["value"]) for option in soup.select(".colleague-rights option[selected]")]
    assert chosen[:3] == [str(region.translation_key), str(locale("es").pk), "publisher"]
    assert User.objects.filter(email__iexact=taken).count() == 1
    assert not mail.outbox


def test_a_new_colleague_needs_a_right(browser: Client) -> None:
    answer = browser.post(ADD, typed(row(0)))
    assert any("at least one right" in error for error in errors(answer))
    assert User.objects.count() == 1


def test_a_right_needs_a_place(browser: Client, region: Any) -> None:
    answer = browser.post(ADD, typed(row(0, language=str(locale("es").pk)), spanish(region, number=1)))
    assert errors(answer) == ["Choose a region, or the whole coalition."]


@pytest.mark.parametrize("name", ["where", "language", "role"])
def test_a_choice_that_is_not_offered_is_refused(browser: Client, region: Any, name: str) -> None:
    answer = browser.post(ADD, typed({**spanish(region), f"rights-0-{name}": "99999"}))
    assert answer.status_code == 200
    assert User.objects.count() == 1


def test_the_same_right_twice_is_given_once(browser: Client, region: Any) -> None:
    assert browser.post(ADD, typed(spanish(region), spanish(region, number=1))).status_code == 302
    assert User.objects.get(email="ana@example.org").rights.count() == 1


def test_a_mail_server_that_is_down_is_told_and_the_colleague_is_there(
    browser: Client, region: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", down)
    answer = browser.post(ADD, typed(spanish(region)), follow=True)
    assert "did not take the invitation" in answer.content.decode()
    monkeypatch.undo()
    ana = User.objects.get(email="ana@example.org")
    browser.post(f"/admin/colleagues/{ana.pk}/invite/")
    assert len(mail.outbox) == 1


def test_who_has_a_password_is_not_invited_again(browser: Client, region: Any) -> None:
    ana = colleague(region)
    browser.post(f"/admin/colleagues/{ana.pk}/invite/")
    assert not mail.outbox


def test_a_right_without_a_page_is_said_to_wait(browser: Client, region: Any) -> None:
    shown = browser.post(
        ADD, typed(spanish(region), row(1, str(region.translation_key), str(locale("fr").pk))), follow=True
    ).content.decode()
    assert "holds as soon as there is a page" in shown
    assert "(no page in this language yet)" in shown


# Changing -------------------------------------------------------------------------------------------------------------


def test_the_form_shows_what_somebody_may_do_and_changes_it(browser: Client, region: Any) -> None:
    ana = colleague(region)
    address = f"/admin/colleagues/{ana.pk}/"
    soup = BeautifulSoup(browser.get(address).content, "html.parser")
    chosen = [str(option["value"]) for option in soup.select(".colleague-rights option[selected]")]
    assert chosen[:3] == [str(region.translation_key), str(locale("es").pk), "editor"]
    taken = {**spanish(region), "rights-0-DELETE": "on"}
    new = row(1, "coalition", "", "publisher")
    assert browser.post(address, typed(taken, new, initial=1, language="fr")).status_code == 302
    assert rights_of(ana) == {Team(None, None, "publisher")}
    assert UserProfile.objects.get(user=ana).preferred_language == "fr"
    assert not mail.outbox


def test_changing_a_colleague_keeps_their_password_and_their_other_groups(browser: Client, region: Any) -> None:
    ana = colleague(region)
    group = Group.objects.create(name="Friends")
    ana.groups.add(group)
    browser.post(f"/admin/colleagues/{ana.pk}/", typed(spanish(region), initial=1))
    ana.refresh_from_db()
    assert ana.check_password("secret")
    assert group in ana.groups.all()


def test_an_address_that_is_the_user_name_stays_it_when_it_changes(browser: Client, region: Any) -> None:
    browser.post(ADD, typed(spanish(region)))
    ana = User.objects.get(email="ana@example.org")
    browser.post(f"/admin/colleagues/{ana.pk}/", typed(spanish(region), initial=1, email="nunez@example.org"))
    ana.refresh_from_db()
    assert (ana.email, ana.username) == ("nunez@example.org", "nunez@example.org")


def test_what_was_given_and_taken_is_written_down(browser: Client, region: Any) -> None:
    browser.post(ADD, typed(spanish(region)))
    entry = ModelLogEntry.objects.get(action="regions.rights")
    assert entry.user == User.objects.get(username="admin")
    assert entry.data == {"given": ["América Latina · Spanish · Editor"], "taken": []}
    assert "Rights given: América Latina" in entry.message


# Who may --------------------------------------------------------------------------------------------------------------


def addresses_of(user: User) -> list[str]:
    return ["/admin/colleagues/", "/admin/colleagues/results/", ADD] + [
        f"/admin/colleagues/{user.pk}/{name}" for name in ("", "invite/", "leave/")
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_add_users_does_not_come_in(region: Any, method: str) -> None:
    ana = colleague(region, role=Role.PUBLISHER)
    for client in (Client(), log_in(ana)):
        for address in addresses_of(colleague(region, name=f"ben{User.objects.count()}")):
            answer = getattr(client, method)(address)
            assert answer.status_code in {302, 403, 405}
            assert "ben" not in answer.content.decode()
    assert User.objects.filter(is_active=False).count() == 0


def manager(region: Any) -> Client:
    """An editor who may add users."""
    user = colleague(region, name="eva")
    user.user_permissions.add(Permission.objects.get(codename="add_user"))
    return log_in(user)


def test_who_may_add_users_invites_and_lets_go(region: Any) -> None:
    client = manager(region)
    assert client.post(ADD, typed(spanish(region))).status_code == 302
    ana = User.objects.get(email="ana@example.org")
    client.post(f"/admin/colleagues/{ana.pk}/leave/")
    ana.refresh_from_db()
    assert not ana.is_active


def test_nobody_but_an_administrator_changes_an_administrator(region: Any) -> None:
    chief = User.objects.create_superuser("chief", "chief@example.org", "secret")
    client = manager(region)
    client.post(f"/admin/colleagues/{chief.pk}/", typed(spanish(region), email="mine@example.org"))
    client.post(f"/admin/colleagues/{chief.pk}/leave/")
    chief.refresh_from_db()
    assert (chief.is_active, chief.email) == (True, "chief@example.org")


def test_nobody_ends_their_own_access(browser: Client) -> None:
    me = User.objects.get(username="admin")
    assert browser.post(f"/admin/colleagues/{me.pk}/leave/").status_code == 302
    me.refresh_from_db()
    assert me.is_active


def test_the_menu_leads_to_the_colleagues_only_who_may_manage_them(browser: Client, region: Any) -> None:
    assert "/admin/colleagues/" in browser.get("/admin/").content.decode()
    assert "/admin/colleagues/" not in log_in(colleague(region)).get("/admin/").content.decode()


# The list -------------------------------------------------------------------------------------------------------------


def test_the_list_tells_who_has_access_to_what(browser: Client, region: Any) -> None:
    ana = colleague(region, role=Role.PUBLISHER)
    ana.groups.add(Group.objects.create(name="Friends"))
    soup = BeautifulSoup(browser.get("/admin/colleagues/").content, "html.parser")
    cells = [" ".join(cell.get_text().split()) for cell in soup.select(".colleague-access")]
    assert cells == ["Administrator: may do everything", "América Latina · Spanish · Publisher Group “Friends”"]


def test_the_list_is_narrowed_to_a_region_and_exported(browser: Client, region: Any) -> None:
    colleague(region)
    other = colleague(RegionPageFactory(title="Afrique", language="es"), name="awa")
    shown = browser.get("/admin/colleagues/results/", {"place": str(region.translation_key)}).content.decode()
    assert "ana@example.org" in shown
    assert other.email not in shown
    answer: Any = browser.get("/admin/colleagues/", {"export": "csv"})
    table = b"".join(answer.streaming_content).decode()
    assert "América Latina · Spanish · Editor" in table
    assert "Afrique · Spanish · Editor" in table


def test_the_list_costs_the_same_for_two_and_for_twelve_colleagues(browser: Client, region: Any) -> None:
    colleague(region)
    few = len(warm_queries(browser, "/admin/colleagues/results/"))
    for number in range(10):
        colleague(region, name=f"ana{number}")
    assert len(warm_queries(browser, "/admin/colleagues/results/")) == few


# Leaving --------------------------------------------------------------------------------------------------------------


def test_leaving_ends_sessions_rights_and_every_way_in(browser: Client, region: Any) -> None:
    browser.post(ADD, typed(spanish(region)))
    guest = User.objects.get(email="ana@example.org")
    invitation = link(mail.outbox[0])
    ben = colleague(region, name="ben")
    session = log_in(ben)
    for one in (guest, ben):
        assert browser.post(f"/admin/colleagues/{one.pk}/leave/").status_code == 302
    assert session.get("/admin/").status_code == 302
    assert not can_log_in(Client(), "ben", "secret")
    assert "new_password1" not in Client().get(invitation, follow=True).content.decode()
    assert not rights_of(ben)
    assert not ben.groups.exists()
    User.objects.filter(pk=ben.pk).update(is_active=True)
    assert session.get("/admin/").status_code == 302


def test_who_leaves_hands_drafts_and_locks_over_and_stays_the_author_of_what_is_public(
    browser: Client, region: Any
) -> None:
    ana, ben = colleague(region), colleague(region, name="ben")
    public = NewsPageFactory(parent=region, language="es", owner=ana, locked=True, locked_by=ana)
    draft = NewsPageFactory(parent=region, language="es", owner=ana, live=False)
    draft.save_revision(user=ana)
    answer = browser.post(f"/admin/colleagues/{ana.pk}/leave/", {"heir": str(ben.pk)}, follow=True)
    assert "one draft belongs to Ben now" in answer.content.decode()
    draft, public = Page.objects.get(pk=draft.pk), Page.objects.get(pk=public.pk)
    assert (draft.owner, draft.get_latest_revision().user) == (ben, ana)
    assert (public.owner, public.locked_by) == (ana, ben)


def test_who_has_drafts_does_not_leave_before_it_is_said_who_goes_on(browser: Client, region: Any) -> None:
    ana = colleague(region)
    NewsPageFactory(parent=region, language="es", owner=ana, live=False)
    gone = User.objects.create_user("gone", is_active=False)
    for heir in ("", str(gone.pk), str(ana.pk)):
        assert browser.post(f"/admin/colleagues/{ana.pk}/leave/", {"heir": heir}).status_code == 200
    ana.refresh_from_db()
    assert ana.is_active


def test_who_goes_on_is_chosen_by_name_among_those_who_can_log_in_to_the_admin(browser: Client, region: Any) -> None:
    ana = colleague(region)
    colleague(region, name="ben")
    User.objects.create_user("reader", "reader@example.org")
    NewsPageFactory(parent=region, language="es", owner=ana, live=False)
    shown = browser.get(f"/admin/colleagues/{ana.pk}/leave/").content.decode()
    assert choices_of(shown, "heir") == ["admin (admin@example.org)", "Ben (ben@example.org)"]


def test_who_has_begun_nothing_leaves_without_a_question(browser: Client, region: Any) -> None:
    ana = colleague(region)
    shown = browser.get(f"/admin/colleagues/{ana.pk}/leave/").content.decode()
    assert 'name="heir"' not in shown
    browser.post(f"/admin/colleagues/{ana.pk}/leave/")
    ana.refresh_from_db()
    assert not ana.is_active
    assert ModelLogEntry.objects.filter(action="regions.left", object_id=str(ana.pk)).exists()


def test_who_has_left_is_in_the_list_and_not_changed_there(browser: Client, region: Any) -> None:
    ana = colleague(region)
    browser.post(f"/admin/colleagues/{ana.pk}/leave/")
    shown = browser.get(f"/admin/colleagues/{ana.pk}/", follow=True).content.decode()
    assert "has left" in shown
    assert "Has left" in shown
