/*
 * programs.c - the programs that can be a stage.
 *
 * Each is compiled a second time with its main() under another name: see
 * STAGES in the Makefile.
 */
#include "programs.h"

#include <stddef.h>
#include <string.h>

program_fn aggregate_main, check_targets_main, code_kva_main,
    compare_years_main, dedupe_patients_main, indicators_to_fhir_main,
    normalize_main, render_table_main, run_chart_main, split_patients_main;

static const struct {
	const char *name;
	program_fn *run;
} programs[] = {
	{ "aggregate", aggregate_main },
	{ "cat", cat_main },
	{ "check-targets", check_targets_main },
	{ "code-kva", code_kva_main },
	{ "compare-years", compare_years_main },
	{ "dedupe-patients", dedupe_patients_main },
	{ "indicators-to-fhir", indicators_to_fhir_main },
	{ "normalize", normalize_main },
	{ "render-table", render_table_main },
	{ "run-chart", run_chart_main },
	{ "split-patients", split_patients_main },
};

const char programs_names[] =
    "                          aggregate, cat, check-targets, code-kva,\n"
    "                          compare-years, dedupe-patients,\n"
    "                          indicators-to-fhir, normalize, render-table,\n"
    "                          run-chart, split-patients";

program_fn *
programs_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (strcmp(programs[i].name, name) == 0)
			return programs[i].run;
	return NULL;
}
