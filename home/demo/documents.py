"""PDF files for the demonstration's publications."""

import textwrap

DOCUMENT_SUFFIX = ".pdf"

#: What PDF's standard fonts can show without being embedded; enough for English, Spanish, French and Portuguese.
PDF_ENCODING = "cp1252"


def _pdf_text(text: str) -> bytes:
    """The text as a PDF string; a letter that the standard fonts lack is an error, not a question mark."""
    # Narrow no-break spaces, which French asks for, are not in the encoding; no-break ones are.
    encoded = text.replace("\u202f", "\u00a0").encode(PDF_ENCODING)
    return b"(" + encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") + b")"


def make_document(title: str, language: str, paragraphs: list[str]) -> bytes:
    """A one-page PDF for a publication of the demonstration, in its language: a title and paragraphs, Latin letters."""
    lines: list[bytes] = [b"BT /F2 20 Tf 26 TL 64 770 Td"]
    for line in textwrap.wrap(title, 42):
        lines.append(_pdf_text(line) + b" Tj T*")
    lines.append(b"/F1 11 Tf 16 TL 0 -14 Td")
    for paragraph in paragraphs:
        for line in textwrap.wrap(paragraph, 84):
            lines.append(_pdf_text(line) + b" Tj T*")
        lines.append(b"T*")
    if len(lines) > 42:
        raise ValueError("A demonstration file has one page: fewer or shorter paragraphs, please.")
    lines.append(b"ET")
    content = b"\n".join(lines)
    # The title in the file's own information is UTF-16, so that it may be in any script.
    info_title = b"<" + ("\ufeff" + title).encode("utf-16-be").hex().upper().encode() + b">"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /%s /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang "
        + _pdf_text(language)
        + b" /ViewerPreferences << /DisplayDocTitle true >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n" % len(content) + content + b"\nendstream",
        font % b"Helvetica",
        font % b"Helvetica-Bold",
        b"<< /Title " + info_title + b" >>",
    ]
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets: list[int] = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        file += b"%010d 00000 n \n" % offset
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)
