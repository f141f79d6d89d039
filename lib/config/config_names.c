/* config_names.c - names in a configuration, and lists of them. */
#include <string.h>

#include "vardstrom/config.h"
#include "vardstrom/keyset.h"

const char *
config_name(struct config_node n)
{
	const char *s = config_string(n);
	size_t len = s ? strlen(s) : 0;

	if (!s)
		return NULL;
	if (len > 0 && !strchr(" \t", s[0]) && !strchr(" \t", s[len - 1]))
		return s;
	config_error(
	    n, len == 0 ? "an empty name" : "a name with blanks around it");
	return NULL;
}

bool
config_names(struct config_node list)
{
	struct keyset *names;
	bool is_new = true;
	size_t i;

	if (!config_is(list, CONFIG_LIST))
		return false;
	names = keyset_new();
	for (i = 0; is_new && i < config_n(list); i++) {
		struct config_node at = config_at(list, i);
		const char *name = config_name(at);

		if (!name)
			break;
		keyset_add(names, name, strlen(name), &is_new);
		if (!is_new)
			config_error(at, "%s given twice", name);
	}
	keyset_free(names);
	return !config_failed(list.config);
}
