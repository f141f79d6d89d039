/* expr_lex.c - cut an expression into words. */
#include "expr_lex.h"

#include <stdbool.h>
#include <string.h>

#include "vardstrom/ascii.h"
#include "vardstrom/dec.h"

#include "expr_hint.h"

void
lexer_init(struct lexer *lexer, const char *s, size_t len)
{
	lexer->start = lexer->at = lexer->token = s;
	lexer->end = s + len;
	lexer->type = TOKEN_END;
	lexer->error = NULL;
	lexer->error_at = s;
	strbuf_init(&lexer->text);
}

void
lexer_release(struct lexer *lexer)
{
	strbuf_release(&lexer->text);
}

static void
fail(struct lexer *lexer, const char *at, const char *error)
{
	lexer->type = TOKEN_ERROR;
	lexer->error = error;
	lexer->error_at = at;
}

static bool
is_name_start(char c)
{
	return ascii_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool
is_name_rest(char c)
{
	return is_name_start(c) || ascii_is_digit(c);
}

/** Words that are no members, and words that other languages use. */
static void
read_word(struct lexer *lexer)
{
	static const struct {
		const char *word;
		enum token_type type;
		const char *error;
	} words[] = {
		{ "in", TOKEN_IN, NULL },
		{ "has", TOKEN_HAS, NULL },
		{ "true", TOKEN_TRUE, NULL },
		{ "false", TOKEN_FALSE, NULL },
		{ "null", TOKEN_NULL, NULL },
		{ "and", TOKEN_ERROR, "\"and\" is written &&" },
		{ "AND", TOKEN_ERROR, "\"and\" is written &&" },
		{ "or", TOKEN_ERROR, "\"or\" is written ||" },
		{ "OR", TOKEN_ERROR, "\"or\" is written ||" },
		{ "not", TOKEN_ERROR, "\"not\" is written !" },
		{ "NOT", TOKEN_ERROR, "\"not\" is written !" },
		{ "IN", TOKEN_ERROR, "\"in\" is written in small letters" },
		{ "like", TOKEN_ERROR, expr_no_patterns },
		{ "LIKE", TOKEN_ERROR, expr_no_patterns },
		{ "IS", TOKEN_ERROR, expr_no_is },
		{ "NULL", TOKEN_ERROR, expr_no_is },
		{ "Null", TOKEN_ERROR, expr_no_is },
		{ "True", TOKEN_ERROR, "true is written in small letters" },
		{ "False", TOKEN_ERROR, "false is written in small letters" },
		{ "TRUE", TOKEN_ERROR, "true is written in small letters" },
		{ "FALSE", TOKEN_ERROR, "false is written in small letters" },
		{ "BETWEEN", TOKEN_ERROR, expr_no_between },
	};
	const char *from = lexer->at;
	size_t i;

	for (; lexer->at < lexer->end && is_name_rest(*lexer->at);
	     lexer->at++) {
		const char *hint =
		    expr_hint_sign(lexer->at, (size_t)(lexer->end - lexer->at));

		if (hint) {
			fail(lexer, lexer->at, hint);
			return;
		}
	}
	strbuf_reset(&lexer->text);
	strbuf_add(&lexer->text, from, (size_t)(lexer->at - from));
	lexer->type = TOKEN_NAME;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(lexer->text.s, words[i].word) != 0)
			continue;
		if (words[i].error)
			fail(lexer, from, words[i].error);
		else
			lexer->type = words[i].type;
	}
}

static void
read_param(struct lexer *lexer)
{
	const char *from = ++lexer->at;

	if (from == lexer->end || !is_name_start(*from)) {
		fail(lexer, lexer->token, "expected a name after $");
		return;
	}
	while (lexer->at < lexer->end && is_name_rest(*lexer->at))
		lexer->at++;
	strbuf_reset(&lexer->text);
	strbuf_add(&lexer->text, from, (size_t)(lexer->at - from));
	lexer->type = TOKEN_PARAM;
}

