"""The elements feedparser knows, under the names it gives them, as far as they bear on our entries.

It does not look at where an element stands: a ``<title>`` is a title in whatever it is wrapped, an Atom
``<link>`` is one in RSS. What it does with an element hangs on its name alone: the local one in lower
case, behind the usual prefix of its namespace (``dc_creator``), none for RSS and Atom themselves.
"""

NAMESPACES = {
    "http://backend.userland.com/rss": "",
    "http://blogs.law.harvard.edu/tech/rss": "",
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://example.com/newformat#": "",
    "http://example.com/necho": "",
    "http://purl.org/echo/": "",
    "uri/of/echo/namespace#": "",
    "http://purl.org/pie/": "",
    "http://purl.org/atom/ns#": "",
    "http://www.w3.org/2005/atom": "",
    "http://purl.org/rss/1.0/modules/rss091#": "",
    "http://creativecommons.org/ns#license": "cc",
    "http://web.resource.org/cc/": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://example.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://podlove.org/simple-chapters": "psc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
"""The prefix feedparser knows a namespace by, by the namespace's name in lower case."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


HARMLESS = _names(
    "contributor copyright dc_contributor dc_publisher dc_rights dcterms_valid email expirationdate generator "
    "georss_box georss_line georss_point georss_polygon height homepage itunes_block itunes_email "
    "itunes_explicit itunes_image itunes_name itunes_subtitle media_credit media_group media_license "
    "media_player media_rating media_restriction media_thumbnail rights subtitle tagline uri url "
    "webmaster width"
)
"""What feedparser has code for that changes nothing of what we keep of an entry or of a feed."""

STRANGE = _names(
    "abstract body feedburner_browserfriendly fullitem geom georss_where georssgeom gml_exterior "
    "gml_linearring gml_linestring gml_point gml_polygon gml_pos gml_poslist info itunes_link "
    "newlocation psc_chapter psc_chapters tags where xhtml_body "
    # It has no code for these, but they lie where it looks up what it made of others.
    "authors date guid_detail links summary_detail title_detail"
)
"""What makes feedparser do things too odd to be done again here."""

PARTS = {
    "author": "author", "category": "tag", "content": "text", "content_encoded": "text", "created": "created",
    "dc_author": "author", "dc_creator": "author", "dc_date": "updated", "dc_description": "text",
    "dc_language": "language", "dc_subject": "tag", "dc_title": "title", "dcterms_created": "created",
    "dcterms_issued": "published", "dcterms_modified": "updated", "description": "text",
    "enclosure": "link", "feedburner_origlink": "origin", "guid": "guid", "id": "guid", "image": "loss",
    "issued": "published", "itunes_author": "author", "itunes_keywords": "tag", "itunes_summary": "text",
    "keywords": "tag", "language": "language", "lastbuilddate": "updated", "link": "link",
    "managingeditor": "author", "media_category": "tag", "media_content": "media",
    "media_description": "text", "media_keywords": "tag", "media_title": "media title",
    "modified": "updated", "pubdate": "published", "published": "published", "source": "source",
    "summary": "text", "title": "title", "updated": "updated",
}  # fmt: skip
"""What each element is to an entry. The order of elements matters only among those that are the same."""

STRANGE_IN_ENTRIES = frozenset({
    "cc_license", "channel", "creativecommons_license", "entry", "feed", "item", "itunes_category",
    "itunes_owner", "rdf_rdf", "rss", "textinput",
})  # fmt: skip
"""What makes a document not ordinary within an entry."""
