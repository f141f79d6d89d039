/*
 * fuzz_formula.c - any bytes as a formula over a count of three records: what
 * is nothing but arithmetic is worked out by GMP, too.
 */
#include <assert.h>
#include <gmp.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/cube/answer.h"
#include "../../lib/cube/cube.h"
#include "../../lib/define/formula.h"
#include "given.h"
#include "vardstrom/ascii.h"

/* A parser of sums, where it knows all that it meets. */
struct slow {
	const char *at;
	int depth;
	bool is_odd;  /* what it does not know, or a number too large */
	bool is_zero; /* divided by zero */
};

static void slow_sum(struct slow *s, mpq_t out);

static void
skip_blanks(struct slow *s)
{
	while (*s->at == ' ')
		s->at++;
}

static void
slow_number(struct slow *s, mpq_t out)
{
	struct strbuf digits = STRBUF_INIT;
	unsigned long n_decimals = 0, n = 0;
	mpz_t scale;

	for (; ascii_is_digit(*s->at); s->at++, n++)
		strbuf_addch(&digits, *s->at);
	if (*s->at == '.')
		for (s->at++; ascii_is_digit(*s->at); s->at++) {
			strbuf_addch(&digits, *s->at);
			n_decimals++;
		}
	s->is_odd |= n == 0 || n > 20 || n_decimals > 12 || *s->at == '.' ||
		     ascii_is_alpha(*s->at);
	mpz_init(scale);
	mpz_ui_pow_ui(scale, 10, n_decimals);
	if (digits.len == 0 || mpz_set_str(mpq_numref(out), digits.s, 10) != 0)
		s->is_odd = true;
	mpz_set(mpq_denref(out), scale);
	mpq_canonicalize(out);
	mpz_clear(scale);
	strbuf_release(&digits);
}

static void
slow_factor(struct slow *s, mpq_t out)
{
	skip_blanks(s);
	if (++s->depth > FORMULA_MAX_DEPTH / 2)
		s->is_odd = true;
	if (s->is_odd) {
		s->depth--;
		return;
	}
	if (*s->at == '-') {
		s->at++;
		slow_factor(s, out);
		mpq_neg(out, out);
	} else if (*s->at == '(') {
		s->at++;
		slow_sum(s, out);
		skip_blanks(s);
		s->is_odd |= *s->at != ')';
		s->at += *s->at == ')';
	} else if (*s->at == 'n' && !ascii_is_alnum(s->at[1]) &&
		   s->at[1] != '_' && (unsigned char)s->at[1] < 0x80) {
		s->at++;
		mpq_set_ui(out, 3, 1);
	} else if (ascii_is_digit(*s->at)) {
		slow_number(s, out);
	} else {
		s->is_odd = true;
	}
	s->depth--;
}

static void
slow_product(struct slow *s, mpq_t out)
{
	mpq_t b;

	slow_factor(s, out);
	skip_blanks(s);
	mpq_init(b);
	while (!s->is_odd && (*s->at == '*' || *s->at == '/')) {
		char op = *s->at++;

		slow_factor(s, b);
		if (op == '/' && mpq_sgn(b) == 0) {
			s->is_zero = true;
			mpq_set_ui(b, 1, 1);
		}
		(op == '*' ? mpq_mul : mpq_div)(out, out, b);
		s->is_odd |= mpz_sizeinbase(mpq_numref(out), 2) > 400 ||
			     mpz_sizeinbase(mpq_denref(out), 2) > 400;
		skip_blanks(s);
	}
	mpq_clear(b);
}

static void
slow_sum(struct slow *s, mpq_t out)
{
	mpq_t b;

	slow_product(s, out);
	mpq_init(b);
	while (!s->is_odd && (*s->at == '+' || *s->at == '-')) {
		char op = *s->at++;

		slow_product(s, b);
		(op == '+' ? mpq_add : mpq_sub)(out, out, b);
		s->is_odd |= mpz_sizeinbase(mpq_denref(out), 2) > 400;
		skip_blanks(s);
	}
	mpq_clear(b);
}

static void
set_nat(mpz_t out, const struct nat *n)
{
	mpz_import(out, n->n_limbs, -1, sizeof(n->limb[0]), 0, 0, n->limb);
}

static void
compare(const char *text, enum formula_status status, const struct ratio *ours)
{
	struct slow s = { .at = text };
	mpq_t theirs, is;

	mpq_init(theirs);
	mpq_init(is);
	slow_sum(&s, theirs);
	if (!s.is_odd && *s.at == '\0') {
		if (s.is_zero)
			assert(status == FORMULA_EZERO);
		else
			assert(status == FORMULA_OK);
		if (!s.is_zero) {
			set_nat(mpq_numref(is), &ours->num);
			set_nat(mpq_denref(is), &ours->den);
			mpq_canonicalize(is);
			if (ours->is_negative)
				mpq_neg(is, is);
			assert(mpq_equal(is, theirs));
		}
	}
	mpq_clear(theirs);
	mpq_clear(is);
}

static void
count(void *context, struct record *rec)
{
	struct cube_fault fault;

	cube_begin(context, rec);
	(void)cube_add(context, &fault);
}

/* Work a node out over three records. */
static void
work_out(
    struct wanted *w, const struct formulas *fs, int node, const char *text)
{
	static const char lines[] = "{\"a\":1,\"m\":\"2025-01\"}\n"
				    "{\"a\":2,\"m\":\"2025-02\"}\n{}\n";
	struct cube_options options = { 0 };
	int grouping = wanted_grouping(w, NULL, 0);
	struct strbuf err = STRBUF_INIT;
	enum formula_status status;
	struct ratio out;
	struct cube *cube;

	if (!formula_want(fs, w, node, grouping))
		return;
	function_want(
	    formula_function(fs, formula_find(fs, "n", 1)), w, grouping);
	cube = cube_new(w, &options);
	given_records((struct given){ lines, sizeof(lines) - 1 }, count, cube);
	assert(cube_finish(cube, &err) == 0);
	if (formula_lacks(fs, w, node, grouping) < 0) {
		const struct answers as = { w, fs, cube };

		status = answer_formula(&out, &as, node, grouping, 0);
		compare(text, status, &out);
	}
	cube_free(cube);
	strbuf_release(&err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct strbuf text = STRBUF_INIT, err = STRBUF_INIT;
	struct formulas fs = { 0 };
	struct function n;
	struct wanted w;
	int node;

	strbuf_add(&text, (const char *)data, len);
	wanted_init(&w);
	assert(function_parse(&n, &w, "count", -1, false, &err) == FUNCTION_OK);
	formula_name_function(&fs, "n", &n);
	node = formula_compile(&fs, &w, text.s, &err);
	assert((node < 0) == (err.len > 0));
	if (node >= 0)
		work_out(&w, &fs, node, text.s);
	formulas_release(&fs);
	wanted_release(&w);
	strbuf_release(&text);
	strbuf_release(&err);
	return 0;
}
