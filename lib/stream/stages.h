/*
 * stages.h - the programs that can be a stage of chain-stages: one table, from
 * which the Makefile, chain-stages and its help are made.
 *
 * Each has an entry function with a name of its own in its main.c. By itself
 * the program is linked with that name as main (see the Makefile).
 */
#ifndef VARDSTROM_STAGES_H
#define VARDSTROM_STAGES_H

/* STAGE(NAME, ENTRY) for each of them, a line each, in order. */
#define STAGES(STAGE)                                                          \
	STAGE("aggregate", aggregate_main)                                     \
	STAGE("check-targets", check_targets_main)                             \
	STAGE("code-kva", code_kva_main)                                       \
	STAGE("compare-years", compare_years_main)                             \
	STAGE("dedupe-patients", dedupe_patients_main)                         \
	STAGE("indicators-to-fhir", indicators_to_fhir_main)                   \
	STAGE("normalize", normalize_main)                                     \
	STAGE("render-table", render_table_main)                               \
	STAGE("run-chart", run_chart_main)                                     \
	STAGE("split-patients", split_patients_main)

#define STAGES_DECLARE(name, entry) int entry(int argc, char **argv);
STAGES(STAGES_DECLARE)

#endif
