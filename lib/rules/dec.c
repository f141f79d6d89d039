/* dec.c - decimals as whole numbers of 10^-12 in 128 bits, on any compiler. */
#include "vardstrom/dec.h"

#include <assert.h>
#include <string.h>

#include "base/wide.h"
#include "vardstrom/ascii.h"

#include "vardstrom/nat.h"

enum {
	FAST_DIGITS = 18, /* that surely fit in 63 bits */
	KEY_DIGITS = 40,  /* before the point, and zeros behind it, of a key */
	KEY_ZEROS = 20,
	MAX_EXPONENT = 1000000000, /* larger ones are as good as this */
	FORMAT_LEN = 64
};

/* DEC_LIMIT = 10^(DEC_INT_DIGITS + DEC_SCALE), the first that is too large */
static const uint64_t limit_hi = UINT64_C(0x00c097ce7bc90715);
static const uint64_t limit_lo = UINT64_C(0xb34b9f1000000000);

/** A decimal as sign and magnitude. */
struct parts {
	uint64_t hi;
	uint64_t lo;
	bool is_negative;
};

static struct parts
split(struct dec a)
{
	struct parts p = { (uint64_t)a.hi, a.lo, a.hi < 0 };

	if (p.is_negative) {
		p.lo = 0 - p.lo;
		p.hi = ~p.hi + (p.lo == 0);
	}
	return p;
}

enum dec_status
dec_from_parts(struct dec *out, bool is_negative, uint64_t hi, uint64_t lo)
{
	if (hi > limit_hi || (hi == limit_hi && lo >= limit_lo))
		return DEC_ERANGE;
	if (is_negative) {
		lo = 0 - lo;
		hi = ~hi + (lo == 0);
	}
	out->lo = lo;
	out->hi = (int64_t)hi;
	return DEC_OK;
}

/* --- reading ------------------------------------------------------------- */

/** A JSON number taken apart; digits are those of [s, s + n) but the point. */
struct number {
	const char *digits; /* the first that is not 0 */
	size_t n;           /* bytes from there, a point perhaps among them */
	size_t n_digits;    /* digits from there, to the last that is not 0 */
	int64_t exponent;   /* of 0.DIGITS * 10^exponent */
	bool is_negative;
};

/** The exponent behind 'e', held within MAX_EXPONENT; false: no such form. */
static bool
read_exponent(int64_t *exponent, const char *s, const char *end)
{
	bool is_negative = s < end && *s == '-';
	int64_t v = 0;

	if (s < end && (*s == '-' || *s == '+'))
		s++;
	if (s == end)
		return false;
	for (; s < end; s++) {
		if (!ascii_is_digit(*s))
			return false;
		if (v < MAX_EXPONENT)
			v = v * 10 + ascii_digit(*s);
	}
	if (v > MAX_EXPONENT)
		v = MAX_EXPONENT;
	*exponent = is_negative ? -v : v;
	return true;
}

/** Digits and a point: [s, end) into number, with the value's exponent. */
static void
read_digits(struct number *number, const char *s, const char *end)
{
	const char *last = NULL; /* the last digit that is not 0 */
	size_t n_before = 0, n_counted = 0;
	bool has_point = false;
	const char *at;

	number->digits = NULL;
	for (at = s; at < end; at++) {
		if (*at == '.') {
			has_point = true;
			continue;
		}
		if (!number->digits && *at != '0')
			number->digits = at;
		if (!has_point && number->digits)
			n_before++;
		if (has_point && !number->digits)
			number->exponent--;
		n_counted += number->digits != NULL;
		if (*at != '0') {
			last = at;
			number->n_digits = n_counted;
		}
	}
	number->exponent += (int64_t)n_before;
	number->n = last ? (size_t)(last + 1 - number->digits) : 0;
}

/** Check the form of a JSON number and take it apart. */
static bool
read_number(struct number *number, const char *s, size_t len)
{
	const char *end = s + len;
	const char *at, *start, *stop;

	memset(number, 0, sizeof(*number));
	number->is_negative = len > 0 && *s == '-';
	start = s + number->is_negative;
	at = start;
	while (at < end && ascii_is_digit(*at))
		at++;
	if (at == start || (*start == '0' && at - start > 1))
		return false;
	if (at < end && *at == '.') {
		const char *point = at++;

		while (at < end && ascii_is_digit(*at))
			at++;
		if (at == point + 1)
			return false;
	}
	stop = at;
	if (at < end) {
		if (*at != 'e' && *at != 'E')
			return false;
		if (!read_exponent(&number->exponent, at + 1, end))
			return false;
	}
	read_digits(number, start, stop);
	return true;
}

/**
 * Plain digits with at most one point, as nearly all numbers are; false: take
 * the long way.
 */
