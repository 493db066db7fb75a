"""The 17 Sustainable Development Goals, and what the United Nations calls them.

Readers know the goals by the short names on their icons. Those names are not ours to translate: each is the one that
the United Nations publishes in that language (for Portuguese, the United Nations in Brazil).
"""

from typing import Final

GOALS: Final[dict[int, dict[str, str]]] = {
    1: {
        "en": "No poverty",
        "es": "Fin de la pobreza",
        "fr": "Pas de pauvreté",
        "ar": "القضاء على الفقر",
        "pt": "Erradicação da pobreza",
    },
    2: {
        "en": "Zero hunger",
        "es": "Hambre cero",
        "fr": "Faim «\u202fzéro\u202f»",
        "ar": "القضاء التام على الجوع",
        "pt": "Fome zero e agricultura sustentável",
    },
    3: {
        "en": "Good health and well-being",
        "es": "Salud y bienestar",
        "fr": "Bonne santé et bien-être",
        "ar": "الصحة الجيدة والرفاه",
        "pt": "Saúde e bem-estar",
    },
    4: {
        "en": "Quality education",
        "es": "Educación de calidad",
        "fr": "Éducation de qualité",
        "ar": "التعليم الجيد",
        "pt": "Educação de qualidade",
    },
    5: {
        "en": "Gender equality",
        "es": "Igualdad de género",
        "fr": "Égalité entre les sexes",
        "ar": "المساواة بين الجنسين",
        "pt": "Igualdade de gênero",
    },
    6: {
        "en": "Clean water and sanitation",
        "es": "Agua limpia y saneamiento",
        "fr": "Eau propre et assainissement",
        "ar": "المياه النظيفة والنظافة الصحية",
        "pt": "Água potável e saneamento",
    },
    7: {
        "en": "Affordable and clean energy",
        "es": "Energía asequible y no contaminante",
        "fr": "Énergie propre et d\u2019un coût abordable",
        "ar": "طاقة نظيفة وبأسعار معقولة",
        "pt": "Energia limpa e acessível",
    },
    8: {
        "en": "Decent work and economic growth",
        "es": "Trabajo decente y crecimiento económico",
        "fr": "Travail décent et croissance économique",
        "ar": "العمل اللائق ونمو الاقتصاد",
        "pt": "Trabalho decente e crescimento econômico",
    },
    9: {
        "en": "Industry, innovation and infrastructure",
        "es": "Industria, innovación e infraestructura",
        "fr": "Industrie, innovation et infrastructure",
        "ar": "الصناعة والابتكار والهياكل الأساسية",
        "pt": "Indústria, inovação e infraestrutura",
    },
    10: {
        "en": "Reduced inequalities",
        "es": "Reducción de las desigualdades",
        "fr": "Inégalités réduites",
        "ar": "الحد من أوجه عدم المساواة",
        "pt": "Redução das desigualdades",
    },
    11: {
        "en": "Sustainable cities and communities",
        "es": "Ciudades y comunidades sostenibles",
        "fr": "Villes et communautés durables",
        "ar": "مدن ومجتمعات محلية مستدامة",
        "pt": "Cidades e comunidades sustentáveis",
    },
    12: {
        "en": "Responsible consumption and production",
        "es": "Producción y consumo responsables",
        "fr": "Consommation et production responsables",
        "ar": "الاستهلاك والإنتاج المسؤولان",
        "pt": "Consumo e produção responsáveis",
    },
    13: {
        "en": "Climate action",
        "es": "Acción por el clima",
        "fr": "Mesures relatives à la lutte contre les changements climatiques",
        "ar": "العمل المناخي",
        "pt": "Ação contra a mudança global do clima",
    },
    14: {
        "en": "Life below water",
        "es": "Vida submarina",
        "fr": "Vie aquatique",
        "ar": "الحياة تحت الماء",
        "pt": "Vida na água",
    },
    15: {
        "en": "Life on land",
        "es": "Vida de ecosistemas terrestres",
        "fr": "Vie terrestre",
        "ar": "الحياة في البر",
        "pt": "Vida terrestre",
    },
    16: {
        "en": "Peace, justice and strong institutions",
        "es": "Paz, justicia e instituciones sólidas",
        "fr": "Paix, justice et institutions efficaces",
        "ar": "السلام والعدل والمؤسسات القوية",
        "pt": "Paz, justiça e instituições eficazes",
    },
    17: {
        "en": "Partnerships for the goals",
        "es": "Alianzas para lograr los objetivos",
        "fr": "Partenariats pour la réalisation des objectifs",
        "ar": "عقد الشراكات لتحقيق الأهداف",
        "pt": "Parcerias e meios de implementação",
    },
}


def goal_name(number: int, language: str) -> str:
    """Say what the United Nations calls a goal in a language.

    A regional variant ("pt-br") takes the name of its language, and a language that is not here takes the English name.
    A number outside 1 to 17 is no goal: it raises KeyError, so that a mistake in the data does not pass for a goal.
    """
    names = GOALS[number]
    for code in (language, language.partition("-")[0]):
        if code in names:
            return names[code]
    return names["en"]
