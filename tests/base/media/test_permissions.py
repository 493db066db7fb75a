"""The policies of pictures and documents are those by which Wagtail's own screens decide."""

import importlib
from typing import Any

import pytest
from wagtail import permissions

from base.media.permissions import document_policy, image_policy


def wagtails(policy: Any) -> Any:
    """Wagtail's own policy for the same files: of its registry, or of a module before Wagtail 8."""
    registry = getattr(permissions, "policy_registry", None)
    if registry is not None:
        return registry.get_by_type(policy.model)
    app = "images" if policy is image_policy else "documents"
    return importlib.import_module(f"wagtail.{app}.permissions").permission_policy


@pytest.mark.parametrize("policy", [image_policy, document_policy], ids=["image", "document"])
def test_a_policy_of_files_is_wagtails_own(policy: Any) -> None:
    own = wagtails(policy)
    assert type(policy) is type(own)
    assert (policy.model, policy.auth_model, policy.owner_field_name) == (
        own.model,
        own.auth_model,
        own.owner_field_name,
    )
