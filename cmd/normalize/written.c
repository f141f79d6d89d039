/* written.c - days and months in the form that a profile gives. */
#include "written.h"

#include <string.h>

#include "vardstrom/ascii.h"

/* A part of a form: a number of some digits, an offset, or a sign. */
struct part {
	char what;  /* 'Y' 'M' 'D' 'h' 'm' 's' 'z', or '\0': the sign itself */
	size_t len; /* in the form */
};

static struct part
part_at(const char *form)
{
	static const char letters[] = "YMDhmsz";
	struct part part = { '\0', 1 };

	if (*form == '\0' || !strchr(letters, *form))
		return part;
	part.what = *form;
	while (form[part.len] == *form)
		part.len++;
	return part;
}

static bool
is_good(struct part part)
{
	switch (part.what) {
	case 'Y':
		return part.len == 4;
	case 'M':
	case 'D':
		return part.len <= 2;
	case 'z':
		return part.len == 1;
	case '\0':
		return true;
	default:
		return part.len == 2;
	}
}

/* May the digits of the part go on in what stands behind it? */
static bool
is_open(struct part part, const char *behind)
{
	char what = part_at(behind).what;

	if (part.len > 1 || (part.what != 'M' && part.what != 'D'))
		return false;
	return ascii_is_digit(*behind) || (what != '\0' && what != 'z');
}

const char *
written_fault(const char *form, bool is_month)
{
	unsigned n[128] = { 0 };
	struct part part;

	for (; *form; form += part.len) {
		part = part_at(form);
		if (!is_good(part))
			return "is made of YYYY, MM or M, DD or D, hh, mm, ss, "
			       "z and what stands between them";
		if (is_open(part, form + part.len))
			return "must have no digit right behind M or D, which "
			       "take one or two";
		n[(unsigned char)part.what]++;
	}
	if (n['Y'] != 1 || n['M'] != 1 || n['D'] != !is_month)
		return is_month ? "must hold YYYY and MM once, and no day"
				: "must hold YYYY, MM and DD once";
	if (n['h'] > 1 || n['m'] > 1 || n['s'] > 1 || n['z'] > 1)
		return "holds a part of the time twice";
	return NULL;
}

bool
written_are_alike(const char *a, const char *b)
{
	while (*a && *b) {
		struct part of_a = part_at(a), of_b = part_at(b);

		if ((of_a.what == '\0') != (of_b.what == '\0') ||
		    (of_a.what == '\0' && *a != *b))
			return false;
		a += of_a.len;
		b += of_b.len;
	}
	return *a == *b;
}

/* Up to max digits, all of them but of M and D; their number, 0: too few. */
static size_t
read_number(int *number, const char *s, size_t len, struct part part)
{
	size_t max = part.len == 1 ? 2 : part.len, n = 0;

	*number = 0;
	while (n < max && n < len && ascii_is_digit(s[n]))
		*number = *number * 10 + ascii_digit(s[n++]);
	return part.len > 1 && n < part.len ? 0 : n;
}

/* Z, +hh, +hhmm or +hh:mm; 0: none of these. */
static size_t
read_offset(struct day_clock *clock, const char *s, size_t len)
{
	const struct part two = { 'h', 2 };
	int hours, minutes = 0;
	size_t n = 3;

	clock->has_zone = true;
	if (len > 0 && *s == 'Z')
		return 1;
	if (len < 3 || (*s != '+' && *s != '-') ||
	    !read_number(&hours, s + 1, 2, two) || hours > 14)
		return 0;
	if (n < len && s[n] == ':')
		n++;
	if (n + 2 <= len) {
		if (!read_number(&minutes, s + n, 2, two) || minutes > 59)
			return 0;
		n += 2;
	} else if (n > 3) {
		return 0;
	}
	clock->ahead_minutes = 60 * hours + minutes;
	if (*s == '-')
		clock->ahead_minutes = -clock->ahead_minutes;
	return n;
}

/* Take what a part of the form says; its bytes in the text, 0: not so. */
static size_t
read_part(struct ymd *ymd, struct day_clock *clock, const char *form,
    struct part part, const char *s, size_t len)
{
	int number = 0;
	size_t n;

	if (part.what == '\0')
		return len > 0 && *s == *form;
	if (part.what == 'z')
		return read_offset(clock, s, len);
	n = read_number(&number, s, len, part);
	switch (part.what) {
	case 'Y':
		ymd->year = number;
		return n;
	case 'M':
		ymd->month = number;
		return n;
	case 'D':
		ymd->day = number;
		return n;
	case 'h':
		clock->minute += 60 * number;
		return number < 24 ? n : 0;
	case 'm':
		clock->minute += number;
		return number < 60 ? n : 0;
	default:
		return number < 60 ? n : 0;
	}
}

enum day_status
written_parse(struct ymd *ymd, struct day_clock *clock, const char *form,
    const char *s, size_t len)
{
	struct ymd found = { 0, 0, 1 };
	struct part part;

	*clock = (struct day_clock){ 0, 0, false };
	for (; *form; form += part.len) {
		size_t n;

		part = part_at(form);
		n = read_part(&found, clock, form, part, s, len);
		if (n == 0)
			return DAY_EFORM;
		s += n;
		len -= n;
	}
	if (len > 0)
		return DAY_EFORM;
	if (!day_is_real(found))
		return DAY_ENODAY;
	*ymd = found;
	return DAY_OK;
}
