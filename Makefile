# Builds Maat. Each build type has a folder of its own: build/<type>/, with -gcc added when gcc compiles.
#
#   make              libmaat.a and maat, BUILD=opt
#   make run          builds and runs examples/tour.mm
#   make test         builds and runs all tests; ends with "N passed, N failed"
#   make lint         what a tool can check of the style
#   make format       lays the C files out by .clang-format
#   make bench        measures against the peers: NAMES="fib messages" RUNS=9 a part; BENCH_FLAGS=--write-docs
#                     writes docs/benchmarks.md (bench-deps installs the peers, bench-smoke checks results only)
#   make install      to PREFIX (default /usr/local), below DESTDIR
#   make BUILD=...    opt debug stress asan tsan cov
#
# `deps`, `run` and `test` install missing Debian packages (.ci/deps.sh).

BUILD ?= opt
ifeq ($(origin CC),default)
CC := clang-19
endif
PREFIX ?= /usr/local

IS_GCC := $(findstring gcc,$(notdir $(CC)))
OUT    := build/$(BUILD)$(if $(IS_GCC),-gcc)

# --- flags ------------------------------------------------------------------------------------------------

WARN   := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
# Heap objects are read as words and as structures: no aliasing rules. Calls into libraries bind at start.
COMMON := -std=gnu11 -D_GNU_SOURCE -I. -I$(OUT)/gen -g -pthread -fno-strict-aliasing -fno-math-errno -fno-plt \
          -DBUILD_NAME='"$(BUILD)"' $(WARN)

FLAGS_opt    := -O2 -fomit-frame-pointer
FLAGS_debug  := -O1 -fno-omit-frame-pointer -DBUILD_CHECKED=1
FLAGS_stress := -O1 -fno-omit-frame-pointer -DBUILD_CHECKED=1 -DBUILD_STRESS=1
# The reports of sanitizers need lines, not variables: that is quicker to compile and link.
LINES        := $(if $(IS_GCC),-g1,-gline-tables-only)
FLAGS_asan   := -O1 $(LINES) -fno-omit-frame-pointer -DBUILD_CHECKED=1 \
                -fsanitize=address,undefined -fno-sanitize-recover=undefined
FLAGS_tsan   := -O1 $(LINES) -fno-omit-frame-pointer -DBUILD_CHECKED=1 -fsanitize=thread
FLAGS_cov    := -O0 --coverage
# What runs programs is optimised once more when the product is linked: a message goes through many small functions of several files.
# These objects hold machine code besides, which the unit tests are linked from.
LTO_PARTS    := base heap mailbox sched vm/exec vm/maatine stdlib/native
ifeq ($(BUILD)$(IS_GCC),opt)
LTO          := -flto=thin -ffat-lto-objects
LINK_maat    := $(LTO) -Wl,--fat-lto-objects,--thinlto-cache-dir=$(OUT)/lto
endif
LINK_asan    := -fsanitize=address,undefined
LINK_tsan    := -fsanitize=thread
LINK_cov     := --coverage

ifeq ($(filter $(BUILD),opt debug stress asan tsan cov),)
$(error BUILD is one of: opt debug stress asan tsan cov)
endif

CFLAGS_ALL  := $(COMMON) $(FLAGS_$(BUILD)) $(CFLAGS)
# The linker that clang brings is the quicker one, with sanitizers by far.
LDFLAGS_ALL := -pthread -Wl,--as-needed $(if $(IS_GCC),,-fuse-ld=lld-19) $(LINK_$(BUILD)) $(LDFLAGS)
LIBS        := -luv -ljemalloc -lgmp -lpcre2-8 -lutf8proc -ledit -lm -ldl
# The sanitizers bring their own allocator.
ifneq ($(filter $(BUILD),asan tsan),)
LIBS        := $(filter-out -ljemalloc,$(LIBS))
endif
CHECK_LIBS  := -lcheck_pic -lsubunit -lrt

# --- sources ----------------------------------------------------------------------------------------------

# A part can be built and tested alone: make unit FOLDERS="base erts-like-config heap" OUT=/tmp/heap
FOLDERS   ?= base erts-like-config heap mailbox sched vm stdlib/native
SOURCES   := $(filter-out vm/main.c vm/image_main.c,$(shell find $(wildcard $(FOLDERS)) -name '*.c' | LC_ALL=C sort))
OBJECTS   := $(SOURCES:%.c=$(OUT)/%.o) $(OUT)/gen/stdlib_sources.o
# The library's image is written by a first maat, which is linked without it.
STAGE1    := $(OBJECTS)
OBJECTS   += $(if $(filter vm,$(FOLDERS)),$(OUT)/gen/stdlib_image.o)
MAIN      := $(if $(filter vm,$(FOLDERS)),$(wildcard vm/main.c))
MODULES   := $(shell find $(wildcard stdlib) -name '*.mm' | LC_ALL=C sort)

# A unit test is test_*.c below tests/unit/<folder>/; other .c files beside it are linked into each of them.
UNIT_TOP  := $(sort $(foreach f,$(FOLDERS),tests/unit/$(firstword $(subst /, ,$(f)))))
UNIT_SRC  := $(sort $(foreach f,$(UNIT_TOP),$(wildcard $(f)/test_*.c $(f)/*/test_*.c)))
UNIT_BIN  := $(UNIT_SRC:%.c=$(OUT)/%)
UNIT_HELP := $(filter-out $(UNIT_SRC),$(sort $(foreach f,$(UNIT_TOP),$(wildcard $(f)/*.c $(f)/*/*.c))))

LIB  := $(OUT)/libmaat.a
MAAT := $(if $(MAIN),$(OUT)/maat)

