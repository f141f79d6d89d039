# Build, test and check vardstrom.
#
#   make                 the programs, in build/bin
#   make check           install what the tests need, run them all
#   make check SAN=1     the same with the address and undefined sanitizers
#   make check SWITCHES=off   the same without what only saves time, see
#                             lib/base/switches.h
#   make check-odd       the tests on old and odd machines; check-MACHINE: one
#   make faults          every n-th call fails: what becomes of old files
#   make fuzz            FUZZ_SECONDS for each reader, see tests/fuzz/README.md
#   make coverage        which lines the tests run; SCRIPTS='...' for fewer
#   make analyze         what gcc's analyzer finds, with -j2 in minutes
#   make races           chains of stages under the thread sanitizer
#   make figures         the year 2025, from synthetic extracts to its table
#   make bench-cycles    instructions a row, against the committed ones
#   make reconcile-power how many wrong digits in printed tables are found
#   make V=1             show the commands in full
#   make CC=clang B=build/clang BIN=build/clang/bin
#
# CC, CFLAGS, CPPFLAGS, LDFLAGS, PREFIX and DESTDIR belong to the user.

CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
SAN ?=
SWITCHES ?=
FUZZ_SECONDS ?= 20
# Unpacks gzip faster than zlib; used where it is installed.
ISAL ?= $(wildcard /usr/include/isa-l/igzip_lib.h)

PROGRAMS := \
	aggregate \
	balance-run \
	chain-stages \
	check-sources \
	check-targets \
	code-kva \
	compare-figures \
	compare-years \
	dedupe-patients \
	fhir-to-rows \
	indicators-to-fhir \
	normalize \
	publish-folder \
	reconcile \
	render-report \
	render-table \
	run-chart \
	split-patients \
	suppress-small \
	synthesize \
	trace-figure \
	verify-run

# Those that can be a stage of chain-stages: one table for all who ask.
STAGES := $(shell sed -n 's/.*STAGE."\([a-z-]*\)".*/\1/p' lib/stream/stages.h)

# A variant of the build has a tree of its own.
fuzzing := $(filter fuzz fuzz-%,$(MAKECMDGOALS))
racing := $(filter races,$(MAKECMDGOALS))
covering := $(filter coverage,$(MAKECMDGOALS))
empty :=
space := $(empty) $(empty)
without := $(if $(filter off,$(SWITCHES)),BASES HITS KINDS QUEUE TEXTS VALUES,$(SWITCHES))
B := $(if $(fuzzing),build/fuzz,$(if $(racing),build/races,$(if $(covering),build/cov,$(if $(SAN),build/san,build/rel))))
ifneq ($(SWITCHES),)
B := $(B)-without-$(subst $(space),-,$(strip $(SWITCHES)))
endif
BIN := $(if $(fuzzing)$(racing)$(covering)$(SAN)$(SWITCHES),$(B)/bin,build/bin)
ifneq ($(fuzzing),)
CC := clang
endif

, := ,
Q := $(if $(V),,@)
# Some flags are of one kind of processor only.
knows = $(shell $(CC) -Werror $(1) -fsyntax-only -x c /dev/null 2>/dev/null && echo $(1))
links = $(shell echo 'int main(void){return 0;}' | $(CC) -Werror $(1) \
	-x c -o /dev/null - 2>&1 | grep -q . || echo $(1))
our_cflags := -std=c11 -D_POSIX_C_SOURCE=200809L \
	-D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -Iinclude -Ilib \
	-Wall -Wextra -Werror -Wpedantic -Wshadow -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings \
	-Wvla -Wformat=2 -Wundef $(if $(ISAL),-DVARDSTROM_ISAL) \
	$(if $(racing),-fsanitize=thread,$(if $(SAN)$(fuzzing), \
		-fsanitize=address$(,)undefined -fno-sanitize-recover=all)) \
	$(if $(fuzzing),-fsanitize=fuzzer-no-link) \
	$(if $(covering),--coverage -fprofile-update=atomic) $(addprefix -DWITHOUT_,$(without))
# Figures are the same bytes on every machine: no step of a sum is fused with
# another, or kept longer than a double as the 8087 does.
our_cflags += -ffp-contract=off $(if $(filter i386-% i486-% \
	i586-% i686-%,$(shell $(CC) -dumpmachine)),-msse2 -mfpmath=sse)
