"""A letter shown in a browser: it is looked at, and does nothing else."""

from __future__ import annotations

from django.http import HttpResponse

from egide.letters.queries.layouts import image_sites

# No script, no form, no address but the declared images; only pages of ours frame it.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"


# What many telephones do to a letter at night: its colours turned over, its images left alone.
NIGHT = (
    "<style>html{background:#fff;filter:invert(1) hue-rotate(180deg)}"
    "img{filter:invert(1) hue-rotate(180deg)}</style></head>"
)


def shown(html: str, *, by_night: bool = False) -> HttpResponse:
    """Answer with a letter, and let it load the images that its layout declares."""
    answer = HttpResponse(html.replace("</head>", NIGHT, 1) if by_night else html)
    sites = image_sites(html)
    policy = f"{POLICY}; img-src {' '.join(sites)}" if sites else POLICY
    answer["Content-Security-Policy"] = policy
    if sites:
        # Images of elsewhere rarely say who may embed them: they come without cookies, or not.
        answer["Cross-Origin-Embedder-Policy"] = "credentialless"
    return answer
