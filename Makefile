# What a developer types. A user needs Go alone: go run ./cmd/webapp

.PHONY: run test check generate bench screenshots

run:
	go run ./cmd/webapp

test:
	go test ./...

check: ## what the CI runs
	bash .ci/run

generate: ## HTML from templ, the bundle from TypeScript and CSS (needs Node for npm ci)
	go tool templ generate -path web
	cd assets && npm ci --no-audit --no-fund && npm run check
	go run ./assets/build

bench:
	go test -run '^$$' -bench . -benchtime 2s ./stimuli ./retina ./cortex ./analysis ./experiment

screenshots: ## docs/*.png, from a real browser
	REQUIRE_BROWSER=1 UPDATE_SCREENSHOTS=1 go test ./e2e -run TestScreenshots -count 1
