/* expr_lex.h - the words of an expression. Private to lib/expr*.c. */
#ifndef VARDSTROM_EXPR_LEX_H
#define VARDSTROM_EXPR_LEX_H

#include <stddef.h>

#include "vardstrom/strbuf.h"

enum token_type {
	TOKEN_END,
	TOKEN_ERROR,  /* lexer.error says what */
	TOKEN_NAME,   /* a member: text */
	TOKEN_PARAM,  /* $name: text without the $ */
	TOKEN_STRING, /* text decoded */
	TOKEN_NUMBER, /* text as JSON */
	TOKEN_TRUE,
	TOKEN_FALSE,
	TOKEN_NULL,
	TOKEN_IN,
	TOKEN_HAS,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_NOT,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_OPEN_LIST,
	TOKEN_CLOSE_LIST,
	TOKEN_COMMA,
	TOKEN_EQ,
	TOKEN_NE,
	TOKEN_LT,
	TOKEN_LE,
	TOKEN_GT,
	TOKEN_GE
};

/** Where we are, and the word that was read last. */
struct lexer {
	const char *start, *at, *end;
	enum token_type type;
	const char *token;    /* where the word starts */
	struct strbuf text;   /* of names, strings, numbers */
	const char *error;    /* TOKEN_ERROR: a sentence */
	const char *error_at; /* and its place */
};

void lexer_init(struct lexer *lexer, const char *s, size_t len);
void lexer_release(struct lexer *lexer);
/** Read the next word. */
void lexer_next(struct lexer *lexer);

#endif
