/* interval.c - how sure a figure is: intervals and funnel limits. */
#include "vardstrom/interval.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "vardstrom/strbuf.h"

/*
 * exp and log of the C library differ in the last digit from machine to
 * machine; frexp, ldexp and sqrt are exact. So are not the longer doubles of
 * an 8087: the Makefile asks for SSE2 there, and for no fused steps anywhere.
 */
_Static_assert(FLT_EVAL_METHOD == 0 || FLT_EVAL_METHOD == 1,
    "figures would not be the same bytes");

#define LN2      0.69314718055994530942
#define SQRT_2   1.41421356237309504880
#define LN_2PI_2 0.91893853320467274178 /* log(2 pi) / 2 */

enum {
	MOST_STEPS = 400,
	MOST_TERMS = 100000,
	BYAR_FROM = 10 /* R-INTERVAL-02 */
};

static double
log_of(double x)
{
	double s, square, term, sum = 0;
	int exponent, i;

	x = frexp(x, &exponent);
	if (x < SQRT_2 / 2) {
		x *= 2;
		exponent--;
	}
	s = (x - 1) / (x + 1);
	square = s * s;
	term = s;
	for (i = 1; i < 40; i += 2) {
		sum += term / i;
		term *= square;
	}
	return exponent * LN2 + 2 * sum;
}

static double
exp_of(double x)
{
	double whole = (double)(long)(x / LN2), term = 1, sum = 1;
	int i;

	if (x < -700)
		return 0;
	x -= whole * LN2;
	for (i = 1; i < 30; i++) {
		term *= x / i;
		sum += term;
	}
	return ldexp(sum, (int)whole);
}

/** The logarithm of the gamma function, a > 0, by Stirling's series. */
static double
log_gamma(double a)
{
	double shift = 0, square;

	for (; a < 20; a++)
		shift += log_of(a);
	square = 1 / (a * a);
	return (a - 0.5) * log_of(a) - a + LN_2PI_2 +
	       (1.0 / 12 - square * (1.0 / 360 - square / 1260)) / a - shift;
}

/** The density of the gamma distribution of shape a. */
static double
density(double a, double x)
{
	return exp_of((a - 1) * log_of(x) - x - log_gamma(a));
}

/** The part of the distribution that is below x: a series, or a fraction. */
static double
below(double a, double x)
{
	double scale = density(a, x) * x, term, sum, b, c, d, h;
	int i;

	if (x < a + 1) {
		sum = term = 1 / a;
		for (i = 1; i < MOST_TERMS && term > sum * 1e-17; i++) {
			term *= x / (a + i);
			sum += term;
		}
		return scale * sum;
	}
	/* Lentz */
	b = x + 1 - a;
	c = 1e300;
	d = 1 / b;
	h = d;
	for (i = 1; i < MOST_TERMS; i++) {
		double an = -i * (i - a), factor;

		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		factor = c * d;
		h *= factor;
		/* one that has come to rest may stay a last digit from 1 */
		if (factor > 1 - 1e-15 && factor < 1 + 1e-15)
			break;
	}
	return 1 - scale * h;
}

/** Where a part p of the distribution of shape a > 0 is below. */
static double
quantile(double a, double p)
{
	double low = 0, high = a + 20 * sqrt(a) + 100, x = a, next;
	int i;

	for (i = 0; i < MOST_STEPS; i++) {
		double off = below(a, x) - p, slope = density(a, x);

		if (off > 0)
			high = x;
		else
			low = x;
		next = slope > 0 ? x - off / slope : low;
		if (next <= low || next >= high)
			next = (low + high) / 2;
		if (next - x < x * 1e-15 && x - next < x * 1e-15)
			break;
		x = next;
	}
	return x;
}

double
interval_from_dec(struct dec v)
{
	struct strbuf sb = STRBUF_INIT;
	double out;

	dec_format(v, &sb);
	out = strtod(sb.s, NULL);
	strbuf_release(&sb);
	return out;
}

bool
interval_to_dec(struct dec *out, double v)
{
	char text[64];
	int len;

	if (!(v > -1e20 && v < 1e20))
		return false;
	len = snprintf(text, sizeof(text), "%.9f", v);
	return dec_parse(out, text, (size_t)len) == DEC_OK;
}

