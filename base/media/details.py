"""What a picture may tell beside its pixels: credits and dates, and how it is to be turned. Nothing else is served.

Kept is what is on a list, so that no camera's private field has to be known to be left out: positions, serial numbers,
the owner's name, the maker's notes and small copies of the picture are on none.
"""

from xml.etree import ElementTree  # for writing, and for its type: what is read goes through defusedxml

from defusedxml import ElementTree as SafeElementTree
from PIL import Image

EXIF = b"Exif\x00\x00"
DETAILS = 0x8769  # Exif 2.32, 4.6.3: pointer to the directory of details
# Description, orientation, resolution (three), date, artist, copyright: Exif 2.32, 4.6.4.
KEPT = {0x010E, 0x0112, 0x011A, 0x011B, 0x0128, 0x0132, 0x013B, 0x8298}
# Taken, digitised, their time zones (three), colour space, width, height: Exif 2.32, 4.6.5.
KEPT_DETAILS = {0x9003, 0x9004, 0x9010, 0x9011, 0x9012, 0xA001, 0xA002, 0xA003}
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
# Dublin Core and IPTC's credit line: XMP Specification, part 1, 8.3, and part 2, 3.
KEPT_XMP = ("{http://purl.org/dc/elements/1.1/}", "{http://ns.adobe.com/photoshop/1.0/}Credit")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def kept_exif(block: bytes) -> bytes:
    """Of an Exif block without its header, what is served; empty where that is nothing, or cannot be read."""
    old, new = Image.Exif(), Image.Exif()
    try:
        old.load(EXIF + block.removeprefix(EXIF))
        for tag in sorted(KEPT & set(old)):
            new[tag] = old[tag]
        details = {tag: value for tag, value in old.get_ifd(DETAILS).items() if tag in KEPT_DETAILS}
        if details:
            new.get_ifd(DETAILS).update(details)
        return new.tobytes().removeprefix(EXIF) if len(new) or details else b""
    except Exception:  # Pillow raises whatever a broken block leads it to; nobody is to read a position out of it
        return b""


def kept_xmp(block: bytes) -> bytes:
    """Of a packet of XMP, what is served; empty where that is nothing, or cannot be read."""
    try:
        root = SafeElementTree.fromstring(block.strip(b" \r\n\t\x00"))
    except Exception:  # no XML, or one that is made to harm
        return b""
    new = ElementTree.Element(f"{RDF}Description", {f"{RDF}about": ""})
    for description in root.iter(f"{RDF}Description"):
        for name, value in description.attrib.items():
            if name.startswith(KEPT_XMP):
                new.set(name, value)
        new.extend(child for child in description if child.tag.startswith(KEPT_XMP) and _is_plain(child))
    if len(new) or len(new.attrib) > 1:
        whole = ElementTree.Element(f"{RDF}RDF")
        whole.append(new)
        return ElementTree.tostring(whole)
    return b""


def _is_plain(element: ElementTree.Element) -> bool:
    """Whether there is nothing but text within, in several languages or in a list."""
    inner = [one for one in element.iter() if one is not element]
    return all(one.tag.startswith(RDF) for one in inner) and all(
        name == LANGUAGE for one in (element, *inner) for name in one.attrib
    )
