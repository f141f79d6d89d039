/* kind.c - what a file is that is no text of ours, by its first bytes. */
#include "kind.h"

#include <string.h>

#include "vardstrom/ascii.h"

#define UTF_16(how) "UTF-16 text; convert it first: iconv -f " how " -t UTF-8"

static const char workbook[] =
    "an Excel workbook; make CSV of it first: libreoffice --convert-to csv";

/* A member that lets no text begin so is in the first bytes of each. */
static const struct {
	const char *magic;
	size_t len;
	const char *kind;
} kinds[] = {
#define MAGIC(s) s, sizeof(s) - 1
	{ MAGIC("\xfd"
		"7zXZ\0"),
	    "an xz file; unpack it first: xz -dc" },
	{ MAGIC("\x28\xb5\x2f\xfd"), "a zstd file; unpack it first: zstd -dc" },
	{ MAGIC("\x04\x22\x4d\x18"), "an lz4 file; unpack it first: lz4 -dc" },
	{ MAGIC("\x1f\x8b"),
	    "gzip where text is read; unpack it first: gzip -dc" },
	{ MAGIC("\x1f\x9d"), "a file of compress; unpack it first: gzip -dc" },
	{ MAGIC("\x5d\0\0\x80\0"), "an lzma file; unpack it first: xz -dc" },
	{ MAGIC("7z\xbc\xaf\x27\x1c"), "a 7z archive; unpack it first: 7z x" },
	{ MAGIC("Rar!\x1a\x07"), "a rar archive; unpack it first: unrar x" },
	{ MAGIC("PK\x05\x06"), "an empty zip archive" },
	{ MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), workbook },
	{ MAGIC("\xff\xfe\0\0"),
	    "UTF-32 text; convert it first: iconv -f UTF-32 -t UTF-8" },
	{ MAGIC("\0\0\xfe\xff"),
	    "UTF-32 text; convert it first: iconv -f UTF-32 -t UTF-8" },
	{ MAGIC("\xff\xfe"), UTF_16("UTF-16") },
	{ MAGIC("\xfe\xff"), UTF_16("UTF-16") },
	{ MAGIC("%PDF-"),
	    "a PDF file; take its text out first: pdftotext -layout" },
	{ MAGIC("SQLite format 3\0"),
	    "an SQLite database; take a table out first: sqlite3 -csv" },
	{ MAGIC("ARROW1\0\0"),
	    "an Arrow file; make CSV of it first, with duckdb or pandas" },
	{ MAGIC("Obj\x01"),
	    "an Avro file; make JSON of it first: avro-tools tojson" },
	{ MAGIC("\x89PNG\r\n"), "an image; ask for the table itself" },
	{ MAGIC("\xff\xd8\xff"), "an image; ask for the table itself" },
	{ MAGIC("-----BEGIN PGP MESSAGE"),
	    "an encrypted file; decrypt it first: gpg -d" },
	{ MAGIC("{\\rtf"),
	    "rich text; save it as plain text: libreoffice --convert-to txt" },
	{ MAGIC("version https://git-lfs."),
	    "a pointer of Git LFS; fetch the file itself: git lfs pull" },
#undef MAGIC
};

bool
kind_is_suspect(const char *s, size_t len)
{
	unsigned char c = len > 0 ? (unsigned char)s[0] : 'x';
	size_t i;

	if (c < ' ' || c >= 0x80 || c == '<')
		return true;
	for (i = 0; i < len; i++)
		if (!s[i])
			return true;
	if (len >= 3 && (memcmp(s, "BZh", 3) == 0 || memcmp(s, "PAR", 3) == 0 ||
			    memcmp(s, "PK\x03", 3) == 0))
		return true;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		size_t n = kinds[i].len < len ? kinds[i].len : len;

		if (memcmp(s, kinds[i].magic, n) == 0)
			return true;
	}
	return false;
}

