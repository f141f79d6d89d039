/* programs.c - the programs that can be a stage. */
#include "programs.h"

#include <stddef.h>
#include <string.h>

#include "stream/stages.h"

static const struct {
	const char *name;
	program_fn *run;
} programs[] = { { "cat", cat_main },
#define ROW(name, entry) { name, entry },
	STAGES(ROW)
#undef ROW
};
enum { N_PROGRAMS = sizeof(programs) / sizeof(*programs) };

void
programs_list(struct strbuf *sb, const char *margin, size_t width)
{
	size_t column = 0, i;

	for (i = 0; i < N_PROGRAMS; i++) {
		size_t len = strlen(programs[i].name) + 1;

		if (column == 0 || column + 1 + len > width) {
			strbuf_addf(sb, "%s%s", column > 0 ? "\n" : "", margin);
			column = strlen(margin);
		} else {
			strbuf_addch(sb, ' ');
			column++;
		}
		strbuf_addf(sb, "%s%s", programs[i].name,
		    i + 1 < N_PROGRAMS ? "," : "");
		column += len;
	}
}

program_fn *
programs_find(const char *name)
{
	size_t i;

	for (i = 0; i < N_PROGRAMS; i++)
		if (strcmp(programs[i].name, name) == 0)
			return programs[i].run;
	return NULL;
}