# These programs read hostile files; the sanitizer builds check more than this.
# tests/scripts/hardening.sh reads from the programs that it is there.
hardened := $(if $(SAN)$(fuzzing)$(racing)$(covering),,yes)
our_cflags += $(if $(hardened),-fPIE -fstack-protector-strong \
	-fstack-clash-protection $(call knows,-fcf-protection=return) \
	$(call knows,-mbranch-protection=standard) \
	$(if $(findstring FORTIFY,$(CPPFLAGS)),, \
		$(if $(filter -O1 -O2 -O3 -Os,$(CFLAGS)),-D_FORTIFY_SOURCE=3)))
our_ldflags := $(if $(hardened),-pie \
	-Wl$(,)-z$(,)relro$(,)-z$(,)now$(,)-z$(,)noexecstack \
	$(call links,-Wl$(,)-z$(,)shstk))
# Linear programmes: only who includes vardstrom/solver.h needs them.
linear := -lClp -lCoinUtils -lstdc++ -lm
libraries := -lcsv -ljansson -lz -lnettle -lpthread -lm $(if $(ISAL),-lisal)

lib := $(B)/libvardstrom.a
lib_objects := $(patsubst %.c,$(B)/%.o,$(wildcard lib/*/*.c))
fault := build/rel/tests/fault.so build/rel/tests/change.so
units := $(patsubst tests/unit/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c))
fuzzers := $(patsubst tests/fuzz/%.c,$(B)/tests/%,$(wildcard tests/fuzz/fuzz_*.c))
benches := $(patsubst tests/bench/%.c,$(B)/tests/%,$(wildcard tests/bench/*.c))
pages := $(wildcard cmd/*/*.1 pipelines/*.1 pipelines/*/*.1)
formats := $(wildcard pipelines/*.5)

# Where packages may be missing, they come before the first compilation.
packages := $(if $(filter figures memory identity,$(MAKECMDGOALS)),build/.packages-build) \
	$(if $(filter check accept unit races coverage lint format fuzz fuzz-% bench, \
		$(MAKECMDGOALS)),build/.packages-check)

all: $(addprefix $(BIN)/,$(PROGRAMS))

# The completions of bash and zsh, made from what --help tells.
completions: all
	@mkdir -p build/completions
	@for shell in bash zsh; do VARDSTROM_BIN=$(abspath $(BIN)) \
		cmd/completions.sh $$shell $(addprefix $(BIN)/,$(PROGRAMS)) $(scripts) \
		>build/completions/$$shell || exit 2; done

build/.packages-%: tests/need-packages.sh
	@tests/need-packages.sh $*
	@mkdir -p $(@D) && touch $@

$(B)/%.o: %.c | $(packages)
	@mkdir -p $(@D) && echo "cc $<"
	$Q$(CC) $(our_cflags) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The year that synthesize has built in is a file of data.
$(B)/%.inc: %.json
	@mkdir -p $(@D) && od -An -v -t u1 $< | sed 's/  */,/g; s/^,//; s/$$/,/' >$@
$(B)/%.inc: %.css
	@mkdir -p $(@D) && od -An -v -t u1 $< | sed 's/  */,/g; s/^,//; s/$$/,/' >$@
$(B)/cmd/render-report/plan.o: $(B)/pipelines/report/kvalitetsbokslut.inc
$(B)/cmd/render-report/plan.o: our_cflags += -I$(B)/pipelines/report
$(B)/cmd/render-report/document.o: $(B)/cmd/render-report/style.inc
$(B)/cmd/render-report/document.o: our_cflags += -I$(B)/cmd/render-report
$(BIN)/render-report: libraries += -lm
$(B)/cmd/synthesize/calibration.o: $(B)/cmd/synthesize/year-2025.inc
$(B)/cmd/synthesize/calibration.o: our_cflags += -I$(B)/cmd/synthesize

$(lib): $(lib_objects)
	@rm -f $@ && $(AR) rcs $@ $^

define link
@mkdir -p $(@D) && echo "link $@"
$Q$(CC) $(our_cflags) $(CFLAGS) $(our_ldflags) $(LDFLAGS) -o $@ $(filter %.o,$^) $(lib) $(libraries)
endef

$(foreach p,$(PROGRAMS),$(eval $(BIN)/$p: \
	$(patsubst %.c,$(B)/%.o,$(wildcard cmd/$p/*.c))))
$(BIN)/render-table $(BIN)/chain-stages: libraries += -lxlsxwriter
$(BIN)/suppress-small $(BIN)/reconcile: libraries += $(linear)
$(addprefix $(BIN)/,$(PROGRAMS)): $(lib)
	$(link)

# A stage has an entry function of its own name: by itself, that is its main.
$(foreach s,$(STAGES),$(eval $(BIN)/$s: \
	our_ldflags += -Wl$(,)--defsym=main=$(subst -,_,$s)_main))
$(BIN)/chain-stages: $(foreach s,$(STAGES), \
	$(patsubst %.c,$(B)/%.o,$(wildcard cmd/$s/*.c)))

# A test that needs an object of a program has a comment "unit: cmd/NAME/WORD.c".
.SECONDEXPANSION:
.SECONDARY:
of_programs = $(patsubst %.c,$(B)/%.o, \
	$(shell sed -n 's/^.*unit: *\(cmd[^ ]*\.c\).*/\1/p' $(1)))
$(addprefix $(B)/tests/,test_suppress test_suppress_streams test_reconcile \
    test_reconcile_power fuzz_published fuzz_suppression): \
	libraries += $(linear)
$(B)/tests/test_%: $(B)/tests/unit/test_%.o \
    $$(call of_programs,tests/unit/test_$$*.c) $(lib)
	$(link) -lcmocka

# The corpus is replayed by a small driver; with `make fuzz`, by libFuzzer.
$(addprefix $(B)/tests/,fuzz_dec fuzz_formula fuzz_ratio): libraries += -lgmp
$(B)/tests/fuzz_%: $(B)/tests/fuzz/fuzz_%.o $(if $(fuzzing),,$(B)/tests/fuzz/replay.o) \
    $(B)/tests/fuzz/given.o $$(call of_programs,tests/fuzz/fuzz_$$*.c) $(lib)
	$(link) $(if $(fuzzing),-fsanitize=fuzzer)

# Benchmarks of one module; `make bench` gives them a made file.
$(B)/tests/bench_%: $(B)/tests/bench/bench_%.o $(lib)
	$(link)

runs := BIN=$(abspath $(BIN)) SAN=$(SAN)
unit: $(units)
	$Q$(runs) tests/run.sh $(units)

# Preloaded to make one call fail, or a file change while it is read. The
# sanitizers do not stand it: with them, too, it is the plain programs that it
# is tried on.
$(fault): build/rel/tests/%.so: tests/fault/%.c
	@mkdir -p $(@D) && echo "cc $<"
	$Q$(CC) -std=c11 -Wall -Wextra -Werror -O2 -shared -fPIC -o $@ $< -ldl

check: all $(units) $(fuzzers) $(fault)
	$Q$(runs) tests/run.sh $(units) $(fuzzers) $(wildcard tests/run-*.sh tests/scripts/*.sh)

# A program that dies of trouble waits for no thread, and releases nothing.
races: all $(B)/tests/test_channel
	$Q$(runs) SAN=1 RUNS=5 TSAN_OPTIONS=report_thread_leaks=0 \
		tests/run.sh $(B)/tests/test_channel tests/scripts/chain.sh

# Counts of a run before would be added to. The scripts that measure time or
# memory, or try a thing many times, run no other lines.
SCRIPTS ?= $(filter-out $(foreach s,silence-02-kills killed-chain suppress-2025 twice, \
	tests/scripts/$s.sh),$(wildcard tests/scripts/*.sh))
coverage: all $(units) $(fuzzers) $(fault)
	@find $(B) -name '*.gcda' -delete
	-$Q$(runs) tests/run.sh $(units) $(fuzzers) $(wildcard tests/run-*.sh) $(SCRIPTS)
	$Qtests/coverage.sh $(B)

# Every n-th call of every kind fails, in every program: takes half an hour.
faults: all $(fault)
	$Q$(runs) tests/fault/run.sh

accept: all
	$Q$(runs) ACCEPT=1 tests/run-cli.sh
	$Q$(runs) ACCEPT=1 tests/scripts/readme.sh
	@git diff --stat -- tests README.md

lint: | $(packages)
	tests/lint.sh

# gcc's analyzer, of each file once until it changes: make -j2 analyze. It takes
# minutes, so it is not part of lint.
analyzed := $(patsubst %.c,build/analyzed/%,$(wildcard lib/*/*.c cmd/*/*.c))
made := $(addprefix $(B)/,pipelines/report/kvalitetsbokslut.inc \
	cmd/render-report/style.inc cmd/synthesize/year-2025.inc)
analyze: $(analyzed)
build/analyzed/%: %.c tests/analyze.sh tests/analyze.txt $(made) | $(packages)
	@mkdir -p $(@D) && echo "analyze $<"
	$Qtests/analyze.sh $< $(filter -std% -D_POSIX% -DVARD% -I%,$(our_cflags)) \
		$(addprefix -I,$(dir $(made))) -MMD -MP -MT $@ -MF $@.d
	@touch $@

format: | $(packages)
	git ls-files '*.c' '*.h' | xargs clang-format -i

fuzz: $(fuzzers)
	tests/fuzz/run.sh $(FUZZ_SECONDS) $(fuzzers); status=$$?; \
		tests/fuzz/table.sh && exit $$status
fuzz-build: $(fuzzers)

# What was found becomes part of the corpus, as little as covers the same.
fuzz-merge: $(fuzzers)
	tests/fuzz/merge.sh $(fuzzers)

figures: all
	$Q$(runs) tests/figures.sh build/extracts/2025 build/figures/2025

# The published pages in a real browser; PICTURES=DIR keeps what it saw.
check-report: all
	$Q$(runs) tests/check-report.sh

# The main job over processes, and over hosts that it makes itself.
check-parallel: all
	$Q$(runs) tests/spread/parallel.sh
# The same by Slurm, over two nodes that it makes itself.
check-slurm: all
	$Q$(runs) tests/spread/slurm.sh

# The same over executors of Spark; CONTACTS=1000000 for a larger year.
check-spark: all
	$Q$(runs) tests/spread/spark.sh

# The tables as LibreOffice reads them; PICTURES=DIR keeps what it would print.
check-office: all
	$Q$(runs) tests/check-office.sh

# Old and odd machines, by cross compilers and qemu where it takes one.
odd := baseline i386 arm64 s390x
check-odd: $(odd:%=check-%)
$(odd:%=check-%): check-%: all
	tests/odd.sh $*

# Nights under a real cron, and the systemd unit as systemd reads it.
check-nightly: all
	tests/check-nightly.sh

# The year as FHIR resources, held against two validators.
check-fhir: all
	$Q$(runs) tests/check-fhir.sh

# What README.md shows.
pictures: all
	$Q$(runs) tests/pictures.sh

# A key for pseudonyms that nobody else can read: make key KEY=FILE
key:
	@test -n "$(KEY)" || { echo 'make key KEY=FILE'; exit 2; }
	@umask 077 && set -C && head -c 32 /dev/urandom >"$(KEY)"

memory: all
	$Q$(runs) tests/memory.sh

# A hundred million contacts: half an hour, 45 GB of disk.
soak: all $(B)/tests/bench_run
	$Q$(runs) tests/soak.sh

# What make check does with some, with a thousand.
verify-check: all
	$Q$(runs) CHANGES=1000 tests/run.sh tests/scripts/verify-run.sh
suppress-check: $(B)/tests/test_suppress_streams
	STREAMS=1000 $<
trace-check: all
	$Q$(runs) FIGURES=1000 tests/run.sh tests/scripts/trace-figure.sh

# Every digit of the printed tables changed: how many faults are found?
reconcile-power: all $(B)/tests/test_reconcile_power
	$Q$(runs) tests/bench/reconcile-power.sh $(B)/tests/test_reconcile_power

kills: all
	$Q$(runs) KILLS=200 tests/run.sh tests/scripts/silence-02-kills.sh

identity: all
	$Q$(runs) tests/identity.sh

bench: all $(benches)
	$Q$(runs) tests/bench/run.sh $(benches)

# Instructions, which no busy machine changes, against the committed ones.
bench-cycles: all
	$Q$(runs) tests/bench/cycles.sh

# --- installing: the directory variables are GNU's; DESTDIR stands before all.
prefix ?= $(PREFIX)
exec_prefix ?= $(prefix)
bindir ?= $(exec_prefix)/bin
libdir ?= $(exec_prefix)/lib
includedir ?= $(prefix)/include
datarootdir ?= $(prefix)/share
mandir ?= $(datarootdir)/man
docdir ?= $(datarootdir)/doc/vardstrom
bashdir ?= $(datarootdir)/bash-completion/completions
zshdir ?= $(datarootdir)/zsh/site-functions
unitdir ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d
version := $(shell sed -n 's/^.define VARDSTROM_VERSION "\(.*\)"/\1/p' include/vardstrom/stream.h)
scripts := $(shell find pipelines -maxdepth 1 -type f -perm -u+x)
units_of_nights := $(wildcard pipelines/nightly.d/*.service pipelines/nightly.d/*.timer)
shared := $(filter-out $(units_of_nights) pipelines/nightly.d/sysusers.conf, \
	$(shell find $(wildcard pipelines/*/) -type f))

install: all completions
	install -d $(addprefix $(DESTDIR),$(bindir) $(libdir)/pkgconfig \
		$(includedir)/vardstrom $(mandir)/man1 $(mandir)/man5 $(docdir) $(unitdir))
	install $(addprefix $(BIN)/,$(PROGRAMS)) $(scripts) $(DESTDIR)$(bindir)
	install -m 644 $(pages) $(DESTDIR)$(mandir)/man1
	install -m 644 $(formats) $(DESTDIR)$(mandir)/man5
	install -m 644 include/vardstrom/*.h $(DESTDIR)$(includedir)/vardstrom
	install -m 644 $(lib) $(DESTDIR)$(libdir)
	install -m 644 README.md LICENSE $(DESTDIR)$(docdir)
	install -D -m 644 -t $(DESTDIR)$(docdir)/pipelines pipelines/*.md
	sed -e 's|@prefix@|$(prefix)|' -e 's|@includedir@|$(includedir)|' \
		-e 's|@libdir@|$(libdir)|' -e 's|@version@|$(version)|' \
		-e 's|@private@|$(libraries) $(linear)|' lib/vardstrom.pc.in \
		>$(DESTDIR)$(libdir)/pkgconfig/vardstrom.pc
	for unit in $(notdir $(units_of_nights)); do sed 's|@bindir@|$(bindir)|' \
		pipelines/nightly.d/$$unit >$(DESTDIR)$(unitdir)/$$unit || exit 2; done
	install -D -m 644 build/completions/bash $(DESTDIR)$(bashdir)/vardstrom
	install -D -m 644 build/completions/zsh $(DESTDIR)$(zshdir)/_vardstrom
	for name in $(PROGRAMS) $(notdir $(scripts)); do \
		ln -sf vardstrom $(DESTDIR)$(bashdir)/$$name || exit 2; done
	install -D -m 644 pipelines/nightly.d/sysusers.conf \
		$(DESTDIR)$(sysusersdir)/vardstrom.conf
	for file in $(shared:pipelines/%=%); do install -D -m $$(test -x pipelines/$$file && \
		echo 755 || echo 644) pipelines/$$file \
		$(DESTDIR)$(datarootdir)/vardstrom/$$file || exit 2; done

uninstall:
	rm -f $(addprefix $(DESTDIR)$(bindir)/,$(PROGRAMS) $(notdir $(scripts))) \
		$(addprefix $(DESTDIR)$(mandir)/man1/,$(notdir $(pages))) \
		$(addprefix $(DESTDIR)$(mandir)/man5/,$(notdir $(formats))) \
		$(addprefix $(DESTDIR)$(unitdir)/,$(notdir $(units_of_nights))) \
		$(DESTDIR)$(sysusersdir)/vardstrom.conf $(DESTDIR)$(zshdir)/_vardstrom \
		$(addprefix $(DESTDIR)$(bashdir)/,vardstrom $(PROGRAMS) $(notdir $(scripts))) \
		$(DESTDIR)$(libdir)/libvardstrom.a $(DESTDIR)$(libdir)/pkgconfig/vardstrom.pc
	rm -rf $(addprefix $(DESTDIR),$(includedir)/vardstrom $(docdir) $(datarootdir)/vardstrom)

# What was installed runs, and a filter builds on the installed library.
installcheck:
	$Qtests/installcheck.sh $(DESTDIR)$(bindir) $(DESTDIR)$(libdir) \
		$(DESTDIR)$(includedir) $(PROGRAMS)

# The sources as a file that depends on the commit alone.
dist:
	@mkdir -p build
	git archive --format=tar --prefix=vardstrom-$(version)/ HEAD | \
		gzip -9n >build/vardstrom-$(version).tar.gz

# The Debian packages, and their installation on a bare system.
deb:
	tests/deb.sh build/deb
check-deb: all
	tests/check-deb.sh build/deb

clean:
	rm -rf build

.PHONY: \
	accept \
	all \
	analyze \
	bench \
	bench-cycles \
	check \
	check-deb \
	check-fhir \
	check-nightly \
	check-odd \
	check-office \
	check-parallel \
	check-report \
	$(odd:%=check-%) \
	check-slurm \
	check-spark \
	clean \
	completions \
	coverage \
	deb \
	dist \
	faults \
	figures \
	format \
	fuzz \
	fuzz-build \
	fuzz-merge \
	identity \
	install \
	installcheck \
	key \
	kills \
	lint \
	memory \
	pictures \
	races \
	reconcile-power \
	soak \
	suppress-check \
	trace-check \
	uninstall \
	unit \
	verify-check
-include $(shell find $(B) build/analyzed -name '*.d' 2>/dev/null)
