/* kva_rules.h - rules: which codes stand for which measure, condition, group.
 */
#ifndef CODE_KVA_KVA_RULES_H
#define CODE_KVA_KVA_RULES_H

#include <stddef.h>

#include "code_map.h"
#include "vardstrom/config.h"

enum {
	KVA_RULES_MAX_CODES = 100000 /* prefixes, ranges written out, in all */
};

/** One of the three lists of a rules file. */
struct rule_list {
	char **names; /* in the order of the file, each once; JSON
			 strings need no escape in them */
	size_t n_names, cap;
	struct code_map codes; /* to an index of names */
};

struct kva_rules {
	struct rule_list measures;   /* by KVÅ code */
	struct rule_list conditions; /* by diagnosis */
	struct rule_list groups;     /* by main diagnosis; one for a code */
};

void kva_rules_init(struct kva_rules *rules);
void kva_rules_release(struct kva_rules *rules);

/**
 * Read rules from the top of a configuration (rules.schema.json).
 *
 * Returns: nothing; errors are told with config_error, so ask config_failed.
 * Memory:  borrows nothing afterwards.
 */
void kva_rules_load(struct kva_rules *rules, struct config_node top);

#endif