static bool
begins(const char *s, size_t len, size_t at, const char *with, size_t n)
{
	return len >= at + n && memcmp(s + at, with, n) == 0;
}

/* Is the text, in small letters, within the first bytes? */
static bool
holds(const char *s, size_t len, const char *text)
{
	size_t n = strlen(text), i;

	for (i = 0; i + n <= len; i++)
		if (memcmp(s + i, text, n) == 0)
			return true;
	return false;
}

/* A zip archive: by its first file, which name and format put there. */
static const char *
zip_kind(const char *s, size_t len)
{
	enum { NAME_AT = 30 };

	if (holds(s, len, "opendocument.spreadsheet"))
		return "an OpenDocument sheet; make CSV of it first: "
		       "libreoffice --convert-to csv";
	if (begins(s, len, NAME_AT, "[Content_Types].xml", 19) ||
	    begins(s, len, NAME_AT, "_rels/", 6) ||
	    begins(s, len, NAME_AT, "docProps/", 9) ||
	    begins(s, len, NAME_AT, "xl/", 3))
		return workbook;
	return "a zip archive; unpack it first: unzip -p";
}

/* Without a mark: of the first characters one byte each is zero. */
static const char *
unmarked_kind(const char *s, size_t len)
{
	if (len < 4)
		return NULL;
	if (s[0] && !s[1] && s[2] && !s[3])
		return UTF_16("UTF-16LE");
	if (!s[0] && s[1] && !s[2] && s[3])
		return UTF_16("UTF-16BE");
	if (s[0] && !s[1] && !s[2] && !s[3] && len > 4 && s[4])
		return "UTF-32 text; convert it first: iconv -f UTF-32LE "
		       "-t UTF-8";
	return NULL;
}

/* Does the text begin with the tag, whatever its case? */
static bool
is_tag(const char *s, size_t len, const char *tag)
{
	size_t n = strlen(tag), i;

	if (len < n)
		return false;
	for (i = 0; i < n; i++)
		if (ascii_lower(s[i]) != tag[i])
			return false;
	return true;
}

static const char *
marked_up_kind(const char *s, size_t len)
{
	static const char *const tags[] = { "<!doctype html", "<html", "<head",
		"<body", "<title", "<script" };
	size_t i;

	if (len >= 3 && memcmp(s, "\xef\xbb\xbf", 3) == 0) {
		s += 3;
		len -= 3;
	}
	while (len > 0 && (ascii_is_blank(*s) || *s == '\n' || *s == '\r')) {
		s++;
		len--;
	}
	for (i = 0; i < sizeof(tags) / sizeof(tags[0]); i++)
		if (is_tag(s, len, tags[i]))
			return "a web page, perhaps of a login; fetch the "
			       "file itself: curl -f -L";
	if (is_tag(s, len, "<?xml"))
		return "XML; make CSV of it first: xmlstarlet sel -t";
	return NULL;
}

const char *
kind_of(const char *s, size_t len)
{
	size_t i;

	if (len > KIND_MANY)
		len = KIND_MANY;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (begins(s, len, 0, kinds[i].magic, kinds[i].len))
			return kinds[i].kind;
	if (begins(s, len, 0, "PK\x03\x04", 4))
		return zip_kind(s, len);
	if (begins(s, len, 0, "BZh", 3) &&
	    (begins(s, len, 4, "1AY&SY", 6) ||
		begins(s, len, 4, "\x17rE8P\x90", 6)))
		return "a bzip2 file; unpack it first: bzip2 -dc";
	if (begins(s, len, 0, "PAR1", 4) && len > 4 && (unsigned char)s[4] < 32)
		return "a Parquet file; make CSV of it first, with duckdb or "
		       "pandas";
	if (begins(s, len, 257, "ustar", 5))
		return "a tar archive; unpack it first: tar -xOf";
	if (unmarked_kind(s, len))
		return unmarked_kind(s, len);
	return marked_up_kind(s, len);
}