/** A string, or a name between backquotes. */
static void
read_quoted(struct lexer *lexer, enum token_type type)
{
	char quote = *lexer->at++;

	strbuf_reset(&lexer->text);
	for (; lexer->at < lexer->end; lexer->at++) {
		char c = *lexer->at;

		if (c == quote) {
			lexer->at++;
			lexer->type = type;
			return;
		}
		if (c == '\\' && type == TOKEN_STRING) {
			if (++lexer->at == lexer->end)
				break;
			c = *lexer->at;
			if (c != '"' && c != '\'' && c != '\\') {
				fail(lexer, lexer->at - 1,
				    "\\ stands before a quote or a \\ only");
				return;
			}
		}
		strbuf_addch(&lexer->text, c);
	}
	fail(lexer, lexer->token, "the closing quote is missing");
}

static bool
is_number_rest(char c, char before)
{
	if (c == '-' || c == '+')
		return before == 'e' || before == 'E';
	return ascii_is_alnum(c) || c == '.';
}

static void
read_number(struct lexer *lexer)
{
	const char *from = lexer->at++;
	struct dec ignored;

	while (
	    lexer->at < lexer->end && is_number_rest(*lexer->at, lexer->at[-1]))
		lexer->at++;
	strbuf_reset(&lexer->text);
	strbuf_add(&lexer->text, from, (size_t)(lexer->at - from));
	lexer->type = TOKEN_NUMBER;
	if (dec_parse(&ignored, lexer->text.s, lexer->text.len) == DEC_EFORM)
		fail(lexer, from, "not a number (a date needs quotes)");
}

/** The signs, longer ones first. */
static void
read_sign(struct lexer *lexer)
{
	static const struct {
		const char *sign;
		enum token_type type;
		const char *error;
	} signs[] = {
		{ "!~", TOKEN_ERROR, expr_no_patterns },
		{ "!==", TOKEN_ERROR, "\"not equal\" is written !=" },
		{ "===", TOKEN_ERROR, "\"equal\" is written ==" },
		{ "==", TOKEN_EQ, NULL },
		{ "=~", TOKEN_ERROR, expr_no_patterns },
		{ "~", TOKEN_ERROR, expr_no_patterns },
		{ "=", TOKEN_ERROR, "\"equal\" is written ==" },
		{ "!=", TOKEN_NE, NULL },
		{ "!", TOKEN_NOT, NULL },
		{ "<=", TOKEN_LE, NULL },
		{ "<>", TOKEN_ERROR, "\"not equal\" is written !=" },
		{ "<", TOKEN_LT, NULL },
		{ ">=", TOKEN_GE, NULL },
		{ ">", TOKEN_GT, NULL },
		{ "&&", TOKEN_AND, NULL },
		{ "&", TOKEN_ERROR, "\"and\" is written &&" },
		{ "||", TOKEN_OR, NULL },
		{ "|", TOKEN_ERROR, "\"or\" is written ||" },
		{ "(", TOKEN_OPEN, NULL },
		{ ")", TOKEN_CLOSE, NULL },
		{ "[", TOKEN_OPEN_LIST, NULL },
		{ "]", TOKEN_CLOSE_LIST, NULL },
		{ ",", TOKEN_COMMA, NULL },
	};
	size_t left = (size_t)(lexer->end - lexer->at);
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		size_t len = strlen(signs[i].sign);

		if (left < len || memcmp(lexer->at, signs[i].sign, len) != 0)
			continue;
		if (signs[i].error) {
			fail(lexer, lexer->at, signs[i].error);
			return;
		}
		lexer->type = signs[i].type;
		lexer->at += len;
		return;
	}
	fail(lexer, lexer->at,
	    expr_hint_sign(lexer->at, left) ? expr_hint_sign(lexer->at, left)
	    : strchr("+-*/%", *lexer->at)
		? "there is no arithmetic in a condition; it has its place in "
		  "the formulas of --indicators"
		: "a sign that means nothing here");
}

void
lexer_next(struct lexer *lexer)
{
	const char *at = lexer->at;

	if (lexer->type == TOKEN_ERROR)
		return;
	while (at < lexer->end && (ascii_is_blank(*at) || *at == '\n'))
		at++;
	lexer->at = lexer->token = at;
	if (at == lexer->end)
		lexer->type = TOKEN_END;
	else if (is_name_start(*at))
		read_word(lexer);
	else if (*at == '$')
		read_param(lexer);
	else if (*at == '"' || *at == '\'')
		read_quoted(lexer, TOKEN_STRING);
	else if (*at == '`')
		read_quoted(lexer, TOKEN_NAME);
	else if (ascii_is_digit(*at) || *at == '-')
		read_number(lexer);
	else
		read_sign(lexer);
}