.PHONY: all unit deps run test bench bench-deps bench-smoke lint format install clean FORCE
.DELETE_ON_ERROR:
.SECONDARY:

all: $(LIB) $(MAAT)
	@$(if $(MAAT),ln -sfn $(MAAT) maat)

unit: $(UNIT_BIN)

# --- rules ------------------------------------------------------------------------------------------------

# Objects depend on the flags they were made with and on the list of what goes into the library.
$(OUT)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' "$(CC) $(subst ",,$(CFLAGS_ALL)) $(LTO)" | cmp -s - $@ || \
	    printf '%s\n' "$(CC) $(subst ",,$(CFLAGS_ALL)) $(LTO)" > $@
$(OUT)/objects: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(OBJECTS) | cmp -s - $@ || printf '%s\n' $(OBJECTS) > $@
$(OUT)/modules: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(MODULES) | cmp -s - $@ || printf '%s\n' $(MODULES) > $@

$(OUT)/%.o: %.c $(OUT)/flags
	@mkdir -p $(@D)
	@echo "  CC $<"
	@$(CC) $(CFLAGS_ALL) $(if $(filter $(LTO_PARTS:=/%),$<),$(LTO)) -MMD -MP -c $< -o $@

$(OUT)/gen/stdlib_sources.c: vm/compile/stdlib_sources.awk $(MODULES) $(OUT)/modules
	@mkdir -p $(@D)
	@LC_ALL=C awk -f $< $(MODULES) /dev/null > $@
$(OUT)/gen/stdlib_sources.o: $(OUT)/gen/stdlib_sources.c $(OUT)/flags
	@echo "  CC $<"
	@$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(OUT)/gen/image: $(OUT)/vm/image_main.o $(STAGE1) $(OUT)/objects
	@echo "  LD $@"
	@$(CC) $(LDFLAGS_ALL) $(OUT)/vm/image_main.o $(STAGE1) $(LIBS) -o $@
$(OUT)/gen/stdlib_image.c: $(OUT)/gen/image
	@echo "  IMAGE $@"
	@ASAN_OPTIONS=$$ASAN_OPTIONS:detect_leaks=0 $< $@
$(OUT)/gen/stdlib_image.o: $(OUT)/gen/stdlib_image.c $(OUT)/flags
	@echo "  CC $<"
	@$(CC) $(CFLAGS_ALL) -MMD -MP -c $< -o $@

$(LIB): $(OBJECTS) $(OUT)/objects
	@rm -f $@
	@echo "  AR $@"
	@ar rcs $@ $(OBJECTS)

$(OUT)/maat: $(OUT)/vm/main.o $(LIB)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS_ALL) $(LINK_maat) $(OUT)/vm/main.o $(LIB) $(LIBS) -o $@

# The support files of the folder, then the library.
.SECONDEXPANSION:
$(UNIT_BIN): $(OUT)/%: $(OUT)/%.o $$(patsubst %.c,$(OUT)/%.o,$$(filter $$(dir $$*)%,$(UNIT_HELP))) $(LIB)
	@echo "  LD $@"
	@$(CC) $(LDFLAGS_ALL) $(filter %.o,$^) $(LIB) $(CHECK_LIBS) $(LIBS) -o $@

-include $(OBJECTS:.o=.d) $(OUT)/vm/main.d $(OUT)/vm/image_main.d $(UNIT_SRC:%.c=$(OUT)/%.d) $(UNIT_HELP:%.c=$(OUT)/%.d)

# --- what people call --------------------------------------------------------------------------------------

# A build needs its packages first, and may run on all cores: so these start a second make.
SUB := $(MAKE) --no-print-directory BUILD=$(BUILD) CC=$(CC)
JOBS = $(if $(filter -j% --jobserver%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2))

deps:
	@.ci/deps.sh build test lint

run:
	@.ci/deps.sh build
	@$(MAKE) --no-print-directory BUILD=opt CC=$(CC) $(JOBS) all
	@./build/opt$(if $(IS_GCC),-gcc)/maat run examples/tour.mm

test:
	@.ci/deps.sh build test $(if $(IS_GCC),gcc)
	@+$(SUB) $(JOBS) all unit
	@python3 tests/run_tests.py --build $(BUILD) --out $(OUT) $(TEST_FLAGS)

bench-deps:
	@.ci/deps.sh build bench
bench: bench-deps
	@$(MAKE) --no-print-directory BUILD=opt CC=$(CC) $(JOBS) all
	@python3 bench/run.py --maat build/opt$(if $(IS_GCC),-gcc)/maat $(if $(RUNS),--runs $(RUNS)) $(BENCH_FLAGS) $(NAMES)
bench-smoke: deps
	@$(MAKE) --no-print-directory BUILD=opt CC=$(CC) $(JOBS) all
	@python3 bench/run.py --maat build/opt$(if $(IS_GCC),-gcc)/maat --smoke $(BENCH_FLAGS) $(NAMES)

lint:
	@.ci/deps.sh build lint
	@+$(SUB) $(OUT)/gen/stdlib_sources.c
	@tests/lint/lint.sh $(CC) $(OUT)/gen

format:
	@.ci/deps.sh lint
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs -r clang-format-19 -i

install: all
	install -D -m 755 $(OUT)/maat $(DESTDIR)$(PREFIX)/bin/maat
	install -D -m 644 $(LIB) $(DESTDIR)$(PREFIX)/lib/libmaat.a
	@for h in $(wildcard maat.h vm/maat.h vm/native.h); do \
	    install -D -m 644 $$h $(DESTDIR)$(PREFIX)/include/maat/$$(basename $$h); done

clean:
	rm -rf build maat