static bool
parse_fast(struct dec *out, const char *s, size_t len)
{
	const char *at = s, *end = s + len;
	bool is_negative = len > 0 && *s == '-';
	uint64_t v = 0, hi, lo;
	size_t n_decimals = 0;

	if (len == 0 || len > FAST_DIGITS)
		return false;
	at += is_negative;
	if (at == end || (*at == '0' && end - at > 1 && at[1] != '.'))
		return false;
	while (at < end && ascii_is_digit(*at))
		v = v * 10 + (uint64_t)ascii_digit(*at++);
	if (at < end && *at == '.' && at > s + is_negative) {
		const char *point = at++;

		while (at < end && ascii_is_digit(*at))
			v = v * 10 + (uint64_t)ascii_digit(*at++);
		n_decimals = (size_t)(at - point - 1);
		if (n_decimals == 0 || n_decimals > DEC_SCALE)
			return false;
	}
	if (at < end)
		return false;
	wide_multiply(
	    &hi, &lo, v, nat_power_of_ten((unsigned)(DEC_SCALE - n_decimals)));
	return dec_from_parts(out, is_negative, hi, lo) == DEC_OK;
}

enum dec_status
dec_parse(struct dec *out, const char *s, size_t len)
{
	struct number number;
	uint64_t hi = 0, lo = 0;
	size_t n_zeros, i;

	if (parse_fast(out, s, len))
		return DEC_OK;
	if (!read_number(&number, s, len))
		return DEC_EFORM;
	if (number.n_digits == 0)
		return dec_from_parts(out, false, 0, 0);
	if (number.exponent > DEC_INT_DIGITS)
		return DEC_ERANGE;
	if ((int64_t)number.n_digits - number.exponent > DEC_SCALE)
		return DEC_EPRECISION;
	n_zeros = (size_t)(number.exponent + DEC_SCALE) - number.n_digits;
	for (i = 0; i < number.n + n_zeros; i++) {
		char c = i < number.n ? number.digits[i] : '0';
		uint64_t top;

		if (c == '.')
			continue;
		wide_multiply(&top, &lo, lo, 10);
		hi = hi * 10 + top;
		lo += (uint64_t)ascii_digit(c);
		hi += lo < (uint64_t)ascii_digit(c);
	}
	return dec_from_parts(out, number.is_negative, hi, lo);
}

/** Compare the digits of two numbers of the same exponent. */
static int
compare_digits(const struct number *a, const struct number *b)
{
	const char *x = a->digits, *y = b->digits;
	size_t n = a->n_digits < b->n_digits ? a->n_digits : b->n_digits;

	for (; n > 0; n--, x++, y++) {
		x += *x == '.';
		y += *y == '.';
		if (*x != *y)
			return *x < *y ? -1 : 1;
	}
	if (a->n_digits == b->n_digits)
		return 0;
	return a->n_digits < b->n_digits ? -1 : 1;
}

static int
compare_numbers(const struct number *a, const struct number *b)
{
	int a_sign = a->n_digits == 0 ? 0 : a->is_negative ? -1 : 1;
	int b_sign = b->n_digits == 0 ? 0 : b->is_negative ? -1 : 1;

	if (a_sign != b_sign)
		return a_sign < b_sign ? -1 : 1;
	if (a_sign == 0)
		return 0;
	if (a->exponent != b->exponent)
		return a->exponent < b->exponent ? -a_sign : a_sign;
	return a_sign * compare_digits(a, b);
}

int
dec_cmp_text(const char *a, size_t a_len, const char *b, size_t b_len)
{
	struct dec x, y;
	struct number m, n;

	if (parse_fast(&x, a, a_len) && parse_fast(&y, b, b_len))
		return dec_cmp(x, y);
	if (!read_number(&m, a, a_len) || !read_number(&n, b, b_len)) {
		assert(!"a number that is none");
		return 0;
	}
	return compare_numbers(&m, &n);
}

static void
add_zeros(struct strbuf *sb, int64_t n)
{
	for (; n > 0; n--)
		strbuf_addch(sb, '0');
}

/** Digits [from, to) of a number, counted without its point. */
static void
add_digits(struct strbuf *sb, const struct number *n, size_t from, size_t to)
{
	const char *at = n->digits;
	size_t i;

	for (i = 0; i < to; i++, at++) {
		at += *at == '.';
		if (i >= from)
			strbuf_addch(sb, *at);
	}
}

