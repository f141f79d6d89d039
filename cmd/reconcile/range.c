/* range.c - what a printed number stands for: exact ends, each in or out. */
#include "range.h"

#include "vardstrom/diag.h"

/* Printed numbers are short: what they are calculated to always fits. */
static void
must(bool is_ok)
{
	if (!is_ok)
		BUG("a printed number is too long");
}

/* 10^-decimals, in units of which a number is printed. */
static struct dec
unit_of(int decimals)
{
	struct dec unit = dec_from_int(1);

	for (int i = 0; i < decimals && i < DEC_SCALE - 1; i++)
		must(dec_div(&unit, unit, dec_from_int(10)) == DEC_OK);
	return unit;
}

static struct dec
add(struct dec a, struct dec b)
{
	struct dec sum;

	must(dec_add(&sum, a, b) == DEC_OK);
	return sum;
}

static struct dec
less(struct dec a, struct dec b)
{
	struct dec difference;

	must(dec_sub(&difference, a, b) == DEC_OK);
	return difference;
}

void
range_of_print(
    struct range *r, struct dec value, int decimals, enum rounding rounding)
{
	const struct dec unit = unit_of(decimals);
	struct dec half;

	must(dec_div(&half, unit, dec_from_int(2)) == DEC_OK);
	*r = (struct range){ 0 };
	r->low.is_out = rounding == ROUND_HALF_DOWN;
	r->high.is_out = rounding != ROUND_HALF_DOWN;
	r->low.at = rounding == ROUND_CUT ? value : less(value, half);
	r->high.at = add(value, rounding == ROUND_CUT ? unit : half);
}

/* The last digit that is not 0 tells how finely a round number was meant. */
void
range_beside(struct range *r, struct dec value, int decimals, int sign)
{
	struct dec unit = unit_of(decimals), rest = value;

	while (decimals == 0 && dec_sign(value) != 0) {
		must(dec_div(&rest, rest, dec_from_int(10)) == DEC_OK);
		if (dec_cmp(rest, dec_round(rest, 0)) != 0)
			break;
		must(dec_mul(&unit, unit, dec_from_int(10)) == DEC_OK);
	}
	*r = (struct range){ 0 };
	r->low.is_out = r->high.is_out = true;
	r->low.at = sign > 0 ? value : less(value, unit);
	r->high.at = sign > 0 ? add(value, unit) : value;
}

void
range_exact(struct range *r, struct dec value)
{
	*r = (struct range){ .low.at = value, .high.at = value };
}

void
range_all(struct range *r, bool is_from_0)
{
	*r = (struct range){ .low.is_none = !is_from_0, .high.is_none = true };
}

static struct end
end_add(struct end a, struct end b)
{
	struct end sum = { .is_out = a.is_out || b.is_out };

	sum.is_none =
	    a.is_none || b.is_none || dec_add(&sum.at, a.at, b.at) != DEC_OK;
	return sum;
}

static struct end
end_sub(struct end a, struct end b)
{
	struct end difference = { .is_out = a.is_out || b.is_out };

	difference.is_none = a.is_none || b.is_none ||
			     dec_sub(&difference.at, a.at, b.at) != DEC_OK;
	return difference;
}

void
range_add(struct range *r, const struct range *a, const struct range *b)
{
	*r = (struct range){ end_add(a->low, b->low),
		end_add(a->high, b->high) };
}

void
range_sub(struct range *r, const struct range *a, const struct range *b)
{
	*r = (struct range){ end_sub(a->low, b->high),
		end_sub(a->high, b->low) };
}

/* The decimal, moved outwards (up: 1, down: -1) where it is not exact. */
static struct end
outwards(const struct ratio *v, bool is_out, int way)
{
	struct end end = { .is_out = is_out };
	const struct dec hair = { .lo = 1 };
	struct ratio back;

	if (ratio_dec(&end.at, v) != RATIO_OK)
		return (struct end){ .is_none = true };
	ratio_set_dec(&back, end.at);
	must(ratio_sub(&back, v, &back) == RATIO_OK);
	if (ratio_is_zero(&back))
		return end;
	end.is_out = true;
	if (way > 0 && !back.is_negative)
		end.at = add(end.at, hair);
	if (way < 0 && back.is_negative)
		end.at = less(end.at, hair);
	return end;
}

static bool
is_from_0(const struct range *r)
{
	return !r->low.is_none && dec_sign(r->low.at) >= 0;
}

static struct end
end_mul(struct end a, struct end b, int scale, int way)
{
	struct ratio x, y;

	if (a.is_none || b.is_none)
		return (struct end){ .is_none = true };
	ratio_set_dec(&x, a.at);
	ratio_set_dec(&y, b.at);
	if (ratio_mul(&x, &x, &y) != RATIO_OK)
		return (struct end){ .is_none = true };
	ratio_set_int(&y, scale);
	if (ratio_mul(&x, &x, &y) != RATIO_OK)
		return (struct end){ .is_none = true };
	return outwards(&x, a.is_out || b.is_out, way);
}

