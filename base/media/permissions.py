"""Who may do what with pictures and documents: the policies by which Wagtail's own screens answer it.

Where Wagtail keeps them differs between its versions: in `wagtail.images.permissions` and its like until 7.4, in a
registry that is filled at start-up from 8 on, and the old place is gone in 9. A policy is a plain object without a
state of its own, so ours are made of the same parts and can be imported at any time. A test compares them with
Wagtail's.
"""

from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy

image_policy = CollectionOwnershipPermissionPolicy(
    "base.CustomImage", auth_model="wagtailimages.Image", owner_field_name="uploaded_by_user"
)
document_policy = CollectionOwnershipPermissionPolicy(
    "base.CustomDocument", auth_model="wagtaildocs.Document", owner_field_name="uploaded_by_user"
)