static void
add_number(struct strbuf *sb, const struct number *n)
{
	size_t n_whole = 0;

	if (n->is_negative)
		strbuf_addch(sb, '-');
	if (n->exponent < -KEY_ZEROS || n->exponent > KEY_DIGITS) {
		/* 0.DIGITS * 10^exponent is D.IGITS * 10^(exponent - 1) */
		add_digits(sb, n, 0, 1);
		if (n->n_digits > 1)
			strbuf_addch(sb, '.');
		add_digits(sb, n, 1, n->n_digits);
		strbuf_addf(sb, "e%lld", (long long)n->exponent - 1);
		return;
	}
	if (n->exponent > 0)
		n_whole = (size_t)n->exponent;
	if (n_whole == 0)
		strbuf_addch(sb, '0');
	add_digits(sb, n, 0, n_whole < n->n_digits ? n_whole : n->n_digits);
	add_zeros(sb, (int64_t)n_whole - (int64_t)n->n_digits);
	if (n->n_digits <= n_whole)
		return;
	strbuf_addch(sb, '.');
	add_zeros(sb, -n->exponent);
	add_digits(sb, n, n_whole, n->n_digits);
}

/** Digits alone: as most keys are, and already the one way. */
static bool
is_plain_integer(const char *s, size_t len)
{
	size_t i;

	if (len > FAST_DIGITS)
		return false;
	for (i = 0; i < len; i++)
		if (!ascii_is_digit(s[i]))
			return false;
	return true;
}

bool
dec_is_key(const char *s, size_t len)
{
	const char *point;

	if (is_plain_integer(s, len))
		return true;
	if (len > FAST_DIGITS)
		return false;
	if (len > 1 && s[0] == '-') {
		s++;
		len--;
		if (is_plain_integer(s, len))
			return s[0] != '0';
	}
	point = memchr(s, '.', len);
	return point && point > s && s[len - 1] != '0' &&
	       is_plain_integer(s, (size_t)(point - s)) &&
	       is_plain_integer(point + 1, len - (size_t)(point + 1 - s));
}

void
dec_key(struct strbuf *sb, const char *s, size_t len)
{
	struct number number;

	if (is_plain_integer(s, len)) {
		strbuf_add(sb, s, len);
		return;
	}
	if (!read_number(&number, s, len)) {
		assert(!"a number that is none");
		return;
	}
	if (number.n_digits == 0)
		strbuf_addch(sb, '0');
	else
		add_number(sb, &number);
}

struct dec
dec_from_int(int64_t v)
{
	struct dec out = { 0, 0 };
	uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
	uint64_t hi, lo;
	enum dec_status status;

	wide_multiply(&hi, &lo, magnitude, nat_power_of_ten(DEC_SCALE));
	status = dec_from_parts(&out, v < 0, hi, lo);
	assert(status == DEC_OK);
	(void)status;
	return out;
}

/* --- arithmetic ----------------------------------------------------------- */

static bool
is_in_range(struct dec a)
{
	struct parts p = split(a);
	struct dec ignored;

	return dec_from_parts(&ignored, p.is_negative, p.hi, p.lo) == DEC_OK;
}

enum dec_status
dec_add(struct dec *out, struct dec a, struct dec b)
{
	struct dec sum;

	/* both are below 2^120, so that 128 bits hold the sum */
	sum.lo = a.lo + b.lo;
	sum.hi = a.hi + b.hi + (sum.lo < a.lo);
	if (!is_in_range(sum))
		return DEC_ERANGE;
	*out = sum;
	return DEC_OK;
}

static struct dec
negate(struct dec a)
{
	struct dec out;

	out.lo = 0 - a.lo;
	out.hi = (int64_t)(~(uint64_t)a.hi + (out.lo == 0));
	return out;
}

enum dec_status
dec_sub(struct dec *out, struct dec a, struct dec b)
{
	return dec_add(out, a, negate(b));
}

static void
to_nat(struct nat *out, struct dec a)
{
	struct parts p = split(a);

	nat_set_128(out, p.hi, p.lo);
}

static enum dec_status
from_nat(struct dec *out, bool is_negative, const struct nat *a)
{
	uint64_t hi, lo;

	if (!nat_get_128(a, &hi, &lo))
		return DEC_ERANGE;
	return dec_from_parts(out, is_negative, hi, lo);
}

enum dec_status
dec_mul(struct dec *out, struct dec a, struct dec b)
{
	struct nat x, y, product, scale, q, r;

	to_nat(&x, a);
	to_nat(&y, b);
	if (!nat_mul(&product, &x, &y))
		return DEC_ERANGE;
	nat_set(&scale, nat_power_of_ten(DEC_SCALE));
	nat_div(&q, &r, &product, &scale);
	if (!nat_is_zero(&r))
		return DEC_EPRECISION;
	return from_nat(out, (a.hi < 0) != (b.hi < 0), &q);
}

