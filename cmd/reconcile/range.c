/* range.c - what a printed number stands for: exact ends, each in or out. */
#include "range.h"

#include "vardstrom/diag.h"

/* Printed numbers are short: what they are calculated to always fits. */
static void
must(enum ratio_status status)
{
	if (status != RATIO_OK)
		BUG("a printed number is too long");
}

void
range_of_print(
    struct range *r, struct dec value, int decimals, enum rounding rounding)
{
	struct ratio x, unit, half;

	ratio_set_dec(&x, value);
	ratio_set_int(&unit, 1);
	for (int i = 0; i < decimals; i++) {
		struct ratio ten;

		ratio_set_int(&ten, 10);
		must(ratio_div(&unit, &unit, &ten));
	}
	ratio_set_int(&half, 2);
	must(ratio_div(&half, &unit, &half));
	r->is_low_out = rounding == ROUND_HALF_DOWN;
	r->is_high_out = rounding != ROUND_HALF_DOWN;
	r->low = x;
	if (rounding != ROUND_CUT)
		must(ratio_sub(&r->low, &x, &half));
	must(ratio_add(&r->high, &x, rounding == ROUND_CUT ? &unit : &half));
}

void
range_exact(struct range *r, struct dec value)
{
	ratio_set_dec(&r->low, value);
	r->high = r->low;
	r->is_low_out = r->is_high_out = false;
}

void
range_add(struct range *r, const struct range *a, const struct range *b)
{
	r->is_low_out = a->is_low_out || b->is_low_out;
	r->is_high_out = a->is_high_out || b->is_high_out;
	must(ratio_add(&r->low, &a->low, &b->low));
	must(ratio_add(&r->high, &a->high, &b->high));
}

bool
range_div(struct range *r, const struct range *a, const struct range *b)
{
	struct range q;

	if (b->low.is_negative || ratio_is_zero(&b->low) || a->low.is_negative)
		return false;
	q.is_low_out = a->is_low_out || b->is_high_out;
	q.is_high_out = a->is_high_out || b->is_low_out;
	must(ratio_div(&q.low, &a->low, &b->high));
	must(ratio_div(&q.high, &a->high, &b->low));
	*r = q;
	return true;
}

/* The sign of a - b. */
static int
compare(const struct ratio *a, const struct ratio *b)
{
	struct ratio d;

	must(ratio_sub(&d, a, b));
	return ratio_is_zero(&d) ? 0 : d.is_negative ? -1 : 1;
}

bool
range_has(const struct range *r, const struct ratio *v)
{
	const int low = compare(&r->low, v), high = compare(v, &r->high);

	return (low < 0 || (low == 0 && !r->is_low_out)) &&
	       (high < 0 || (high == 0 && !r->is_high_out));
}

bool
range_meets(const struct range *a, const struct range *b)
{
	const int ab = compare(&a->low, &b->high);
	const int ba = compare(&b->low, &a->high);

	return (ab < 0 || (ab == 0 && !a->is_low_out && !b->is_high_out)) &&
	       (ba < 0 || (ba == 0 && !b->is_low_out && !a->is_high_out));
}
