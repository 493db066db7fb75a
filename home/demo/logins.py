"""The demonstration's log-ins. They exist on no other site: `demo` refuses to run in production."""

from dataclasses import dataclass

from regions.teams.rights import Role

PASSWORD = "demonstration"


@dataclass(frozen=True)
class Login:
    username: str
    name: str
    interface_language: str
    region: str = ""  # key of the region in the content; none for the administrator
    region_name: str = ""
    role: Role = Role.PUBLISHER


LOGINS = [
    Login("admin", "Alex Admin", "en"),
    Login("bogota", "Camila Ejemplo", "es", "region-latin-america", "Latin America"),
    Login("lapaz", "Wara Ejemplo", "es", "region-latin-america", "Latin America", Role.EDITOR),
    Login("dakar", "Awa Exemple", "fr", "region-west-africa", "West Africa"),
    Login("beirut", "Rima Mithal", "ar", "region-mena", "the Middle East and North Africa"),
    Login("barcelona", "Jo Example", "en", "region-western-europe", "Western Europe"),
]
