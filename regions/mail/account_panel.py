"""Which e-mails a person wants: a panel beside Wagtail's own notifications on the page of their account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.account import BaseSettingsPanel, notifications_tab
from wagtail.admin.widgets import SwitchInput
from wagtail.permissions import page_permission_policy
from wagtail.users.models import UserProfile

from regions.models import MailPreferences
from regions.models.approval import RegionApprovalTask


class MailPreferencesForm(forms.ModelForm):
    # Wagtail offers this to those who may publish; a stand-in gets these e-mails, too.
    stand_in = forms.BooleanField(
        label=_("texts to review as a stand-in"),
        required=False,
        widget=SwitchInput(),
        help_text=_("When none of the publishers of a region is there, and I am named in their place."),
    )

    class Meta:
        model = MailPreferences
        fields = ["behind", "digest"]
        widgets = {"behind": SwitchInput(), "digest": SwitchInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user = self.instance.user
        self.profile = UserProfile.get_for_user(user)
        if not page_permission_policy.user_has_permission(user, "change"):
            del self.fields["behind"]
            del self.fields["digest"]
        is_stand_in = RegionApprovalTask.objects.filter(stand_in=user).exists()
        if not is_stand_in or page_permission_policy.user_has_permission(user, "publish"):
            del self.fields["stand_in"]
        else:
            self.fields["stand_in"].initial = self.profile.submitted_notifications

    def save(self, commit: bool = True) -> MailPreferences:
        saved = super().save(commit)
        if "stand_in" in self.fields:
            UserProfile.objects.filter(pk=self.profile.pk).update(submitted_notifications=self.cleaned_data["stand_in"])
        return saved


class MailSettingsPanel(BaseSettingsPanel):
    name = "mails"
    title = _("E-mails about my region")
    tab = notifications_tab
    order = 200
    form_class = MailPreferencesForm

    def is_active(self) -> bool:
        return bool(self.get_form().fields)

    def get_form(self) -> MailPreferencesForm:
        preferences = MailPreferences.objects.filter(user=self.user).first() or MailPreferences(user=self.user)
        sent = (self.request.POST,) if self.request.method == "POST" else ()
        return MailPreferencesForm(*sent, instance=preferences, prefix=self.name)