double
interval_z(double level)
{
	/* a square of the normal is a gamma of shape 1/2 */
	return sqrt(2 * quantile(0.5, level));
}

/* R-INTERVAL-01 */
struct interval
interval_wilson(double x, double n, double z)
{
	double square = z * z, of = 2 * (n + square);
	double root = z * sqrt(square + 4 * x * (1 - x / n));
	struct interval out = { (2 * x + square - root) / of,
		(2 * x + square + root) / of };

	if (x <= 0)
		out.low = 0;
	if (x >= n)
		out.high = 1;
	return out;
}

struct interval
interval_byar(double x, double z)
{
	double low = 1 - 1 / (9 * x) - z / (3 * sqrt(x)), y = x + 1;
	double high = 1 - 1 / (9 * y) + z / (3 * sqrt(y));
	struct interval out = { x * low * low * low, y * high * high * high };

	if (x <= 0)
		out.low = -1;
	return out;
}

struct interval
interval_exact(double x, double level)
{
	double tail = (1 - level) / 2;

	return (struct interval){ x > 0 ? quantile(x, tail) : 0,
		quantile(x + 1, 1 - tail) };
}

/* R-INTERVAL-04 */
struct interval
interval_clustered(double x, double effect, double level)
{
	struct interval v = interval_exact(x / effect, level);

	return (struct interval){ v.low * effect, v.high * effect };
}

struct interval
interval_of_count(enum interval_method method, double x, double level)
{
	if (method == INTERVAL_BYAR && x >= BYAR_FROM)
		return interval_byar(x, interval_z(level));
	return interval_exact(x, level);
}

/* R-INTERVAL-03 */
struct interval
interval_funnel(double mean, double n, double z)
{
	double wide = z * sqrt(mean * (1 - mean) / n);
	struct interval out = { mean - wide, mean + wide };

	if (out.low < 0)
		out.low = 0;
	if (out.high > 1)
		out.high = 1;
	return out;
}

/* R-INTERVAL-05 */
struct interval
interval_dobson(const struct interval_band *bands, size_t n, double level)
{
	double weights = 0, rate = 0, variance = 0, events = 0, by;
	struct interval v;
	size_t i;

	for (i = 0; i < n; i++) {
		double one = bands[i].weight / bands[i].size;

		weights += bands[i].weight;
		rate += one * bands[i].events;
		variance += one * one * bands[i].events;
		events += bands[i].events;
	}
	rate /= weights;
	by = sqrt(variance / events) / weights;
	v = interval_byar(events, interval_z(level));
	v.low = rate + by * (v.low - events);
	v.high = rate + by * (v.high - events);
	return v;
}

/**
 * How much of each band's rate is in the line's beginning and in its end: both
 * are sums of rates, each times that; the rates vary as Poisson's.
 */
bool
interval_along_scale(struct interval *out, const struct interval_band *bands,
    size_t n, bool is_relative, double level)
{
	double size = 0, before = 0, squares = 0, mean = 0, slope = 0;
	double z = interval_z(level), variance = 0, start, end;
	size_t i;

	for (i = 0; i < n; i++)
		size += bands[i].size;
	for (i = 0; i < n; before += bands[i++].size) {
		double share = bands[i].size / size;
		double at = (before + bands[i].size / 2) / size - 0.5;

		squares += share * at * at;
		mean += bands[i].events / size;
		slope += bands[i].events / size * at;
	}
	slope /= squares;
	start = mean - slope / 2;
	end = mean + slope / 2;
	if (is_relative && (start <= 0 || end <= 0))
		return false;
	before = 0;
	for (i = 0; i < n; before += bands[i++].size) {
		double at = (before + bands[i].size / 2) / size - 0.5;
		double of_slope = at / squares / size;
		double of_end = 1 / size + of_slope / 2;
		double of_start = 1 / size - of_slope / 2;
		double one =
		    is_relative ? of_end / end - of_start / start : of_slope;

		variance += one * one * bands[i].events;
	}
	z *= sqrt(variance);
	out->low = is_relative ? end / start * exp_of(-z) : slope - z;
	out->high = is_relative ? end / start * exp_of(z) : slope + z;
	return true;
}
