# The commands of every day. The README's two are `make demo` and `make test`.
.PHONY: demo test race lint lexicon bench score ci

demo:
	go run ./cmd/derek demo

test:
	go test ./...

race:
	go test -race ./...

lint:
	golangci-lint run ./...

lexicon:
	go run ./cmd/derek lexicon check

bench:
	go test -run '^$$' -bench . -benchmem ./pipeline/...

# Rewrites the score golden file; read the diff before you commit it.
score:
	go test ./internal/evaluate -run TestScore -update

ci:
	bash .ci/run
