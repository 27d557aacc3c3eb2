"""Invented names: surnames made of two halves, usual given names by time of birth (4.2)."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PREFIXES = _words(
    "Bar Bel Bor Cal Car Chan Cor Dor Esc Fer Fon Gar Jos Lam Mal Mar Mon Nav Per Pra Que Ras Rou"
    " Sab Sau Tor Tre Val Ver Yz"
)
ENDINGS = _words(
    "andel assoule audrier ebrune elisse emont ereval errand esquier euvoy ibault icelle idorge"
    " ignols imbert inaud irolle ivelin ogneux oldrac ombert onnaz orelle oubiac ougère ourdin"
    " ovalle ubiran uchelle urival"
)
SURNAMES = tuple(prefix + ending for prefix in PREFIXES for ending in ENDINGS)

# Sixty given names by twenty years of entry; people of one time also bear those beside it.
MEN = (
    _words("Jean André Pierre Robert Henri Marcel René Louis Georges Roger Maurice Jacques"),
    _words("Michel Gérard Bernard Daniel Alain Claude Philippe Patrick"),
    _words("Christophe Thierry Laurent Éric Stéphane Pascal Frédéric Olivier"),
    _words("Nicolas Sébastien Julien Guillaume Thomas Alexandre Mathieu Vincent"),
    _words("Hugo Lucas Maxime Antoine Clément Théo Quentin Valentin"),
)
WOMEN = (
    (),
    _words("Catherine Françoise Sylvie Martine"),
    _words("Isabelle Nathalie Valérie Véronique"),
    _words("Céline Aurélie Émilie Élodie"),
    _words("Camille Léa Chloé Manon"),
)
COMPOUND_MEN = _words(
    "Jean-Luc Jean-Pierre Jean-Marc Jean-François Pierre-Yves Jean-Baptiste Paul-Henri"
    " Charles-Édouard"
)
COMPOUND_WOMEN = _words("Marie-Claire Anne-Sophie Marie-Hélène Anne-Laure")
# Eighty names as the students who come from abroad write them in our letters.
ABROAD_MEN = _words(
    "Wei Jun Hao Ming Lei Bo Yang Zhiyuan Xiaoming Junjie Haoran Yichen Mohamed Youssef Ahmed Karim"
    " Omar Hamza Mehdi Amine Bilal Anas Diego Rafael Thiago Bruno Felipe Gustavo Mateus Joao Sergei"
    " Dmitri Aleksei Nikolai Minh Duc Quang Tuan Hieu Nam Hiroshi Kenji Takumi Arjun Rahul Vikram"
    " Stefan Jürgen"
)
ABROAD_WOMEN = _words(
    "Li Xiu Yan Mei Xiaoli Yuting Fatima Khadija Salma Yasmine Nour Ines Mariana Beatriz Larissa"
    " Fernanda Olga Natalia Irina Svetlana Linh Huong Thao Ngoc Yuki Sakura Priya Ananya Lakshmi"
    " Katharina Ingrid Agnieszka"
)
NATIONALITIES = _words("CN MA BR DE TN VN ES IT MX CO JP IN")


def time_of(entry_year: int) -> int:
    """Return to which of the five times of given names an entry year belongs."""
    for time, last in enumerate((1961, 1976, 1991, 2005)):
        if entry_year <= last:
            return time
    return 4


def given_names(entry_year: int, sex: str) -> tuple[str, ...]:
    """Return the given names of people who entered the School that year."""
    lists, compound = (WOMEN, COMPOUND_WOMEN) if sex == "F" else (MEN, COMPOUND_MEN)
    time = time_of(entry_year)
    near = tuple(name for names in lists[max(0, time - 1) : time + 2] for name in names)
    return lists[time] * 2 + near + (compound if time in {1, 2, 3} else compound[:2])
