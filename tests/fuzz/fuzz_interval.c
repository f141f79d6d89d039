/*
 * fuzz_interval.c - any counts and levels: intervals in their order, and the
 * exact one by adding up Poisson's probabilities one by one.
 */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "given.h"
#include "vardstrom/interval.h"

enum { MAX_SUMMED = 300 };

static unsigned
take_number(struct given *g, unsigned below)
{
	unsigned v = given_byte(g);

	v = v << 8 | given_byte(g);
	return v % below;
}

/* The probability of n or fewer where mean are expected. */
static long double
at_most(unsigned n, long double mean)
{
	long double term = expl(-mean), sum = term;

	for (unsigned i = 1; i <= n; i++) {
		term *= mean / i;
		sum += term;
	}
	return sum;
}

static void
check_exact(unsigned x, double level)
{
	struct interval i = interval_exact(x, level);
	long double tail = (1 - (long double)level) / 2;

	assert(i.low >= 0 && i.low <= x && i.high >= x);
	if (x > MAX_SUMMED)
		return;
	/* the high end: so few are as likely as the tail */
	assert(fabsl(at_most(x, i.high) - tail) < 1e-9L);
	if (x > 0)
		assert(fabsl(1 - at_most(x - 1, i.low) - tail) < 1e-9L);
	else
		assert(i.low == 0);
}

static void
check_share(unsigned x, unsigned n, double z)
{
	const long double p = (long double)x / n, zz = (long double)z * z;
	const long double middle = (p + zz / (2 * n)) / (1 + zz / n);
	const long double half =
	    z / (1 + zz / n) * sqrtl(p * (1 - p) / n + zz / (4.0L * n * n));
	struct interval i = interval_wilson(x, n, z);

	assert(fabsl(i.low - (middle - half)) < 1e-9L);
	assert(fabsl(i.high - (middle + half)) < 1e-9L);
	i = interval_funnel(x / (double)n, n, z);
	assert(i.low >= 0 && i.high <= 1 && i.low <= i.high);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct given g = given_all(data, len);
	unsigned x = take_number(&g, 2000), more = take_number(&g, 2000);
	double level = 0.5 + take_number(&g, 499) / 1000.0;
	double z = interval_z(level);
	struct interval byar, clustered;

	/* so much of a normal distribution lies within z */
	assert(fabs(erf(z / sqrt(2)) - level) < 1e-9);
	check_exact(x, level);
	check_share(x, x + more + 1, z);
	byar = interval_byar(x, z);
	assert(byar.high > x && byar.low < byar.high);
	clustered = interval_clustered(x, 1 + more / 100.0, level);
	assert(clustered.low <= x && clustered.high >= x);
	return 0;
}
