# make help says what there is. Needs JDK 17; ./mvnw fetches Maven (or say MVN=mvn).
MVN ?= ./mvnw
MVN_FLAGS ?= --batch-mode --no-transfer-progress
RUN = java -jar src/e2e/target/cpubound-e2e-0.1.0.jar
BUILT = src/e2e/target/.built
# nginx is in /usr/sbin, which a normal user's PATH on Debian does not have.
export PATH := $(PATH):/usr/sbin:/usr/local/sbin
SOURCES := $(shell find pom.xml src crds deploy -type f -not -path '*/target/*' -not -path '*/src/test/*' 2>/dev/null)

# How long make soak and make fuzz-apply go on, and where they begin.
STEPS ?= 100000000
SEQUENCES ?= 100000
SEED ?= 1

.DEFAULT_GOAL := help
.PHONY: help build test soak mutation fuzz-apply demo up down e2e bench-local-cluster kubectl-matrix plugin images crds format clean

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: $(BUILT) ## Builds everything without running tests

$(BUILT): $(SOURCES)
	@sh src/e2e/sh/build.sh $(MVN) $(MVN_FLAGS) -Dmaven.test.skip=true package
	@touch $@

test: ## Builds everything and runs the tests, with real nginx, real backends and rollouts under load
	@sh src/e2e/sh/need-nginx.sh
	$(MVN) $(MVN_FLAGS) verify
	@touch $(BUILT)

soak: ## Simulates 100 million steps of the planner (STEPS=..., SEED=... the first seed)
	$(MVN) $(MVN_FLAGS) -pl src/rollout -Dtest=SimulationTest -DargLine="-Drollout.steps=$(STEPS) -Drollout.seed=$(SEED)" test

mutation: ## Tests the tests of the planner: at least 90 % of the mutants are killed (src/rollout/MUTANTS.md)
	$(MVN) $(MVN_FLAGS) -pl src/rollout test-compile org.pitest:pitest-maven:mutationCoverage

fuzz-apply: ## Compares server-side apply with the real algorithm for long (SEQUENCES=..., SEED=...; needs Go, see src/local-cluster)
	$(MVN) $(MVN_FLAGS) -pl src/local-cluster -Dtest=ApplyFuzzTest -Dapply.fuzz.sequences=$(SEQUENCES) -Dapply.fuzz.seed=$(SEED) test

demo: $(BUILT) ## A rollout under load, from nothing to a summary (REPLICAS=1, RATE=100, CLUSTER=current)
	@sh src/e2e/sh/need-nginx.sh
	@exec $(RUN) demo

up: $(BUILT) ## Starts the local cluster with the operator, in the background
	@sh src/e2e/sh/need-nginx.sh
	@sh src/e2e/sh/up.sh $(RUN) up

down: ## Stops what make up started
	@sh src/e2e/sh/down.sh

e2e: ## Runs all scenarios, also the long ones (E2E_FLAGS=-Dcluster=current for the cluster of KUBECONFIG)
	@sh src/e2e/sh/need-nginx.sh
	$(MVN) $(MVN_FLAGS) -pl src/backend,src/operator,src/e2e -am -Dgroups=e2e -De2e.excluded=none $(E2E_FLAGS) package

bench-local-cluster: ## Prints figures of the local cluster: start, applies/s, watch events/s, memory
	$(MVN) $(MVN_FLAGS) -q -pl src/local-cluster -Dtest=LocalClusterBench test

kubectl-matrix: ## Compares the local cluster with recorded transcripts, for each kubectl found (KUBECTLS=folders with kubectl.1.NN)
	$(MVN) $(MVN_FLAGS) -pl src/local-cluster -Dtest=KubectlTest -Dkubectl.versions=all -Dkubectl.folders="$(KUBECTLS)" test

images: ## Builds the images as archives without Docker (BASE=java.tar or BASE=a name in a registry; default eclipse-temurin:17-jre)
	@sh src/backend/sh/images.sh "$(BASE)" $(MVN) $(MVN_FLAGS)

plugin: ## Builds the kubectl plugin (kubectl cba) and says how to put it on PATH
	@sh src/kubectl-cba/sh/build.sh $(MVN) $(MVN_FLAGS)

crds: ## Generates crds/ from the model anew
	$(MVN) $(MVN_FLAGS) -q -pl src/operator -am -Dtest=CrdFileTest -Dcrds=write -Dsurefire.failIfNoSpecifiedTests=false test

format: ## Formats the sources
	$(MVN) $(MVN_FLAGS) -q spotless:apply

clean: down ## Removes what was built
	$(MVN) $(MVN_FLAGS) -q clean