void
dec_mul_text(struct strbuf *sb, struct dec a, struct dec b)
{
	enum { DECIMALS = 2 * DEC_SCALE, MAX_DIGITS = 80 };
	char digits[MAX_DIGITS];
	size_t n = 0, end = DECIMALS, i;
	struct nat x, y;
	bool fits;

	to_nat(&x, a);
	to_nat(&y, b);
	/* 72 digits at the most; last first */
	fits = nat_mul(&x, &x, &y);
	assert(fits);
	(void)fits;
	for (; !nat_is_zero(&x) || n <= DECIMALS; n++)
		digits[n] = (char)('0' + nat_div_small(&x, 10));
	for (i = 0; i < DECIMALS && digits[i] == '0'; i++)
		end--;
	if ((a.hi < 0) != (b.hi < 0) && (dec_sign(a) != 0 && dec_sign(b) != 0))
		strbuf_addch(sb, '-');
	for (i = n; i-- > DECIMALS - end;) {
		if (i == DECIMALS - 1)
			strbuf_addch(sb, '.');
		strbuf_addch(sb, digits[i]);
	}
}

/** q = a / b, half away from zero; false where it does not fit. */
static bool
divide_rounding(struct nat *q, const struct nat *a, const struct nat *b)
{
	struct nat r, one;

	nat_div(q, &r, a, b);
	nat_set(&one, 1);
	if (!nat_add(&r, &r, &r))
		return false;
	return nat_cmp(&r, b) < 0 || nat_add(q, q, &one);
}

enum dec_status
dec_div(struct dec *out, struct dec num, struct dec den)
{
	struct nat x, y, scale, q;

	assert(dec_sign(den) != 0);
	to_nat(&x, num);
	to_nat(&y, den);
	nat_set(&scale, nat_power_of_ten(DEC_SCALE));
	if (!nat_mul(&x, &x, &scale) || !divide_rounding(&q, &x, &y))
		return DEC_ERANGE;
	return from_nat(out, (num.hi < 0) != (den.hi < 0), &q);
}

struct dec
dec_round(struct dec a, int n_decimals)
{
	struct nat x, unit, q;
	struct dec out = a;

	assert(n_decimals >= 0 && n_decimals <= DEC_SCALE);
	to_nat(&x, a);
	nat_set(&unit, nat_power_of_ten((unsigned)(DEC_SCALE - n_decimals)));
	if (!divide_rounding(&q, &x, &unit) || !nat_mul(&q, &q, &unit) ||
	    from_nat(&out, a.hi < 0, &q) != DEC_OK)
		return a; /* the very largest stay as they are */
	return out;
}

bool
dec_whole(uint64_t *out, struct dec a)
{
	struct nat x, unit, q, r;
	uint64_t hi, lo;

	if (a.hi < 0)
		return false;
	if (a.hi == 0) {
		*out = a.lo / nat_power_of_ten(DEC_SCALE);
		return true;
	}
	to_nat(&x, a);
	nat_set(&unit, nat_power_of_ten(DEC_SCALE));
	nat_div(&q, &r, &x, &unit);
	if (!nat_get_128(&q, &hi, &lo) || hi > 0)
		return false;
	*out = lo;
	return true;
}

int
dec_cmp(struct dec a, struct dec b)
{
	if (a.hi != b.hi)
		return a.hi < b.hi ? -1 : 1;
	if (a.lo != b.lo)
		return a.lo < b.lo ? -1 : 1;
	return 0;
}

int
dec_sign(struct dec a)
{
	if (a.hi < 0)
		return -1;
	return a.hi != 0 || a.lo != 0;
}

enum dec_status
dec_sum_get(struct dec *out, const struct dec_sum *sum)
{
	struct dec v = { sum->lo, (int64_t)sum->mid };

	/* the third word must only repeat the sign of the second */
	if (sum->hi != (v.hi < 0 ? -1 : 0) || !is_in_range(v))
		return DEC_ERANGE;
	*out = v;
	return DEC_OK;
}

/* --- writing -------------------------------------------------------------- */

void
dec_format(struct dec a, struct strbuf *sb)
{
	char text[FORMAT_LEN];
	char *at = text + sizeof(text);
	struct nat x;
	int n = 0;
	bool is_shown = false; /* a decimal that is not 0 has been met */

	to_nat(&x, a);
	while (n < DEC_SCALE || !nat_is_zero(&x) || n == DEC_SCALE) {
		uint32_t digit = nat_div_small(&x, 10);

		is_shown = is_shown || digit != 0 || n >= DEC_SCALE;
		if (is_shown)
			*--at = (char)('0' + digit);
		n++;
		if (n == DEC_SCALE && is_shown)
			*--at = '.';
	}
	if (a.hi < 0)
		*--at = '-';
	strbuf_add(sb, at, (size_t)(text + sizeof(text) - at));
}

const char *
dec_strerror(enum dec_status status)
{
	switch (status) {
	case DEC_OK:
		return "no error";
	case DEC_EFORM:
		return "not a number";
	case DEC_EPRECISION:
		return "more than 12 decimals";
	case DEC_ERANGE:
		return "more than 24 digits before the point";
	}
	return "unknown error";
}
