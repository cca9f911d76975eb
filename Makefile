# The mail suite. `make run` shows it at work, `make test` tests it; both fetch what they need.

CONFIG  ?= Release
RID     := linux-x64
OUT     := out
DESTDIR ?=
PREFIX  ?= /usr
export DOTNET_CLI_TELEMETRY_OPTOUT = 1
export DOTNET_NOLOGO = 1
# For each parser; .ci/run says 60.
export FUZZ_SECONDS ?= 3

# One row per program: where its link lies in Postfix's places.
SBIN    := postalias postcat postconf postdrop postfix postkick postlock postlog postmap postmulti postqueue postsuper posttls-finger qshape sendmail smtp-sink smtp-source
BIN     := mailq newaliases
LIBEXEC := anvil auth bounce cleanup discard error flush imapd lmtp local master pickup pipe pop3d postlogd proxymap qmgr showq smtp smtpd spawn trivial-rewrite verify virtual

IMAGE   := $(OUT)/libexec/postfix/mailsuite
SOURCES := $(wildcard $(shell git ls-files -co --exclude-standard '*.cs' '*.csproj' '*.props' '.editorconfig' ':!tests' 2>/dev/null))

.PHONY: all tools run test check system bench storm powerfail faults fuzz install clean fmt try man

all: $(IMAGE)

tools:
	@etc/tools/prerequisites build

$(IMAGE): $(SOURCES) | tools
	dotnet publish suite/suite.csproj -c $(CONFIG) -r $(RID) -v quiet --nologo
	@mkdir -p $(OUT)/libexec/postfix $(OUT)/sbin $(OUT)/bin
	@install -m 755 suite/bin/$(CONFIG)/net9.0/$(RID)/publish/mailsuite $(IMAGE).new && mv $(IMAGE).new $(IMAGE)
	@for p in $(LIBEXEC); do ln -sfn mailsuite $(OUT)/libexec/postfix/$$p; done
	@for p in $(SBIN); do ln -sfn ../libexec/postfix/mailsuite $(OUT)/sbin/$$p; done
	@for p in $(BIN); do ln -sfn ../libexec/postfix/mailsuite $(OUT)/bin/$$p; done
	@mkdir -p $(OUT)/etc/postfix && cp etc/postfix/main.cf etc/postfix/master.cf $(OUT)/etc/postfix/
	@ls -l $(IMAGE)

# Rebuilds after a change for trying it out: no native code, no analyzers. Run programs with `etc/tools/try NAME args`.
try:
	dotnet build suite/suite.csproj -c Debug -v quiet --nologo

run: all
	@etc/tools/prerequisites run
	@etc/demo/run

check: tools
	@etc/tools/test unit house

system: all
	@etc/tools/prerequisites system
	@etc/tools/test system

test: all
	@etc/tools/prerequisites system
	@etc/tools/test house unit unit-net10 fuzz system

bench: all
	@etc/tools/prerequisites bench
	@tests/bench/run

# Mixed load under kill -9, then a stop at every system call that changes something; ROUNDS of power failure; system calls that fail. docs/durability.md.
DURATION ?= 600
ROUNDS   ?= 200
storm: all
	@etc/tools/prerequisites bench
	@tests/storm/run --duration $(DURATION)

powerfail: all
	@etc/tools/prerequisites bench
	@tests/storm/powerfail --rounds $(ROUNDS)

# Each parser of strangers' bytes for SECONDS, as many at a time as there are processors; what fails is kept in tests/fuzz/corpus, which the unit tests replay.
SECONDS ?= 60
SEED    ?=
fuzz: tools
	@FUZZ_SECONDS=$(SECONDS) FUZZ_SEED=$(SEED) etc/tools/test fuzz

faults: all
	@etc/tools/prerequisites bench
	@tests/storm/faults

# Manual pages and the shell's completions, from the tables of options and parameters: man -l out/share/man/man1/postfix.1
man: tools
	dotnet build etc/man/man.csproj -c Debug -v quiet --nologo
	@rm -rf $(OUT)/share && dotnet etc/man/bin/Debug/net10.0/mailsuite-man.dll $(OUT)/share . $(LIBEXEC)
	@find $(OUT)/share -type f | wc -l

install: all man
	install -d $(DESTDIR)$(PREFIX)/libexec/postfix $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin $(DESTDIR)/etc/postfix $(DESTDIR)/usr/lib
	install -m 755 $(IMAGE) $(DESTDIR)$(PREFIX)/libexec/postfix/mailsuite
	for p in $(LIBEXEC); do ln -sfn mailsuite $(DESTDIR)$(PREFIX)/libexec/postfix/$$p; done
	for p in $(SBIN); do ln -sfn ../libexec/postfix/mailsuite $(DESTDIR)$(PREFIX)/sbin/$$p; done
	for p in $(BIN); do ln -sfn ../libexec/postfix/mailsuite $(DESTDIR)$(PREFIX)/bin/$$p; done
	ln -sfn ../sbin/sendmail $(DESTDIR)/usr/lib/sendmail
	cd $(OUT)/share && find . -type f -exec install -D -m 644 {} $(abspath $(DESTDIR)$(PREFIX)/share)/{} \;
	for f in main.cf master.cf; do test -e $(DESTDIR)/etc/postfix/$$f || install -m 644 etc/postfix/$$f $(DESTDIR)/etc/postfix/$$f; done
	for f in main.cf master.cf; do install -m 644 etc/postfix/$$f $(DESTDIR)/etc/postfix/$$f.proto; done
	test -n "$(DESTDIR)" || etc/tools/accounts

fmt:
	dotnet format whitespace MailSuite.sln

clean:
	rm -rf $(OUT)
	find . -name bin -o -name obj | grep -v '^./out' | xargs rm -rf