bool
range_mul(
    struct range *r, const struct range *a, const struct range *b, int scale)
{
	if (!is_from_0(a) || !is_from_0(b))
		return false;
	*r = (struct range){ end_mul(a->low, b->low, scale, -1),
		end_mul(a->high, b->high, scale, 1) };
	/* 0 times what is not in is 0 all the same */
	if (dec_sign(r->low.at) == 0)
		r->low.is_out = false;
	return true;
}

static struct end
end_div(struct end a, struct end b, int scale, int way)
{
	struct ratio x, y;

	ratio_set_dec(&x, a.at);
	ratio_set_int(&y, scale);
	if (ratio_mul(&x, &x, &y) != RATIO_OK)
		return (struct end){ .is_none = true };
	ratio_set_dec(&y, b.at);
	if (ratio_div(&x, &x, &y) != RATIO_OK)
		return (struct end){ .is_none = true };
	return outwards(&x, a.is_out || b.is_out, way);
}

bool
range_div(
    struct range *r, const struct range *a, const struct range *b, int scale)
{
	static const struct end none = { .is_none = true };
	struct range q;

	if (!is_from_0(a) || !is_from_0(b))
		return false;
	if (b->high.is_none) {
		q.low = (struct end){ .is_out = !a->low.is_out &&
						dec_sign(a->low.at) > 0 };
	} else if (dec_sign(b->high.at) <= 0) {
		return false;
	} else {
		q.low = end_div(a->low, b->high, scale, -1);
	}
	if (a->high.is_none || dec_sign(b->low.at) == 0)
		q.high = none;
	else
		q.high = end_div(a->high, b->low, scale, 1);
	*r = q;
	return true;
}

void
range_whole(struct range *r)
{
	const struct dec one = dec_from_int(1);
	struct dec whole;

	if (!r->low.is_none) {
		whole = dec_round(r->low.at, 0);
		if (dec_cmp(whole, r->low.at) < 0 ||
		    (r->low.is_out && dec_cmp(whole, r->low.at) == 0))
			whole = add(whole, one);
		r->low = (struct end){ .at = whole };
	}
	if (!r->high.is_none) {
		whole = dec_round(r->high.at, 0);
		if (dec_cmp(whole, r->high.at) > 0 ||
		    (r->high.is_out && dec_cmp(whole, r->high.at) == 0))
			whole = less(whole, one);
		r->high = (struct end){ .at = whole };
	}
}

/* Is b beyond a? More than a hair, or a's end goes out. */
static bool
is_tighter(const struct end *a, const struct end *b, int way)
{
	static const struct dec hair = { .lo = 1000 };
	struct dec by;

	if (b->is_none)
		return false;
	if (a->is_none)
		return true;
	if ((way < 0 ? dec_sub(&by, b->at, a->at)
		     : dec_sub(&by, a->at, b->at)) != DEC_OK)
		return (dec_cmp(b->at, a->at) > 0) == (way < 0); /* far off */
	return dec_cmp(by, hair) > 0 ||
	       (dec_sign(by) == 0 && b->is_out && !a->is_out);
}

bool
range_narrow(struct range *r, const struct range *by)
{
	bool is_narrower = false;

	if (is_tighter(&r->low, &by->low, -1)) {
		r->low = by->low;
		is_narrower = true;
	}
	if (is_tighter(&r->high, &by->high, 1)) {
		r->high = by->high;
		is_narrower = true;
	}
	return is_narrower;
}

/* Is there a number from low up to high? */
static bool
is_room(const struct end *low, const struct end *high)
{
	int order;

	if (low->is_none || high->is_none)
		return true;
	order = dec_cmp(low->at, high->at);
	return order < 0 || (order == 0 && !low->is_out && !high->is_out);
}

bool
range_is_empty(const struct range *r)
{
	return !is_room(&r->low, &r->high);
}

/* The sign of end - v. */
static int
compare(const struct end *end, const struct ratio *v)
{
	struct ratio d;

	ratio_set_dec(&d, end->at);
	must(ratio_sub(&d, &d, v) == RATIO_OK);
	return ratio_is_zero(&d) ? 0 : d.is_negative ? -1 : 1;
}

bool
range_has(const struct range *r, const struct ratio *v)
{
	const int low = r->low.is_none ? -1 : compare(&r->low, v);
	const int high = r->high.is_none ? 1 : compare(&r->high, v);

	return (low < 0 || (low == 0 && !r->low.is_out)) &&
	       (high > 0 || (high == 0 && !r->high.is_out));
}

bool
range_meets(const struct range *a, const struct range *b)
{
	return is_room(&a->low, &b->high) && is_room(&b->low, &a->high);
}
