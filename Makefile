# Build, test and check vardstrom. `make` leaves the programs in build/bin.
# Variants have a tree of their own: make check SAN=1, make CC=clang B=build/clang.

PREFIX ?= /usr/local
CFLAGS ?= -O2 -g
SAN ?=

PROGRAMS := $(notdir $(patsubst %/,%,$(wildcard cmd/*/)))
B := $(if $(SAN),build/san,build/rel)
BIN := $(if $(SAN),$(B)/bin,build/bin)

STD := -std=c11 -D_POSIX_C_SOURCE=200809L -Iinclude
WARN := -Wall -Wextra -Werror -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wvla -Wformat=2 -Wundef
SANFLAGS := $(if $(SAN),-fsanitize=address$(,)undefined -fno-sanitize-recover=all)
, := ,
OUR := $(STD) $(WARN) $(if $(SAN),-fsanitize=address$(,)undefined -fno-sanitize-recover=all)
LIBS := -lcsv -ljansson -lz -lnettle -lpthread

LIB_O := $(patsubst %.c,$(B)/%.o,$(wildcard lib/*.c))
LIB_A := $(B)/libvardstrom.a
UNIT := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))

all: $(addprefix $(BIN)/,$(PROGRAMS))

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(OUR) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(LIB_A): $(LIB_O)
	@rm -f $@
	$(AR) rcs $@ $^

define program
$(BIN)/$(1): $(patsubst %.c,$(B)/%.o,$(wildcard cmd/$(1)/*.c)) $(LIB_A)
	@mkdir -p $$(@D)
	$$(CC) $$(OUR) $$(CFLAGS) $$(LDFLAGS) -o $$@ $$^ $$(LIBS)
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p))))

# A unit test links the library and, for cmd/NAME/WORD.c, that one object:
# the test names it in a line "unit: cmd/NAME/WORD.c".
.SECONDEXPANSION:
unit_objects = $(patsubst %.c,$(B)/%.o,$(shell sed -n 's/^.*unit: *\(cmd[^ ]*\.c\).*/\1/p' $(1)))
$(B)/tests/%: $(B)/tests/unit/%.o $$(call unit_objects,tests/unit/%.c) $(LIB_A)
	@mkdir -p $(@D)
	$(CC) $(OUR) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) -lcmocka

unit: $(UNIT)
clean:
	rm -rf build

.PHONY: all unit clean
-include $(shell find $(B) -name '*.d' 2>/dev/null)
