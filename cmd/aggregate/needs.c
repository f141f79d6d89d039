/* needs.c - which members of which records each indicator looks at. */
#include "needs.h"

#include <string.h>

#include "vardstrom/near.h"

/** Where we are: an indicator, a side of it, a measure of that. */
struct needs {
	const struct indicators *ins;
	const struct wanted *wanted;
	const struct indicator *in;
	const char *side;
	const char *measure;
	bool is_beyond;
	const struct function *seen[64]; /* of this side */
	size_t n_seen;
	struct near_names members; /* of the line that is open */
	bool is_open;
	struct strbuf *sb;
};

static void
add_names(struct strbuf *sb, const char *name, const struct near_names *names)
{
	strbuf_addf(sb, ",\"%s\":[", name);
	for (size_t i = 0; i < names->n; i++) {
		if (i > 0)
			strbuf_addch(sb, ',');
		strbuf_add_json_string(
		    sb, names->list[i], strlen(names->list[i]));
	}
	strbuf_addch(sb, ']');
}

static void
add_text(struct strbuf *sb, const char *name, const char *text)
{
	strbuf_addf(sb, ",\"%s\":", name);
	strbuf_add_json_string(sb, text, strlen(text));
}

/** Whose members are noted: those that a kind of record has. */
struct had {
	const struct needs *n;
	const char *kind;
	struct near_names *names;
};

static void
note_had(void *context, const char *member)
{
	const struct had *h = context;

	if (members_kind_has(h->n->ins->members, h->kind, member))
		near_note(h->names, member);
}

/** The members that its groups are made of, as the kind has them. */
static void
add_by(struct needs *n, const char *kind)
{
	const struct wanted *w = n->wanted;
	struct near_names by = { .n = 0 };
	struct had had = { n, kind, &by };

	for (size_t i = 0; i < n->in->n_groupings; i++) {
		const struct wanted_grouping *gr =
		    &w->groupings[n->in->groupings[i]];

		for (size_t k = 0; k < gr->n_columns; k++) {
			const struct wanted_column *c =
			    &w->columns[gr->columns[k]];

			if (c->source < 0)
				note_had(&had, wanted_name(w, gr->columns[k]));
			else
				expr_each_of_value(
				    w->exprs, c->source, note_had, &had);
		}
	}
	add_names(n->sb, "by", &by);
	near_release(&by);
}

static void
end_line(struct needs *n, const char *kind)
{
	if (!n->is_open)
		return;
	add_names(n->sb, "members", &n->members);
	add_by(n, kind);
	strbuf_addstr(n->sb, "}\n");
	near_release(&n->members);
	n->members = (struct near_names){ .n = 0 };
	n->is_open = false;
}

/** The kind of the line that is open, of which its text knows. */
struct visit {
	struct needs *needs;
	const char *kind;
};

static void
on_need(void *context, const char *kind, const char *member)
{
	struct visit *v = context;
	struct needs *n = v->needs;

	if (member) {
		near_note(&n->members, member);
		return;
	}
	end_line(n, v->kind);
	v->kind = kind;
	strbuf_addstr(n->sb, "{\"record\":\"need\"");
	add_text(n->sb, "indicator", n->in->id);
	add_text(n->sb, "side", n->side);
	add_text(n->sb, "measure", n->measure);
	strbuf_addf(
	    n->sb, ",\"is_beyond\":%s", n->is_beyond ? "true" : "false");
	add_text(n->sb, "of", kind);
	n->is_open = true;
}

/** The name that the definitions have for a function. */
static const char *
name_of(const struct formulas *fs, const struct function *f)
{
	for (size_t i = 0; i < fs->n_names; i++) {
		if (formula_function(fs, fs->names[i].node) == f)
			return fs->names[i].name;
	}
	return f->name;
}

static void
on_function(void *context, const struct function *f, bool is_beyond)
{
	struct needs *n = context;
	struct visit v = { .needs = n };

	for (size_t i = 0; i < n->n_seen; i++) {
		if (n->seen[i] == f)
			return;
	}
	if (n->n_seen < sizeof(n->seen) / sizeof(n->seen[0]))
		n->seen[n->n_seen++] = f;
	n->is_beyond = is_beyond;
	n->measure = name_of(&n->ins->formulas, f);
	members_each_need(n->ins->members, n->wanted->exprs, f->where,
	    f->member < 0 ? NULL
			  : expr_member_name(n->wanted->exprs, f->member),
	    on_need, &v);
	end_line(n, v.kind);
}

static void
add_side(struct needs *n, const char *side, int node)
{
	if (node < 0)
		return;
	n->side = side;
	n->n_seen = 0;
	formula_each_function(&n->ins->formulas, node, on_function, n);
}

void
needs_format(
    const struct indicators *ins, const struct wanted *w, struct strbuf *sb)
{
	struct needs n = { .ins = ins, .wanted = w, .sb = sb };

	for (size_t i = 0; i < ins->n; i++) {
		n.in = &ins->list[i];
		add_side(&n, "value", n.in->value);
		add_side(&n, "numerator", n.in->numerator);
		add_side(&n, "denominator", n.in->denominator);
		add_side(&n, "spread", n.in->spread_of);
		add_side(&n, "groups", n.in->groups);
		for (size_t k = 0; k < n.in->n_needs; k++)
			add_side(&n, "needs", n.in->needs[k]);
	}
}
